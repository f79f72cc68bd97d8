/**
 * The one store for everything learned from servers, by owner name: answers, aliases, negative answers, zone cuts,
 * failures. Bounded in bytes and in names by lru-cache, without its own clock. It must not know the network or who asks.
 *
 * One node per name keeps all levels together, so that a walk towards the root (deepest cut, RFC 8020 cut, DNAME
 * above) costs one look-up a label.
 */
import { LRUCache } from 'lru-cache';
import type { Seconds } from '../ports.ts';
import { type Name, parentOf, ROOT } from '../wire/name.ts';
import { type RRType, TYPE } from '../wire/registry.ts';
import { type RRset, rdataCount, sameRdata } from '../wire/rrset.ts';
import {
  type AnyEntry,
  type CutEntry,
  type Dated,
  type FailureEntry,
  type NegativeEntry,
  RANK,
  type SetEntry,
  secondsLeft,
} from './entry.ts';

/** CacheFlush and huge sets: beyond these an answer is passed on but not kept (design section 5). */
export const MAX_RECORDS_PER_SET = 100;
/** Sets of one name; denials and failures are counted apart. */
export const MAX_TYPES_PER_NAME = 100;
/** Rdata and signatures of one entry together. */
export const MAX_OCTETS_PER_ENTRY = 8192;
/** What a node and an entry cost beside their octets, measured on Node 24's heap (rounded up). */
const NODE_OCTETS = 320;
const ENTRY_OCTETS = 280;

interface Node {
  sets: SetEntry[];
  negatives: NegativeEntry[];
  failures: FailureEntry[];
  nxdomain: NegativeEntry | undefined;
  cut: CutEntry | undefined;
  any: AnyEntry | undefined;
}

/** Look-ups give fresh entries only, unless they say otherwise; nothing here waits. */
export interface Store {
  /** The fresh set of this type whose rank is at least `rank` (default: good enough to answer a client). */
  set(name: Name, type: RRType, rank?: number): SetEntry | undefined;
  negative(name: Name, type: RRType): NegativeEntry | undefined;
  /** A fresh NXDOMAIN above `name`, at or below `top` (default: the root), that speaks for everything below it (RFC 8020). */
  nxdomainAbove(name: Name, top?: Name): NegativeEntry | undefined;
  /** The nearest fresh DNAME strictly above `name`, at or below `top`. */
  dnameAbove(name: Name, top?: Name): SetEntry | undefined;
  failure(name: Name, type: RRType): FailureEntry | undefined;
  /** The last failure, expired or not: its backoff is the base of the next. */
  lastFailure(name: Name, type: RRType): FailureEntry | undefined;
  any(name: Name): AnyEntry | undefined;
  cutAt(zone: Name): CutEntry | undefined;
  /** The deepest fresh cut at or above `name`. */
  deepestCut(name: Name): CutEntry | undefined;
  /** False if a better or equal set stands already, or the set is beyond the limits. */
  putSet(entry: SetEntry): boolean;
  putNegative(name: Name, entry: NegativeEntry): void;
  putCut(entry: CutEntry): void;
  putFailure(name: Name, entry: FailureEntry): void;
  putAny(name: Name, entry: AnyEntry): void;
  clear(): void;
  /** Every set, for inspection; newest first. */
  sets(): IterableIterator<SetEntry>;
  stats(): { readonly names: number; readonly octets: number };
}

/**
 * `now` is the wall clock in whole or broken seconds; `sizeBytes` bounds the whole store, and so the names in it: each
 * counts {@link NODE_OCTETS} at least (with `max` lru-cache would allocate for all of them at once).
 */
export function createStore(options: { readonly sizeBytes: number; readonly now: () => Seconds }): Store {
  const { now } = options;
  const nodes: Nodes = new LRUCache<Name, Node>({
    maxSize: options.sizeBytes,
    sizeCalculation: octetsOfNode,
  });
  const fresh = <E extends Dated>(entry: E | undefined): E | undefined =>
    entry !== undefined && secondsLeft(entry, now()) > 0 ? entry : undefined;
  const setAt = (node: Node | undefined, type: RRType, rank: number): SetEntry | undefined => {
    if (node === undefined) return undefined;
    for (const entry of node.sets) if (entry.rrset.type === type && entry.rank >= rank) return fresh(entry);
    return undefined;
  };
  const { set, negative, cut, failure, any } = puts(nodes, now);

  return {
    set: (name, type, rank = RANK.answer) => setAt(nodes.get(name), type, rank),
    negative: (name, type) => {
      const node = nodes.get(name);
      if (node === undefined) return undefined;
      return fresh(node.nxdomain) ?? fresh(node.negatives.find((entry) => entry.type === type));
    },
    nxdomainAbove: (name, top = ROOT) =>
      name === top
        ? undefined
        : upwards(nodes, parentOf(name), (node) => (node.nxdomain?.cuts ? fresh(node.nxdomain) : undefined), top),
    dnameAbove: (name, top = ROOT) =>
      name === top ? undefined : upwards(nodes, parentOf(name), (node) => setAt(node, TYPE.DNAME, RANK.answer), top),
    failure: (name, type) => fresh(nodes.get(name)?.failures.find((entry) => entry.type === type)),
    lastFailure: (name, type) => nodes.get(name)?.failures.find((entry) => entry.type === type),
    any: (name) => fresh(nodes.get(name)?.any),
    cutAt: (zone) => fresh(nodes.get(zone)?.cut),
    deepestCut: (name) => upwards(nodes, name, (node) => fresh(node.cut)),
    putSet: set,
    putNegative: negative,
    putCut: cut,
    putFailure: failure,
    putAny: any,
    clear: () => nodes.clear(),
    *sets() {
      for (const node of nodes.values()) for (const entry of node.sets) if (fresh(entry) !== undefined) yield entry;
    },
    stats: () => ({ names: nodes.size, octets: nodes.calculatedSize }),
  };
}

type Nodes = LRUCache<Name, Node>;

/** The first result of `look` on the way from `name` to `top`, which is at or above it. */
function upwards<R>(nodes: Nodes, name: Name, look: (node: Node) => R | undefined, top = ROOT): R | undefined {
  for (let at = name; ; at = parentOf(at)) {
    const node = nodes.get(at);
    const found = node === undefined ? undefined : look(node);
    if (found !== undefined || at === top || at === ROOT) return found;
  }
}

/** Edits the node of `name`, made if need be, and has its size counted anew: lru-cache does so for another value only. */
function change(nodes: Nodes, name: Name, edit: (node: Node) => void): void {
  const node = { ...(nodes.get(name) ?? emptyNode()) };
  edit(node);
  nodes.set(name, node);
}

function emptyNode(): Node {
  return { sets: [], negatives: [], failures: [], nxdomain: undefined, cut: undefined, any: undefined };
}

interface Puts {
  readonly set: Store['putSet'];
  readonly negative: Store['putNegative'];
  readonly cut: Store['putCut'];
  readonly failure: Store['putFailure'];
  readonly any: Store['putAny'];
}

function puts(nodes: Nodes, now: () => Seconds): Puts {
  return {
    set: (entry) => putSet(nodes, entry, now()),
    negative: (name, entry) => change(nodes, name, (node) => deny(node, entry)),
    cut: (entry) =>
      change(nodes, entry.zone, (node) => {
        node.cut = entry;
      }),
    failure: (name, entry) =>
      change(nodes, name, (node) => {
        node.failures = node.failures.filter((other) => other.type !== entry.type).slice(1 - MAX_TYPES_PER_NAME);
        node.failures.push(entry);
      }),
    any: (name, entry) => {
      // More types than a name keeps: the answer could not be given again.
      if (entry.types.length > MAX_TYPES_PER_NAME) return;
      change(nodes, name, (node) => {
        node.any = entry;
      });
    },
  };
}

function putSet(nodes: Nodes, entry: SetEntry, now: Seconds): boolean {
  if (!isKeepable(entry.rrset)) return false;
  const { name, type } = entry.rrset;
  const node = nodes.get(name);
  const present = node?.sets.find((other) => other.rrset.type === type);
  if (present !== undefined && !replaces(entry, present, now)) return false;
  if (present === undefined && (node?.sets.length ?? 0) >= MAX_TYPES_PER_NAME) return false;
  change(nodes, name, (edited) => {
    if (present === undefined) edited.sets.push(entry);
    else edited.sets[edited.sets.indexOf(present)] = entry;
    if (entry.rank < RANK.answer) return;
    if (edited.negatives.length > 0) edited.negatives = edited.negatives.filter((other) => other.type !== type);
    if (edited.failures.length > 0) edited.failures = edited.failures.filter((other) => other.type !== type);
    edited.nxdomain = undefined;
  });
  return true;
}

/** A denial takes the place of what it denies. */
function deny(node: Node, entry: NegativeEntry): void {
  if (entry.rcode === 'nxdomain') {
    node.nxdomain = entry;
    node.sets = node.sets.filter((other) => other.rank < RANK.answer);
    node.negatives = [];
  } else {
    node.negatives = node.negatives.filter((other) => other.type !== entry.type).slice(1 - MAX_TYPES_PER_NAME);
    node.negatives.push(entry);
    node.sets = node.sets.filter((other) => other.rrset.type !== entry.type || other.rank < RANK.answer);
    node.nxdomain = undefined;
  }
  node.failures = node.failures.filter((other) => other.type !== entry.type);
}

/** False for sets that are passed on but not cached (CacheFlush: one name must not fill the cache). */
export function isKeepable(rrset: RRset): boolean {
  return (
    rrset.rdata.length + rrset.signatures.length <= MAX_OCTETS_PER_ENTRY &&
    rdataCount(rrset.rdata) <= MAX_RECORDS_PER_SET
  );
}

/** The same for the proof of a negative answer. */
export function isKeepableProof(proof: readonly RRset[]): boolean {
  let octets = 0;
  for (const { rdata, signatures } of proof) octets += rdata.length + signatures.length;
  return octets <= MAX_OCTETS_PER_ENTRY;
}

/**
 * RFC 2181 section 5.4.1: better rank replaces worse; equal rank replaces, but an equal copy of an NS set keeps its
 * older, earlier expiry (a zone's own servers must not prolong themselves: ghost domains, CVE-2012-1033).
 */
function replaces(entry: SetEntry, present: SetEntry, now: Seconds): boolean {
  if (secondsLeft(present, now) === 0) return true;
  if (entry.rank !== present.rank) return entry.rank > present.rank;
  if (entry.rrset.type !== TYPE.NS) return true;
  return !sameRdata(entry.rrset.rdata, present.rrset.rdata) || entry.expires < present.expires;
}

function octetsOfNode(node: Node, name: Name): number {
  let octets = NODE_OCTETS + 2 * name.length;
  for (const entry of node.sets) octets += ENTRY_OCTETS + octetsOfSet(entry.rrset) + companionOctets(entry);
  for (const entry of node.negatives) octets += octetsOfNegative(entry);
  if (node.nxdomain !== undefined) octets += octetsOfNegative(node.nxdomain);
  for (const entry of node.failures) octets += ENTRY_OCTETS + 2 * entry.text.length;
  if (node.cut !== undefined) octets += octetsOfCut(node.cut);
  if (node.any !== undefined) octets += ENTRY_OCTETS + 8 * node.any.types.length;
  return octets;
}

function octetsOfSet(rrset: RRset): number {
  return 2 * 96 + rrset.rdata.length + rrset.signatures.length + 2 * rrset.name.length;
}

function companionOctets(entry: SetEntry): number {
  const { companions } = entry;
  return companions === undefined ? 0 : 64 + 64 * (companions.authority.length + companions.additional.length);
}

function octetsOfNegative(entry: NegativeEntry): number {
  let octets = ENTRY_OCTETS;
  for (const rrset of entry.proof) octets += octetsOfSet(rrset);
  return octets;
}

function octetsOfCut(cut: CutEntry): number {
  let octets = ENTRY_OCTETS + octetsOfSet(cut.ns) + (typeof cut.ds === 'string' ? 0 : octetsOfSet(cut.ds));
  for (const server of cut.servers) octets += 96 + 2 * server.name.length + 64 * server.addresses.length;
  return octets;
}
