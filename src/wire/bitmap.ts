/**
 * Type bitmaps of NSEC, NSEC3 and CSYNC (RFC 4034 section 4.1.2): which types exist at a name.
 *
 *   ( window block (8 bit) | length in octets, 1 to 32 (8 bit) | bitmap, most significant bit first )*
 */
import type { RRType } from './registry.ts';

const MAX_WINDOW_OCTETS = 32;

/** True if the bitmap `octets[from..]` holds `type`; false too where it is malformed. */
export function bitmapHas(octets: Uint8Array, type: RRType, from = 0): boolean {
  const window = type >> 8;
  for (let at = from; at + 2 <= octets.length; ) {
    const length = octets[at + 1] ?? 0;
    if (octets[at] === window) {
      const index = (type & 0xff) >> 3;
      return index < length && ((octets[at + 2 + index] ?? 0) & (0x80 >> (type & 7))) !== 0;
    }
    at += 2 + length;
  }
  return false;
}

/** The types of the bitmap `octets[from..]`, ascending; undefined where it is malformed. */
export function typesOfBitmap(octets: Uint8Array, from = 0): RRType[] | undefined {
  const types: RRType[] = [];
  let previous = -1;
  for (let at = from; at < octets.length; ) {
    const window = octets[at] ?? 0;
    const length = octets[at + 1] ?? 0;
    if (window <= previous || length === 0 || length > MAX_WINDOW_OCTETS || at + 2 + length > octets.length)
      return undefined;
    for (let bit = 0; bit < length * 8; bit++) {
      if (((octets[at + 2 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) types.push((window << 8) | bit);
    }
    previous = window;
    at += 2 + length;
  }
  return types;
}

/** The shortest bitmap of these types, in any order, repeats allowed; empty for none. */
export function bitmapOfTypes(types: readonly RRType[]): Uint8Array {
  const windows = new Map<number, Uint8Array>();
  for (const type of types) {
    const bits = windows.get(type >> 8) ?? new Uint8Array(MAX_WINDOW_OCTETS);
    bits[(type & 0xff) >> 3] = (bits[(type & 0xff) >> 3] ?? 0) | (0x80 >> (type & 7));
    windows.set(type >> 8, bits);
  }
  const octets: number[] = [];
  for (const [window, bits] of [...windows].sort(([a], [b]) => a - b)) {
    const length = bits.findLastIndex((octet) => octet !== 0) + 1;
    octets.push(window, length, ...bits.subarray(0, length));
  }
  return Uint8Array.from(octets);
}
