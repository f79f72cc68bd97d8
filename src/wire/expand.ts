/**
 * Reading names out of a message: RFC 1035 section 4.1.4 compression, undone within bounded work. Every pointer must
 * lead backwards, behind the header, and a name is measured before anything is allocated for it. It must not know
 * records or sections.
 *
 *   0 0 LLLLLL  label of L octets      1 1 PPPPPP PPPPPPPP  pointer to offset P      0 1, 1 0  reserved: refused
 */
import { Malformed } from './malformed.ts';
import { MAX_NAME_OCTETS, type Name } from './name.ts';

/** RFC 1035 section 2.3.4: 255 octets leave room for 127 labels and the root. */
export const MAX_LABELS = 127;
/** Pointers followed for one name. Honest encoders need few; chains of them are a compression bomb. */
export const MAX_POINTERS = 16;
/** Octets of names decoded from one message, each counted where work is done for it: against compression bombs. */
export const MAX_DECODED_NAME_OCTETS = 0x10000;

/**
 * Labels and pointers looked at in one message: against many names that all lead to one long one. Twice what the
 * longest message of the shortest records needs with 10 labels a name.
 */
export const MAX_STEPS = 0x20000;

const HEADER_OCTETS = 12;

/** Where names are read from, and what reading them has cost so far. */
export interface NameSource {
  readonly bytes: Uint8Array;
  /** The offset behind the name measured last (behind its first pointer, if it has one). */
  end: number;
  /** Octets of names decoded so far, see {@link MAX_DECODED_NAME_OCTETS}. */
  nameOctets: number;
  /** Labels and pointers looked at so far. */
  steps: number;
  /** Pointers of the name measured last. */
  pointers: number;
  /** The different names decoded before, but the root, in the order of their numbers. */
  readonly names: KnownName[];
  /** The offset of the first name, nearly always the question's: found without a table. */
  firstAt: number;
  /** The number of the name at each offset that a pointer can reach, 0 where unknown; made for the second name. */
  numberAt: Uint16Array | undefined;
  /** The names once they are many. */
  byName: Map<Name, KnownName> | undefined;
}

/** A name of a message. Equal names of one message have the same number: 0 is the root, others count from 1. */
export interface KnownName {
  readonly name: Name;
  readonly number: number;
  /** Equal for equal names; different for most others. */
  readonly signature: number;
}

/** A source at its beginning. */
export function nameSource(bytes: Uint8Array): NameSource {
  return {
    bytes,
    end: 0,
    nameOctets: 0,
    steps: 0,
    pointers: 0,
    names: [],
    firstAt: -1,
    numberAt: undefined,
    byName: undefined,
  };
}

/**
 * The uncompressed length of the name at `at`, whose own octets must end by `limit`; sets `source.end`.
 * Throws {@link Malformed}. At most 127 labels and 16 pointers are looked at.
 */
export function measureName(source: NameSource, at: number, limit: number, pointersAllowed: boolean): number {
  const { bytes } = source;
  let octets = 1;
  let labels = 0;
  let pointers = 0;
  let position = at;
  // Each pointer must lead to before the run of labels that it ends: so every name ends.
  let runStart = at;
  let stop = limit;
  let end = -1;
  for (;;) {
    if (position >= stop) throw new Malformed(at, 'a name runs past the end');
    const length = bytes[position] ?? 0;
    if (length === 0) break;
    if (length < 0x40) {
      octets += length + 1;
      if (octets > MAX_NAME_OCTETS) throw new Malformed(at, 'a name has more than 255 octets');
      if (++labels > MAX_LABELS) throw new Malformed(at, 'a name has more than 127 labels');
      position += length + 1;
      continue;
    }
    if (length < 0xc0) throw new Malformed(position, 'a label has a reserved length octet');
    if (!pointersAllowed) throw new Malformed(position, 'a compression pointer in rdata that must have none');
    if (position + 1 >= stop) throw new Malformed(position, 'a compression pointer is cut short');
    if (++pointers > MAX_POINTERS) throw new Malformed(at, `a name has more than ${MAX_POINTERS} compression pointers`);
    if (end < 0) end = position + 2;
    const target = pointerAt(bytes, position);
    if (target >= runStart) throw new Malformed(position, 'a compression pointer does not lead backwards');
    if (target < HEADER_OCTETS) throw new Malformed(position, 'a compression pointer leads into the header');
    // What is pointed at stands whole before the run that leads to it.
    stop = runStart;
    runStart = target;
    position = target;
  }
  source.end = end < 0 ? position + 1 : end;
  source.pointers = pointers;
  chargeSteps(source, labels + pointers + 1, at);
  return octets;
}

/** Charges labels and pointers; throws {@link Malformed} beyond the limit. */
export function chargeSteps(source: NameSource, steps: number, at: number): void {
  source.steps += steps;
  if (source.steps > MAX_STEPS) throw new Malformed(at, 'names take too many labels and pointers to read');
}

/** Charges octets of decoded names; throws {@link Malformed} beyond the limit. */
export function chargeNameOctets(source: NameSource, octets: number, at: number): void {
  source.nameOctets += octets;
  if (source.nameOctets > MAX_DECODED_NAME_OCTETS) throw new Malformed(at, 'names expand to more than 64 kB');
}

/** The target of the pointer at `at`. */
export function pointerAt(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) & 0x3f) << 8) | (bytes[at + 1] ?? 0);
}

/** Writes the measured name at `at` uncompressed, its letters kept; returns the offset behind it in `target`. */
export function copyName(bytes: Uint8Array, at: number, target: Uint8Array, to: number): number {
  let read = at;
  let write = to;
  for (;;) {
    const length = bytes[read] ?? 0;
    if (length >= 0xc0) {
      read = pointerAt(bytes, read);
      continue;
    }
    target[write++] = length;
    if (length === 0) return write;
    const stop = read + 1 + length;
    for (read++; read < stop; read++) target[write++] = bytes[read] ?? 0;
  }
}
