/**
 * Typed views of the rdata that the resolver itself looks into. They read octets which the decoder has already checked,
 * keep octet fields as views (copy them to keep them long) and give names as `Name`. It must not know text formats
 * beyond addresses.
 */
import { ipv4Text, ipv6Text, octetsFromIpv4, octetsFromIpv6 } from './address.ts';
import { uint16At, uint32At } from './bytes.ts';
import { type Name, nameFromWire } from './name.ts';
import { type RRType, TYPE } from './registry.ts';
import { type RRset, rdataList } from './rrset.ts';
import { nameEnd } from './spelling.ts';
import { BadText } from './tokens.ts';

/** Canonical text (RFC 5952) of one A or AAAA rdata, told apart by length; '' for any other length. */
export function addressOf(rdata: Uint8Array): string {
  if (rdata.length === 4) return ipv4Text(rdata, 0);
  return rdata.length === 16 ? ipv6Text(rdata, 0) : '';
}

/** Canonical text of the addresses of an A or AAAA set, in order; none for other types. */
export function addressesOf(rrset: RRset): string[] {
  const addresses: string[] = [];
  const wanted = rrset.type === TYPE.A ? 4 : rrset.type === TYPE.AAAA ? 16 : 0;
  const packed = rrset.rdata;
  for (let at = 0; at + 2 <= packed.length; ) {
    const length = uint16At(packed, at);
    if (length === wanted && wanted !== 0)
      addresses.push(wanted === 4 ? ipv4Text(packed, at + 2) : ipv6Text(packed, at + 2));
    at += 2 + length;
  }
  return addresses;
}

/** Where in the rdata the name stands for which a server may add addresses. */
const NAME_AT: ReadonlyMap<RRType, number> = new Map([
  [TYPE.NS, 0],
  [TYPE.MX, 2],
  [TYPE.SRV, 6],
  [TYPE.KX, 2],
  [TYPE.AFSDB, 2],
  [TYPE.SVCB, 2],
  [TYPE.HTTPS, 2],
]);

/** The names that records of a set point at and whose addresses may be added (RFC 1035 section 3.3, 2782, 9460). */
export function mentionedIn(rrset: RRset): Name[] {
  const at = NAME_AT.get(rrset.type);
  return at === undefined ? [] : rdataList(rrset.rdata).map((rdata) => nameFromWire(rdata, at));
}

/** A or AAAA rdata of an address in any text form without zone index. Throws {@link BadText}. */
export function addressToRdata(address: string): Uint8Array {
  const rdata = address.includes(':') ? octetsFromIpv6(address) : octetsFromIpv4(address);
  if (rdata === undefined) throw new BadText(`${address} is not an IP address`);
  return rdata;
}

/** RFC 1035 section 3.3.13; times in seconds. */
export interface SoaData {
  readonly mname: Name;
  readonly rname: Name;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/** The view of SOA rdata. */
export function soaOf(rdata: Uint8Array): SoaData {
  const rname = behindName(rdata, 0);
  const at = behindName(rdata, rname);
  return {
    mname: nameFromWire(rdata, 0),
    rname: nameFromWire(rdata, rname),
    serial: uint32At(rdata, at),
    refresh: uint32At(rdata, at + 4),
    retry: uint32At(rdata, at + 8),
    expire: uint32At(rdata, at + 12),
    minimum: uint32At(rdata, at + 16),
  };
}

/** RFC 1035 section 3.3.9. */
export interface MxData {
  readonly preference: number;
  readonly exchange: Name;
}

/** The view of MX rdata. */
export function mxOf(rdata: Uint8Array): MxData {
  return { preference: uint16At(rdata, 0), exchange: nameFromWire(rdata, 2) };
}

/** RFC 2782. */
export interface SrvData {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: Name;
}

/** The view of SRV rdata. */
export function srvOf(rdata: Uint8Array): SrvData {
  return {
    priority: uint16At(rdata, 0),
    weight: uint16At(rdata, 2),
    port: uint16At(rdata, 4),
    target: nameFromWire(rdata, 6),
  };
}

/** RFC 4034 section 5.1; the same for CDS. */
export interface DsData {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: Uint8Array;
}

/** The view of DS rdata. */
export function dsOf(rdata: Uint8Array): DsData {
  return { keyTag: uint16At(rdata, 0), algorithm: rdata[2] ?? 0, digestType: rdata[3] ?? 0, digest: rdata.subarray(4) };
}

/** RFC 4034 section 2.1; the same for CDNSKEY. */
export interface DnskeyData {
  readonly flags: number;
  readonly protocol: number;
  readonly algorithm: number;
  readonly publicKey: Uint8Array;
}

/** The view of DNSKEY rdata. */
export function dnskeyOf(rdata: Uint8Array): DnskeyData {
  return { flags: uint16At(rdata, 0), protocol: rdata[2] ?? 0, algorithm: rdata[3] ?? 0, publicKey: rdata.subarray(4) };
}

/** RFC 4034 section 3.1; the instants are 32-bit seconds since 1970 in serial arithmetic. */
export interface RrsigData {
  readonly typeCovered: RRType;
  readonly algorithm: number;
  readonly labels: number;
  readonly originalTtl: number;
  readonly expiration: number;
  readonly inception: number;
  readonly keyTag: number;
  readonly signer: Name;
  readonly signature: Uint8Array;
}

/** The view of RRSIG rdata. */
export function rrsigOf(rdata: Uint8Array): RrsigData {
  return {
    typeCovered: uint16At(rdata, 0),
    algorithm: rdata[2] ?? 0,
    labels: rdata[3] ?? 0,
    originalTtl: uint32At(rdata, 4),
    expiration: uint32At(rdata, 8),
    inception: uint32At(rdata, 12),
    keyTag: uint16At(rdata, 16),
    signer: nameFromWire(rdata, 18),
    signature: rdata.subarray(behindName(rdata, 18)),
  };
}

/** RFC 4034 section 4.1; read the bitmap with `bitmapHas`. */
export interface NsecData {
  readonly next: Name;
  readonly bitmap: Uint8Array;
}

/** The view of NSEC rdata. */
export function nsecOf(rdata: Uint8Array): NsecData {
  return { next: nameFromWire(rdata, 0), bitmap: rdata.subarray(behindName(rdata, 0)) };
}

/** RFC 5155 section 3.2; read the bitmap with `bitmapHas`. */
export interface Nsec3Data {
  readonly hashAlgorithm: number;
  readonly flags: number;
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly nextHash: Uint8Array;
  readonly bitmap: Uint8Array;
}

/** The view of NSEC3 rdata. */
export function nsec3Of(rdata: Uint8Array): Nsec3Data {
  const hashAt = 5 + (rdata[4] ?? 0);
  const bitmapAt = hashAt + 1 + (rdata[hashAt] ?? 0);
  return {
    hashAlgorithm: rdata[0] ?? 0,
    flags: rdata[1] ?? 0,
    iterations: uint16At(rdata, 2),
    salt: rdata.subarray(5, hashAt),
    nextHash: rdata.subarray(hashAt + 1, bitmapAt),
    bitmap: rdata.subarray(bitmapAt),
  };
}

function behindName(rdata: Uint8Array, at: number): number {
  return nameEnd(rdata, at) ?? rdata.length;
}
