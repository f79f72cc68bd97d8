/**
 * Messages put together octet by octet, so that the tests of the codec need not trust the codec.
 */
import { nameFromText, nameToWire } from '../../src/wire/name.ts';

/** Octets, or text: a name if it ends with a dot, else hex digits. */
export type Part = Uint8Array | readonly number[] | string;

/** Parts in a row. */
export function bytesOf(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part !== 'string') return [...part];
      if (part.endsWith('.')) return [...nameToWire(nameFromText(part))];
      return [...Buffer.from(part.replaceAll(' ', ''), 'hex')];
    }),
  );
}

export function uint16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** A pointer to an offset. */
export function pointer(offset: number): number[] {
  return uint16(0xc000 | offset);
}

/** A record without its owner. */
export function record(type: number, rdata: Part, ttl = 300, rrclass = 1): Uint8Array {
  const octets = bytesOf(rdata);
  return bytesOf(uint16(type), uint16(rrclass), uint16(ttl >>> 16), uint16(ttl), uint16(octets.length), octets);
}

export interface Sections {
  readonly flags?: number;
  /** Counts of questions, answers, authorities and additionals. */
  readonly counts: readonly [number, number, number, number];
}

/** A message with id 0x1234. */
export function packet(sections: Sections, ...parts: readonly Part[]): Uint8Array {
  const { flags = 0x8180, counts } = sections;
  return bytesOf(uint16(0x1234), uint16(flags), ...counts.map(uint16), ...parts);
}

/** A response to `example. A` with these records (owners included) in its answer section. Its question's name is at 12. */
export function response(answers: number, ...parts: readonly Part[]): Uint8Array {
  return packet({ counts: [1, answers, 0, 0] }, 'example.', uint16(1), uint16(1), ...parts);
}

/** The offset of the first record in a {@link response}. */
export const FIRST_RECORD = 12 + 9 + 4;
