/**
 * Writing names into a message with compression (RFC 1035 section 4.1.4). Owner names match what stands there in any
 * case, so that an owner equal to the question takes the client's spelling; names in rdata match octet by octet, so
 * that they arrive as they were. It must not know records or sections.
 *
 * A name is written whole, its suffixes are looked up by hash, and the longest one that the message holds already is
 * replaced by a pointer. The table only proposes: what stands at the offset is compared, so a clash of hashes costs
 * compression, never correctness.
 */
import { copyOctets } from './bytes.ts';
import { type Name, writeNameOctets } from './name.ts';

/** Pointers have 14 bits. */
const REACH = 0x4000;
/** Pointers needed to read a name of ours; every reader we know follows more (our own 16). */
const MAX_CHAIN = 10;
/** Places of the table looked at for one suffix. */
const PROBES = 4;
const LEAST_SLOTS = 32;
const MOST_SLOTS = 4096;

/** A message being written and where its names stand. */
export interface Compression {
  readonly bytes: Uint8Array;
  /** Offsets of names by hash; 0 is empty. A power of two long. */
  readonly slots: Uint16Array;
  lastOwner: Name | undefined;
  lastOwnerAt: number;
  /** Label starts and suffix hashes of the name at hand. */
  readonly starts: number[];
  readonly hashes: number[];
}

/** An empty table for a message of about `names` names. */
export function compression(bytes: Uint8Array, names: number): Compression {
  let slots = LEAST_SLOTS;
  while (slots < MOST_SLOTS && slots < names * 4) slots *= 2;
  return { bytes, slots: new Uint16Array(slots), lastOwner: undefined, lastOwnerAt: 0, starts: [], hashes: [] };
}

/** Writes an owner name at `at`, which must have room for all of it; returns the offset behind it. */
export function writeOwner(table: Compression, name: Name, at: number): number {
  if (name === table.lastOwner && table.lastOwnerAt < REACH) return writePointer(table.bytes, at, table.lastOwnerAt);
  const end = writeNameOctets(name, table.bytes, at);
  const short = compressAt(table, at, end, false);
  table.lastOwner = name;
  // A name that became nothing but a pointer is best pointed at where it stands.
  const first = table.bytes[at] ?? 0;
  table.lastOwnerAt = first >= 0xc0 ? pointerAt(table.bytes, at) : first === 0 ? REACH : at;
  return short;
}

/** Writes the uncompressed name at `source[from]`, its letters kept; `end` is the offset behind it there. */
export function writeRdataName(table: Compression, source: Uint8Array, from: number, end: number, at: number): number {
  copyOctets(source, from, end, table.bytes, at);
  return compressAt(table, at, at + end - from, true);
}

/** Forgets the names at `at` and behind: the message continues there. Work: the table's size. */
export function rollBack(table: Compression, at: number): void {
  const { slots } = table;
  for (let slot = 0; slot < slots.length; slot++) if ((slots[slot] ?? 0) >= at) slots[slot] = 0;
  if (table.lastOwnerAt >= at) table.lastOwner = undefined;
}

/**
 * Compresses the whole name that stands at `[at, end)` and remembers its suffixes; returns the offset behind it.
 * `exact` compares letter case too.
 */
export function compressAt(table: Compression, at: number, end: number, exact: boolean): number {
  const { bytes, starts, hashes } = table;
  let labels = 0;
  for (let position = at; position < end - 1; position += 1 + (bytes[position] ?? 0)) starts[labels++] = position;
  let hash = 0;
  let stop = end - 1;
  for (let label = labels - 1; label >= 0; label--) {
    const start = starts[label] ?? 0;
    for (let read = start; read < stop; read++) hash = (Math.imul(hash, 31) + (LOWER[bytes[read] ?? 0] ?? 0)) | 0;
    hashes[label] = hash ^ (hash >>> 15);
    stop = start;
  }
  for (let label = 0; label < labels; label++) {
    const start = starts[label] ?? 0;
    const target = findOrAdd(table, hashes[label] ?? 0, start, exact);
    if (target > 0) return writePointer(bytes, start, target);
  }
  return end;
}

/** The offset of an equal suffix in the message; 0 where there is none, and then `start` is remembered. */
function findOrAdd(table: Compression, hash: number, start: number, exact: boolean): number {
  const { bytes, slots } = table;
  const mask = slots.length - 1;
  for (let probe = 0; probe < PROBES; probe++) {
    const slot = (hash + probe) & mask;
    const offset = slots[slot] ?? 0;
    if (offset === 0) {
      if (start < REACH) slots[slot] = start;
      return 0;
    }
    if (standsAt(bytes, start, offset, exact)) return offset;
  }
  return 0;
}

/** True if the name at `offset`, pointers followed, equals the uncompressed one at `start`. */
function standsAt(bytes: Uint8Array, start: number, offset: number, exact: boolean): boolean {
  let ours = start;
  let theirs = offset;
  let chain = 1;
  for (;;) {
    let length = bytes[theirs] ?? 0;
    while (length >= 0xc0) {
      const target = pointerAt(bytes, theirs);
      if (++chain > MAX_CHAIN) return false;
      theirs = target;
      length = bytes[theirs] ?? 0;
    }
    if (length !== bytes[ours]) return false;
    if (length === 0) return true;
    for (let octet = 1; octet <= length; octet++) {
      const a = bytes[ours + octet] ?? 0;
      const b = bytes[theirs + octet] ?? 0;
      if (a !== b && (exact || LOWER[a] !== LOWER[b])) return false;
    }
    ours += length + 1;
    theirs += length + 1;
  }
}

const LOWER: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet,
);

function pointerAt(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) & 0x3f) << 8) | (bytes[at + 1] ?? 0);
}

function writePointer(bytes: Uint8Array, at: number, target: number): number {
  bytes[at] = 0xc0 | (target >>> 8);
  bytes[at + 1] = target;
  return at + 2;
}
