/**
 * Gathers the records of one section into RRsets (RFC 2181 section 5): same owner, type and class; the lowest TTL;
 * no record twice; RRSIGs with the set they cover. Rdata is copied out of the message, never a view of it. It must not
 * know headers or other sections.
 */
import { copyOctets, uint16At } from './bytes.ts';
import type { KnownName } from './expand.ts';
import { copyRdata } from './rdata.ts';
import { type RRClass, type RRType, TYPE } from './registry.ts';
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

/** What finding the sets of records has cost. */
export interface SearchCost {
  /** Drafts looked at. */
  searched: number;
}

/** The sets of one section while it is read. */
export interface Gathering {
  readonly bytes: Uint8Array;
  readonly cost: SearchCost;
  readonly drafts: Draft[];
  /** The newest draft of each owner, by the owner's number. */
  readonly newest: (Draft | undefined)[];
  /** The drafts by owner's number, type and class, once one owner has had many. */
  index: Map<number, Draft> | undefined;
}

/** Sets of one owner searched one by one; beyond it a search would cost the square of their number. */
const SEARCHED = 16;
/** Records up to which each is compared with each; beyond it they are sorted. */
const COMPARED = 16;

/** A section with no records yet. */
export function gathering(bytes: Uint8Array, cost: SearchCost): Gathering {
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
  if (type === TYPE.RRSIG) {
    const covered = uint16At(section.bytes, from);
    if (to > from && covered !== TYPE.RRSIG) {
      const draft = draftOf(section, owner, covered, rrclass, ttl);
      draft.signatures = { from, to, octets, next: draft.signatures };
      return;
    }
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
    else sets.push(finish(section.bytes, draft));
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

function finish(bytes: Uint8Array, draft: Draft): RRset {
  const signatures = draft.signatures === undefined ? NO_RDATA : pack(bytes, draft.signatures, undefined);
  const rdata = draft.records === undefined ? NO_RDATA : pack(bytes, draft.records, draft.shape);
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
  return merged.drafts.map((draft) => finish(section.bytes, draft));
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
function pack(bytes: Uint8Array, newest: Piece, shape: Shape | undefined): PackedRdata {
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
  return count === 1 ? packed : withoutRepeats(packed, count);
}

function withoutRepeats(packed: PackedRdata, count: number): PackedRdata {
  const starts: number[] = [];
  for (let at = 0; at < packed.length; at += 2 + uint16At(packed, at)) starts.push(at);
  const repeats = count <= COMPARED ? repeatsByPairs(packed, starts) : repeatsBySorting(packed, starts);
  if (repeats.size === 0) return packed;
  let size = packed.length;
  for (const start of repeats) size -= 2 + uint16At(packed, start);
  const kept = new Uint8Array(size);
  let write = 0;
  for (const start of starts) {
    if (repeats.has(start)) continue;
    const end = start + 2 + uint16At(packed, start);
    copyOctets(packed, start, end, kept, write);
    write += end - start;
  }
  return kept;
}

const NO_REPEATS: ReadonlySet<number> = new Set();

function repeatsByPairs(packed: PackedRdata, starts: readonly number[]): ReadonlySet<number> {
  let repeats: Set<number> | undefined;
  for (let later = 1; later < starts.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (compareAt(packed, starts[earlier] ?? 0, starts[later] ?? 0) !== 0) continue;
      repeats ??= new Set();
      repeats.add(starts[later] ?? 0);
      break;
    }
  }
  return repeats ?? NO_REPEATS;
}

function repeatsBySorting(packed: PackedRdata, starts: readonly number[]): ReadonlySet<number> {
  const sorted = [...starts].sort((a, b) => compareAt(packed, a, b) || a - b);
  const repeats = new Set<number>();
  for (let at = 1; at < sorted.length; at++) {
    if (compareAt(packed, sorted[at - 1] ?? 0, sorted[at] ?? 0) === 0) repeats.add(sorted[at] ?? 0);
  }
  return repeats;
}

/** Any total order of packed rdata that is 0 for equal ones only: by length, then octet by octet. */
function compareAt(packed: PackedRdata, a: number, b: number): number {
  const length = uint16At(packed, a);
  const difference = length - uint16At(packed, b);
  if (difference !== 0) return difference;
  for (let at = 2; at < length + 2; at++) {
    const order = (packed[a + at] ?? 0) - (packed[b + at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
