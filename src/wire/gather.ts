/**
 * Gathers the records of one section into RRsets (RFC 2181 section 5): same owner, type and class; the lowest TTL;
 * no record twice; RRSIGs with the set they cover. Rdata is copied out of the message, never a view of it. It must not
 * know headers or other sections.
 */
import { copyOctets, uint16At } from './bytes.ts';
import type { KnownName } from './expand.ts';
import { copyRdata } from './rdata.ts';
import { type RRClass, type RRType, TYPE } from './registry.ts';
import { type ComparisonCost, withoutRepeats } from './repeats.ts';
import { NO_RDATA, type PackedRdata, type RRset } from './rrset.ts';
import type { Shape } from './shapes.ts';

/** One record's rdata inside the message. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** Its length without compression. */
  readonly octets: number;
  readonly next: Piece | undefined;
}

/** A set that still gathers its records, the newest piece first. */
interface Draft {
  readonly owner: KnownName;
  readonly type: RRType;
  readonly class: RRClass;
  /** The shape of names to expand; undefined if the rdata is copied as it is. */
  shape: Shape | undefined;
  ttl: number;
  records: Piece | undefined;
  signatures: Piece | undefined;
  /** The draft before it with the same owner. */
  readonly sibling: Draft | undefined;
}

/** What gathering has cost. */
export interface GatheringCost extends ComparisonCost {
  /** Drafts looked at to find those of records. */
  searched: number;
}

/** The sets of one section while it is read. */
export interface Gathering {
  readonly bytes: Uint8Array;
  readonly cost: GatheringCost;
  readonly drafts: Draft[];
  /** The newest draft of each owner, by the owner's number. */
  readonly newest: (Draft | undefined)[];
  /** The drafts by owner's number, type and class, once one owner has had many. */
  index: Map<number, Draft> | undefined;
}

/** Sets of one owner searched one by one; beyond it a search would cost the square of their number. */
const SEARCHED = 16;

/** A section with no records yet. */
export function gathering(bytes: Uint8Array, cost: GatheringCost): Gathering {
  return { bytes, cost, drafts: [], newest: [], index: undefined };
}

/** Adds one measured record: rdata at `[from, to)`, `octets` long once expanded by `shape`. */
export function gather(
  section: Gathering,
  owner: KnownName,
  type: RRType,
  rrclass: RRClass,
  ttl: number,
  shape: Shape | undefined,
  from: number,
  to: number,
  octets: number,
): void {
  if (type === TYPE.RRSIG && to > from) {
    const draft = draftOf(section, owner, uint16At(section.bytes, from), rrclass, ttl);
    draft.signatures = { from, to, octets, next: draft.signatures };
    return;
  }
  const draft = draftOf(section, owner, type, rrclass, ttl);
  draft.shape = shape;
  draft.records = { from, to, octets, next: draft.records };
}

/** The RRsets of the section in the order of their first records. */
export function gathered(section: Gathering): RRset[] {
  const sets: RRset[] = [];
  let orphans = false;
  for (const draft of section.drafts) {
    if (draft.records === undefined) orphans = true;
    else sets.push(finish(section, draft));
  }
  return orphans ? withOrphans(section) : sets;
}

function draftOf(section: Gathering, owner: KnownName, type: RRType, rrclass: RRClass, ttl: number): Draft {
  const found = find(section, owner, type, rrclass);
  if (found !== undefined) {
    if (ttl < found.ttl) found.ttl = ttl;
    return found;
  }
  const sibling = section.newest[owner.number];
  const draft = {
    owner,
    type,
    class: rrclass,
    shape: undefined,
    ttl,
    records: undefined,
    signatures: undefined,
    sibling,
  };
  section.drafts.push(draft);
  section.newest[owner.number] = draft;
  section.index?.set(keyOf(draft), draft);
  return draft;
}

function find(section: Gathering, owner: KnownName, type: RRType, rrclass: RRClass): Draft | undefined {
  const { cost } = section;
  let left = SEARCHED;
  for (let draft = section.newest[owner.number]; draft !== undefined; draft = draft.sibling) {
    cost.searched++;
    if (draft.type === type && draft.class === rrclass) return draft;
    if (--left === 0) return indexed(section).get(keyOf({ owner, type, class: rrclass }));
  }
  return undefined;
}

function indexed(section: Gathering): Map<number, Draft> {
  section.index ??= new Map(section.drafts.map((draft) => [keyOf(draft), draft]));
  return section.index;
}

/** Exact: a message has fewer than 2^16 names, so the key stays below 2^53. */
function keyOf({ owner, type, class: rrclass }: Pick<Draft, 'owner' | 'type' | 'class'>): number {
  return (owner.number * 0x10000 + type) * 0x10000 + rrclass;
}

function finish(section: Gathering, draft: Draft): RRset {
  const signatures = draft.signatures === undefined ? NO_RDATA : pack(section, draft.signatures, undefined);
  const rdata = draft.records === undefined ? NO_RDATA : pack(section, draft.records, draft.shape);
  return { name: draft.owner.name, type: draft.type, class: draft.class, ttl: draft.ttl, rdata, signatures };
}

/** Signatures whose set is not in this section become RRsets of type RRSIG, one for each owner. */
function withOrphans(section: Gathering): RRset[] {
  const merged = gathering(section.bytes, section.cost);
  for (const draft of section.drafts) {
    if (draft.records !== undefined) {
      const copy = draftOf(merged, draft.owner, draft.type, draft.class, draft.ttl);
      copy.shape = draft.shape;
      copy.records = joined(draft.records, copy.records);
      copy.signatures = draft.signatures;
      continue;
    }
    const copy = draftOf(merged, draft.owner, TYPE.RRSIG, draft.class, draft.ttl);
    copy.records = joined(draft.signatures, copy.records);
  }
  return merged.drafts.map((draft) => finish(section, draft));
}

/** The pieces of `newer` in front of those of `older`. */
function joined(newer: Piece | undefined, older: Piece | undefined): Piece | undefined {
  if (older === undefined) return newer;
  const pieces: Piece[] = [];
  for (let piece = newer; piece !== undefined; piece = piece.next) pieces.push(piece);
  let result: Piece | undefined = older;
  for (const piece of pieces.reverse()) result = { ...piece, next: result };
  return result;
}

/** Packs the pieces in the order they came, expanded, each different rdata once. */
function pack({ bytes, cost }: Gathering, newest: Piece, shape: Shape | undefined): PackedRdata {
  let size = 0;
  let count = 0;
  for (let piece: Piece | undefined = newest; piece !== undefined; piece = piece.next) {
    size += 2 + piece.octets;
    count++;
  }
  const packed = new Uint8Array(size);
  let at = size;
  for (let piece: Piece | undefined = newest; piece !== undefined; piece = piece.next) {
    at -= 2 + piece.octets;
    packed[at] = piece.octets >>> 8;
    packed[at + 1] = piece.octets;
    if (shape === undefined) copyOctets(bytes, piece.from, piece.to, packed, at + 2);
    else copyRdata(bytes, shape, piece.from, piece.to, packed, at + 2);
  }
  return count === 1 ? packed : withoutRepeats(packed, count, cost);
}
