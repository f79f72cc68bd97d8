/**
 * EDNS(0) as values: the OPT pseudo-record (RFC 6891 section 6.1) and its options, read and written. It must not know
 * what an option means (`options.ts`).
 *
 *   root owner | type 41 | UDP size (class) | ext. rcode, version, DO + flags (TTL) | RDLENGTH | (code, length, data)*
 */
import { copyOctets, putUint16, uint16At } from './bytes.ts';
import { Malformed } from './malformed.ts';
import { type Rcode, TYPE } from './registry.ts';

/** One option as it stands in the OPT: its code (`OPTION`) and its undecoded octets (RFC 6891 section 6.1.2). */
export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** An OPT record without the high bits of the rcode, which `Message.rcode` has (RFC 6891 section 6.1.3). */
export interface Edns {
  readonly version: number;
  /** The sender's UDP payload size in octets. */
  readonly udpSize: number;
  readonly dnssecOk: boolean;
  /** The 15 flag bits beside DO. */
  readonly flags: number;
  readonly options: readonly EdnsOption[];
}

/** One Extended DNS Error (RFC 8914). */
export interface ExtendedError {
  readonly code: number;
  readonly text: string;
}

/** Options kept from one OPT; the rest are checked and dropped. Against OPTs that are all tiny options. */
export const MAX_OPTIONS = 32;

/** Owner, type, class, TTL and RDLENGTH of an OPT. */
const OPT_OCTETS = 11;
const NO_OPTIONS: readonly EdnsOption[] = [];

/** Reads the OPT whose type stands at `at` and whose rdata ends at `end`; data is copied. Throws {@link Malformed}. */
export function readOpt(bytes: Uint8Array, at: number, end: number): Edns {
  const flags = uint16At(bytes, at + 6);
  let options: EdnsOption[] | undefined;
  for (let read = at + 10; read < end; ) {
    const next = read + 4 + uint16At(bytes, read + 2);
    if (next > end) throw new Malformed(read, 'an EDNS option runs past the end of its OPT record');
    options ??= [];
    if (options.length < MAX_OPTIONS) {
      options.push({ code: uint16At(bytes, read), data: bytes.slice(read + 4, next) });
    }
    read = next;
  }
  return {
    version: bytes[at + 5] ?? 0,
    udpSize: uint16At(bytes, at + 2),
    dnssecOk: (flags & 0x8000) !== 0,
    flags: flags & 0x7fff,
    options: options ?? NO_OPTIONS,
  };
}

/** Octets of the OPT record. */
export function optLength(edns: Edns): number {
  let length = OPT_OCTETS;
  for (const option of edns.options) length += 4 + option.data.length;
  return length;
}

/** Writes the OPT record at `at` with the upper eight bits of `rcode`; returns the offset behind it. */
export function writeOpt(edns: Edns, rcode: Rcode, target: Uint8Array, at: number): number {
  target[at] = 0;
  putUint16(target, at + 1, TYPE.OPT);
  putUint16(target, at + 3, edns.udpSize);
  target[at + 5] = rcode >>> 4;
  target[at + 6] = edns.version;
  putUint16(target, at + 7, (edns.dnssecOk ? 0x8000 : 0) | edns.flags);
  let write = at + OPT_OCTETS;
  for (const { code, data } of edns.options) {
    putUint16(target, write, code);
    putUint16(target, write + 2, data.length);
    copyOctets(data, 0, data.length, target, write + 4);
    write += 4 + data.length;
  }
  putUint16(target, at + 9, write - at - OPT_OCTETS);
  return write;
}
