/**
 * The canonical form and order of records (RFC 4034 section 6 with RFC 6840 section 5.1), what an RRSIG signs, key tags
 * and NSEC3 owner hashes. It must not know keys, signatures or whom to trust; hash functions come as arguments.
 */
import { base32hexText } from './base.ts';
import { copyOctets, putUint16, putUint32, uint16At, uint32At } from './bytes.ts';
import { labelCount, lastLabels, type Name, nameToWire, prepend } from './name.ts';
import { shapeIn } from './rdata.ts';
import { CLASS, type RRClass, type RRType } from './registry.ts';
import { type RRset, rdataList } from './rrset.ts';
import { CHAINED_ADDRESS, NAME, STRING } from './shapes.ts';
import { nameEnd } from './spelling.ts';

/** The fixed fields of RRSIG rdata before the signer's name. */
const SIGNATURE_HEAD_OCTETS = 18;
/** Type, class, original TTL, RDLENGTH. */
const RECORD_OCTETS = 10;
const RSAMD5 = 1;

/**
 * Rdata in canonical form: the names inside that RFC 6840 section 5.1 lists in lower case. The very same array where
 * nothing had to be changed.
 */
export function canonicalRdata(type: RRType, rdata: Uint8Array, rrclass: RRClass = CLASS.IN): Uint8Array {
  const shape = shapeIn(type, rrclass);
  if (!shape?.lowerCase) return rdata;
  let canonical = rdata;
  let at = 0;
  for (const field of shape.fields) {
    if (field === NAME || field === CHAINED_ADDRESS) {
      const from = field === NAME ? at : at + 1 + ((128 - (rdata[at] ?? 0) + 7) >> 3);
      const end = nameEnd(rdata, from);
      // Rdata that has not the shape of its type, or an A6 record without a name.
      if (end === undefined) return canonical;
      canonical = lowerCased(canonical, rdata, from, end);
      at = end;
    } else if (field === STRING) at += 1 + (rdata[at] ?? 0);
    else if (field > 0) at += field;
    else break;
  }
  return canonical;
}

/** `canonical` with `[from, end)` in lower case, copied only if that changes it and it still is the `original`. */
function lowerCased(canonical: Uint8Array, original: Uint8Array, from: number, end: number): Uint8Array {
  let result = canonical;
  for (let at = from; at < end; at++) {
    const octet = original[at] ?? 0;
    // Length octets are below 0x40: never a letter.
    if (octet < 0x41 || octet > 0x5a) continue;
    if (result === original) result = original.slice();
    result[at] = octet | 0x20;
  }
  return result;
}

/** Canonical order of canonical rdata (RFC 4034 section 6.3): octet by octet, the shorter of two equal beginnings first. */
export function compareRdata(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The rdata of a set in canonical form and order, each different one once (RFC 4034 section 6.3). */
export function canonicalRdataList(rrset: RRset): Uint8Array[] {
  const list = rdataList(rrset.rdata).map((rdata) => canonicalRdata(rrset.type, rdata, rrset.class));
  if (list.length < 2) return list;
  list.sort(compareRdata);
  return list.filter((rdata, at) => at === 0 || compareRdata(rdata, list[at - 1] ?? rdata) !== 0);
}

/**
 * What an RRSIG with this rdata signs (RFC 4034 section 3.1.8.1): its own rdata without the signature, then the records
 * of the set in canonical form, with the original TTL and, for an answer made from a wildcard, the wildcard's owner.
 * Undefined if the rdata is cut short or says more labels than the owner has: nothing such a signature could cover.
 */
export function signedOctets(rrset: RRset, signature: Uint8Array): Uint8Array | undefined {
  const signerEnd = nameEnd(signature, SIGNATURE_HEAD_OCTETS);
  const owner = signedOwner(rrset.name, signature[3] ?? 0);
  if (signerEnd === undefined || owner === undefined) return undefined;
  const ownerOctets = nameToWire(owner);
  const list = canonicalRdataList(rrset);
  let size = signerEnd;
  for (const rdata of list) size += ownerOctets.length + RECORD_OCTETS + rdata.length;
  const octets = new Uint8Array(size);
  octets.set(lowerCased(signature, signature, SIGNATURE_HEAD_OCTETS, signerEnd).subarray(0, signerEnd));
  const originalTtl = uint32At(signature, 4);
  let at = signerEnd;
  for (const rdata of list) {
    octets.set(ownerOctets, at);
    at += ownerOctets.length;
    putUint16(octets, at, rrset.type);
    putUint16(octets, at + 2, rrset.class);
    putUint32(octets, at + 4, originalTtl);
    putUint16(octets, at + 8, rdata.length);
    copyOctets(rdata, 0, rdata.length, octets, at + RECORD_OCTETS);
    at += RECORD_OCTETS + rdata.length;
  }
  return octets;
}

/** The owner as it was signed (RFC 4035 section 5.3.2): the wildcard, if the owner has more than `labels` labels. */
function signedOwner(name: Name, labels: number): Name | undefined {
  const has = signedLabelCount(name);
  if (has < labels) return undefined;
  return has === labels ? name : prepend('*', lastLabels(name, labels));
}

/** The labels of an owner as its RRSIG counts them: neither the root nor a leading `*` (RFC 4034 section 3.1.3). */
export function signedLabelCount(name: Name): number {
  return labelCount(name) - (name.startsWith('*.') ? 1 : 0);
}

/** The key tag of DNSKEY rdata (RFC 4034 appendix B): a sum, so different keys may have the same. */
export function keyTag(dnskey: Uint8Array): number {
  // Appendix B.1: for algorithm 1 the tag stands inside the modulus.
  if (dnskey[3] === RSAMD5) return dnskey.length < 7 ? 0 : uint16At(dnskey, dnskey.length - 3);
  let sum = 0;
  for (let at = 0; at < dnskey.length; at++) sum += (at & 1) === 0 ? (dnskey[at] ?? 0) << 8 : (dnskey[at] ?? 0);
  return (sum + (sum >>> 16)) & 0xffff;
}

/** What a DS record digests: the owner of the key and its rdata (RFC 4034 section 5.1.4). */
export function digestedOctets(owner: Name, dnskey: Uint8Array): Uint8Array {
  const name = nameToWire(owner);
  const octets = new Uint8Array(name.length + dnskey.length);
  octets.set(name);
  octets.set(dnskey, name.length);
  return octets;
}

/**
 * The NSEC3 hash of a name (RFC 5155 section 5): `iterations` + 1 rounds of `sha1` over what came before and the salt.
 * The caller bounds the iterations (RFC 9276).
 */
export function nsec3Hash(
  name: Name,
  salt: Uint8Array,
  iterations: number,
  sha1: (octets: Uint8Array) => Uint8Array,
): Uint8Array {
  let digest = sha1(withSalt(nameToWire(name), salt));
  for (let round = 0; round < iterations; round++) digest = sha1(withSalt(digest, salt));
  return digest;
}

function withSalt(octets: Uint8Array, salt: Uint8Array): Uint8Array {
  const salted = new Uint8Array(octets.length + salt.length);
  salted.set(octets);
  salted.set(salt, octets.length);
  return salted;
}

/** The owner of the NSEC3 record with this hash in `zone` (RFC 5155 section 3): base32hex in lower case. */
export function nsec3Owner(hash: Uint8Array, zone: Name): Name {
  return prepend(base32hexText(hash).toLowerCase(), zone);
}
