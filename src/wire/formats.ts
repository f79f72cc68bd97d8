/**
 * The text form of each record type as a row of fields: data, after the presentation sections of the RFCs named.
 * Types without a row are written in the generic form of RFC 3597. It must not know how a field works.
 */

import { base64, bitmap, hashedOwner, hex, optionalBase64, salt } from './blobs.ts';
import type { Field } from './field.ts';
import {
  duration,
  instant,
  ipv4,
  ipv6,
  longString,
  mnemonic,
  name,
  number,
  optionalString,
  string,
  strings,
  typeCode,
} from './fields.ts';
import { type RRType, TYPE } from './registry.ts';
import {
  dashedHex,
  gatewayBehindAlgorithm,
  hostIdentity,
  locator,
  place,
  prefixedHex,
  prefixes,
  relay,
  serviceParameters,
  tag,
} from './special.ts';

// biome-ignore format: a table
/** DNSSEC algorithms that may be named in text (RFC 4034 appendix A.1 and the IANA registry). */
const ALGORITHM = {
  RSAMD5: 1, DH: 2, DSA: 3, RSASHA1: 5, DSANSEC3SHA1: 6, 'DSA-NSEC3-SHA1': 6, NSEC3DSA: 6, 'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7, RSASHA256: 8, RSASHA512: 10, 'ECC-GOST': 12, ECCGOST: 12, ECDSAP256SHA256: 13, ECDSAP384SHA384: 14,
  ED25519: 15, ED448: 16, INDIRECT: 252, PRIVATEDNS: 253, PRIVATEOID: 254,
} as const;

// biome-ignore format: a table
/** DS digest types (IANA registry). */
const DIGEST = {
  SHA1: 1, 'SHA-1': 1, SHA256: 2, 'SHA-256': 2, GOST: 3, SHA384: 4, 'SHA-384': 4,
} as const;

// biome-ignore format: a table
/** CERT types (RFC 4398 section 2.1). */
const CERTIFICATE = {
  PKIX: 1, SPKI: 2, PGP: 3, IPKIX: 4, ISPKI: 5, IPGP: 6, ACPKIX: 7, IACPKIX: 8, URI: 253, OID: 254,
} as const;

/** TLSA mnemonics (RFC 7218). */
const TLSA_USAGE = { 'PKIX-TA': 0, 'PKIX-EE': 1, 'DANE-TA': 2, 'DANE-EE': 3, PRIVCERT: 255 } as const;
const TLSA_SELECTOR = { CERT: 0, SPKI: 1, PRIVSEL: 255 } as const;
const TLSA_MATCHING = { FULL: 0, 'SHA2-256': 1, 'SHA2-512': 2, PRIVMATCH: 255 } as const;

const algorithm = mnemonic('algorithm', 1, ALGORITHM, false);
const ds = [number('key tag', 2), algorithm, mnemonic('digest type', 1, DIGEST, false), hex('digest')];
const dnskey = [number('flags', 2), number('protocol', 1), algorithm, base64('public key')];
const tlsa = [
  mnemonic('usage', 1, TLSA_USAGE, false),
  mnemonic('selector', 1, TLSA_SELECTOR, false),
  mnemonic('matching type', 1, TLSA_MATCHING, false),
  hex('data'),
];
const svcb = [number('priority', 2), name('target'), serviceParameters('parameter')];
const nsec3Head = [number('hash algorithm', 1), number('flags', 1), number('iterations', 2), salt('salt')];
const rrsig = [
  typeCode('type covered'),
  algorithm,
  number('labels', 1),
  duration('original TTL'),
  instant('expiration'),
  instant('inception'),
  number('key tag', 2),
  name('signer'),
  base64('signature'),
];
const soa = [
  name('mname'),
  name('rname'),
  number('serial', 4),
  duration('refresh'),
  duration('retry'),
  duration('expire'),
  duration('minimum'),
];

/** The fields of each type that has a text form of its own, in wire order. */
export const FORMATS: ReadonlyMap<RRType, readonly Field[]> = new Map<RRType, readonly Field[]>([
  [TYPE.A, [ipv4('address')]],
  [TYPE.AAAA, [ipv6('address')]],
  [TYPE.NS, [name('server')]],
  [TYPE.CNAME, [name('target')]],
  [TYPE.DNAME, [name('target')]],
  [TYPE.PTR, [name('target')]],
  [TYPE.SOA, soa],
  [TYPE.MX, [number('preference', 2), name('exchange')]],
  [TYPE.TXT, [strings('string')]],
  [TYPE.SRV, [number('priority', 2), number('weight', 2), number('port', 2), name('target')]],
  [TYPE.DS, ds],
  [TYPE.DNSKEY, dnskey],
  [TYPE.RRSIG, rrsig],
  [TYPE.NSEC, [name('next name'), bitmap('types')]],
  // RFC 5155
  [TYPE.NSEC3, [...nsec3Head, hashedOwner('next hashed owner'), bitmap('types')]],
  [TYPE.NSEC3PARAM, nsec3Head],
  // RFC 7344, 4431, 7477, 8976
  [TYPE.CDS, ds],
  [TYPE.CDNSKEY, dnskey],
  [TYPE.DLV, ds],
  [TYPE.TA, ds],
  [TYPE.CSYNC, [number('serial', 4), number('flags', 2), bitmap('types')]],
  [TYPE.ZONEMD, [number('serial', 4), number('scheme', 1), number('hash algorithm', 1), hex('digest')]],
  // RFC 6698, 8162, 4255, 7929, 4398
  [TYPE.TLSA, tlsa],
  [TYPE.SMIMEA, tlsa],
  [TYPE.SSHFP, [number('algorithm', 1), number('fingerprint type', 1), hex('fingerprint')]],
  [TYPE.OPENPGPKEY, [base64('public key')]],
  [
    TYPE.CERT,
    [
      mnemonic('type', 2, CERTIFICATE, true),
      number('key tag', 2),
      mnemonic('algorithm', 1, ALGORITHM, true),
      base64('certificate'),
    ],
  ],
  // RFC 9460, 8659, 3403, 7553, 9606, 9859
  [TYPE.SVCB, svcb],
  [TYPE.HTTPS, svcb],
  [TYPE.CAA, [number('flags', 1), tag('tag'), longString('value', true)]],
  [
    TYPE.NAPTR,
    [
      number('order', 2),
      number('preference', 2),
      string('flags'),
      string('services'),
      string('regexp'),
      name('replacement'),
    ],
  ],
  [TYPE.URI, [number('priority', 2), number('weight', 2), longString('target', false)]],
  [TYPE.RESINFO, [strings('string')]],
  [TYPE.DSYNC, [typeCode('type'), mnemonic('scheme', 1, { NOTIFY: 1 }, true), number('port', 2), name('target')]],
  // RFC 1035, 1183, 7208, 2230 and other old or small ones
  [TYPE.SPF, [strings('string')]],
  [TYPE.AVC, [strings('string')]],
  [TYPE.HINFO, [string('cpu'), string('os')]],
  [TYPE.MB, [name('mailbox host')]],
  [TYPE.MD, [name('mail agent')]],
  [TYPE.MF, [name('mail agent')]],
  [TYPE.MG, [name('group member')]],
  [TYPE.MR, [name('new mailbox')]],
  [TYPE.MINFO, [name('responsible mailbox'), name('error mailbox')]],
  [TYPE.RP, [name('mailbox'), name('text name')]],
  [TYPE.AFSDB, [number('subtype', 2), name('host')]],
  [TYPE.RT, [number('preference', 2), name('intermediate host')]],
  [TYPE.KX, [number('preference', 2), name('exchanger')]],
  [TYPE.PX, [number('preference', 2), name('map822'), name('mapx400')]],
  [TYPE.X25, [string('address')]],
  [TYPE.ISDN, [string('address'), optionalString('subaddress')]],
  [TYPE.GPOS, [string('longitude'), string('latitude'), string('altitude')]],
  [TYPE.NSAP, [prefixedHex('address')]],
  [TYPE.LOC, [place()]],
  [TYPE.KEY, dnskey],
  [TYPE.SIG, rrsig],
  [TYPE.APL, [prefixes('prefix')]],
  [TYPE.IPSECKEY, [number('precedence', 1), gatewayBehindAlgorithm(), optionalBase64('public key')]],
  [TYPE.AMTRELAY, [number('precedence', 1), relay()]],
  [TYPE.DHCID, [base64('identifier')]],
  [TYPE.HIP, [hostIdentity()]],
  // RFC 6742, 7043
  [TYPE.NID, [number('preference', 2), locator('node identifier')]],
  [TYPE.L32, [number('preference', 2), ipv4('locator')]],
  [TYPE.L64, [number('preference', 2), locator('locator')]],
  [TYPE.LP, [number('preference', 2), name('target')]],
  [TYPE.EUI48, [dashedHex('address', 6)]],
  [TYPE.EUI64, [dashedHex('address', 8)]],
]);
