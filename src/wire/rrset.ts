/**
 * An RRset: all records of one owner, class and type (RFC 2181 section 5), with its signatures. Rdata is opaque,
 * uncompressed wire octets, packed into one array for a set: what is signed, cached and sent is one thing.
 * It must not know messages, sections or caches; typed views decode on demand.
 *
 * Packed rdata:
 *   +--------+--------+----------------+--------+--------+----
 *   |  length (16 bit) |  rdata octets  |  length (16 bit) | ...
 *   +--------+--------+----------------+--------+--------+----
 */
import { type Name, nameFromWire } from './name.ts';
import { CLASS, type RRClass, type RRType } from './registry.ts';

/** Rdata of all records of a set, each behind its 16-bit length. */
export type PackedRdata = Uint8Array;

/** No records: what an empty list packs to. */
export const NO_RDATA: PackedRdata = new Uint8Array(0);

/** One set as plain data, never changed once made; a new TTL makes a new value (`withTtl`). */
export interface RRset {
  readonly name: Name;
  readonly type: RRType;
  readonly class: RRClass;
  /** Seconds; the lowest of the set (RFC 2181 section 5.2). */
  readonly ttl: number;
  readonly rdata: PackedRdata;
  /** The RRSIG rdata that cover this set; empty where there are none. */
  readonly signatures: PackedRdata;
}

/** An RRset of class IN from separate rdata. */
export function rrsetOf(
  name: Name,
  type: RRType,
  ttl: number,
  rdata: readonly Uint8Array[],
  signatures: readonly Uint8Array[] = [],
): RRset {
  return { name, type, class: CLASS.IN, ttl, rdata: packRdata(rdata), signatures: packRdata(signatures) };
}

/** The rdata in the order given, copied; each at most 65,535 octets, which is not checked. */
export function packRdata(list: readonly Uint8Array[]): PackedRdata {
  let size = 0;
  for (const rdata of list) size += 2 + rdata.length;
  if (size === 0) return NO_RDATA;
  const packed = new Uint8Array(size);
  let at = 0;
  for (const rdata of list) {
    packed[at] = rdata.length >> 8;
    packed[at + 1] = rdata.length & 0xff;
    packed.set(rdata, at + 2);
    at += 2 + rdata.length;
  }
  return packed;
}

/** Views (not copies) of each rdata, in order. */
export function rdataList(packed: PackedRdata): Uint8Array[] {
  const list: Uint8Array[] = [];
  for (let at = 0; at + 2 <= packed.length; ) {
    const length = ((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0);
    list.push(packed.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return list;
}

/** How many rdata are packed, counted by their lengths without decoding. */
export function rdataCount(packed: PackedRdata): number {
  let count = 0;
  for (let at = 0; at + 2 <= packed.length; at += 2 + (((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0))) count++;
  return count;
}

/** The first rdata as a view; empty where there is none. */
export function firstRdata(packed: PackedRdata): Uint8Array {
  const length = ((packed[0] ?? 0) << 8) | (packed[1] ?? 0);
  return packed.subarray(2, 2 + length);
}

/** The set with this TTL in seconds: itself if it has it, otherwise a copy that shares the octets. */
export function withTtl(rrset: RRset, ttl: number): RRset {
  return ttl === rrset.ttl ? rrset : { ...rrset, ttl };
}

/** Octet by octet. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** True if both hold the same rdata, in any order (RFC 2181: a set has no order), of which 4096 octets each count. */
export function sameRdata(a: PackedRdata, b: PackedRdata): boolean {
  if (a.length !== b.length) return false;
  if (sameOctets(a, b)) return true;
  const key = (rdata: Uint8Array): string => String.fromCharCode(...rdata.subarray(0, 4096));
  const left = rdataList(a).map(key).sort();
  const right = rdataList(b).map(key).sort();
  return left.length === right.length && left.every((text, at) => text === right[at]);
}

/** The target of NS, CNAME, DNAME and PTR records, in order. */
export function targetsOf(rrset: RRset): Name[] {
  return rdataList(rrset.rdata).map((rdata) => nameFromWire(rdata));
}

/** The target of the first record of NS, CNAME, DNAME or PTR. */
export function targetOf(rrset: RRset): Name {
  return nameFromWire(firstRdata(rrset.rdata));
}
