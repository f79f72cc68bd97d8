/**
 * The text form of each record type as a row of fields: data, after the presentation sections of the RFCs named.
 * Types without a row are written in the generic form of RFC 3597. It must not know how a field works.
 */
import type { Field } from "./field.ts";
import {
  base64,
  bitmap,
  duration,
  hashedOwner,
  hex,
  instant,
  ipv4,
  ipv6,
  mnemonic,
  name,
  number,
  optionalString,
  salt,
  string,
  strings,
  typeCode,
} from "./fields.ts";
import { type RRType, TYPE } from "./registry.ts";

/** DNSSEC algorithms that may be named in text (RFC 4034 appendix A.1 and the IANA registry). */
const ALGORITHM = {
  DELETE: 0, RSAMD5: 1, DH: 2, DSA: 3, RSASHA1: 5, DSANSEC3SHA1: 6, 'DSA-NSEC3-SHA1': 6, NSEC3RSASHA1: 7,
  'RSASHA1-NSEC3-SHA1': 7, RSASHA256: 8, RSASHA512: 10, ECCGOST: 12, 'ECC-GOST': 12, ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14, ED25519: 15, ED448: 16, INDIRECT: 252, PRIVATEDNS: 253, PRIVATEOID: 254,
} as const; // biome-ignore format: a table

const ds = [number("key tag", 2), mnemonic("algorithm", 1, ALGORITHM, false), number("digest type", 1), hex("digest")];
const dnskey = [
  number("flags", 2),
  number("protocol", 1),
  mnemonic("algorithm", 1, ALGORITHM, false),
  base64("public key"),
];
const rrsig = [
  typeCode("type covered"),
  mnemonic("algorithm", 1, ALGORITHM, false),
  number("labels", 1),
  duration("original TTL"),
  instant("expiration"),
  instant("inception"),
  number("key tag", 2),
  name("signer"),
  base64("signature"),
];
const soa = [
  name("mname"),
  name("rname"),
  number("serial", 4),
  duration("refresh"),
  duration("retry"),
  duration("expire"),
  duration("minimum"),
];

/** The fields of each type that has a text form of its own, in wire order. */
export const FORMATS: ReadonlyMap<RRType, readonly Field[]> = new Map<RRType, readonly Field[]>([
  [TYPE.A, [ipv4("address")]],
  [TYPE.AAAA, [ipv6("address")]],
  [TYPE.NS, [name("server")]],
  [TYPE.CNAME, [name("target")]],
  [TYPE.DNAME, [name("target")]],
  [TYPE.PTR, [name("target")]],
  [TYPE.SOA, soa],
  [TYPE.MX, [number("preference", 2), name("exchange")]],
  [TYPE.TXT, [strings("string")]],
  [TYPE.SRV, [number("priority", 2), number("weight", 2), number("port", 2), name("target")]],
  [TYPE.DS, ds],
  [TYPE.DNSKEY, dnskey],
  [TYPE.RRSIG, rrsig],
  [TYPE.NSEC, [name("next name"), bitmap("types")]],
]);
