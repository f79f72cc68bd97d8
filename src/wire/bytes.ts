/**
 * Numbers in network byte order (RFC 1035 section 2.3.2). It must not know what they mean; offsets beyond the end read
 * as zero, so that callers check lengths once and not at each octet.
 */

/** The unsigned 16-bit number at `at`. */
export function uint16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** The unsigned 32-bit number at `at`. */
export function uint32At(bytes: Uint8Array, at: number): number {
  return uint16At(bytes, at) * 0x10000 + uint16At(bytes, at + 2);
}

/** Writes `value` as 16 bits at `at`. */
export function putUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

/** Writes `value` (0 to 2^32 - 1) as 32 bits at `at`. */
export function putUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Copies `source[from, to)` to `target` at `at`; for the short runs of DNS a loop is cheaper than a view and `set`. */
export function copyOctets(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): void {
  if (to - from > LONG_RUN) {
    target.set(source.subarray(from, to), at);
    return;
  }
  let write = at;
  for (let read = from; read < to; read++) target[write++] = source[read] ?? 0;
}

/** Octets from which a native copy is worth its view. */
const LONG_RUN = 64;
