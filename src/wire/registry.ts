/**
 * The numbers of the protocol and their mnemonics, from the IANA registries "Domain Name System (DNS) Parameters".
 * Data only; it must not know how anything is encoded.
 */

/** 16 bits; any number may come from the wire, also one without a mnemonic here. */
export type RRType = number;
/** 16 bits (RFC 1035 section 3.2.4). */
export type RRClass = number;
/** 12 bits with EDNS, 4 without (RFC 6891 section 6.1.3). */
export type Rcode = number;
/** 4 bits of the header (RFC 1035 section 4.1.1). */
export type Opcode = number;

/** RR types that have a mnemonic here; all others print as `TYPEn`. */
export const TYPE = {
  A: 1, NS: 2, MD: 3, MF: 4, CNAME: 5, SOA: 6, MB: 7, MG: 8, MR: 9, NULL: 10, WKS: 11, PTR: 12, HINFO: 13, MINFO: 14,
  MX: 15, TXT: 16, RP: 17, AFSDB: 18, X25: 19, ISDN: 20, RT: 21, NSAP: 22, SIG: 24, KEY: 25, PX: 26, GPOS: 27, AAAA: 28,
  LOC: 29, NXT: 30, SRV: 33, NAPTR: 35, KX: 36, CERT: 37, A6: 38, DNAME: 39, OPT: 41, APL: 42, DS: 43, SSHFP: 44,
  IPSECKEY: 45, RRSIG: 46, NSEC: 47, DNSKEY: 48, DHCID: 49, NSEC3: 50, NSEC3PARAM: 51, TLSA: 52, SMIMEA: 53, HIP: 55,
  CDS: 59, CDNSKEY: 60, OPENPGPKEY: 61, CSYNC: 62, ZONEMD: 63, SVCB: 64, HTTPS: 65, DSYNC: 66, SPF: 99, NID: 104,
  L32: 105, L64: 106, LP: 107, EUI48: 108, EUI64: 109, NXNAME: 128, TKEY: 249, TSIG: 250, IXFR: 251, AXFR: 252,
  MAILB: 253, MAILA: 254, ANY: 255, URI: 256, CAA: 257, AVC: 258, AMTRELAY: 260, RESINFO: 261, TA: 32768, DLV: 32769,
} as const; // biome-ignore format: a table

/** Classes; NONE and ANY only occur in updates and questions (RFC 2136 section 1.3). */
export const CLASS = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const;

/** Opcodes of the header; 3 is unassigned. */
export const OPCODE = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5, DSO: 6 } as const;

/** Response codes; those above 15 need EDNS (RFC 6891 section 6.1.3). */
export const RCODE = {
  NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, YXDOMAIN: 6, YXRRSET: 7, NXRRSET: 8,
  NOTAUTH: 9, NOTZONE: 10, DSOTYPENI: 11, BADVERS: 16, BADCOOKIE: 23,
} as const; // biome-ignore format: a table

/** EDNS option codes. */
export const OPTION = {
  NSID: 3,
  ECS: 8,
  EXPIRE: 9,
  COOKIE: 10,
  KEEPALIVE: 11,
  PADDING: 12,
  CHAIN: 13,
  KEYTAG: 14,
  EDE: 15,
} as const;

/** Extended DNS Error codes (RFC 8914 and the registry) with the registry's own words. */
export const EDE: Readonly<Record<number, string>> = {
  0: 'Other Error', 1: 'Unsupported DNSKEY Algorithm', 2: 'Unsupported DS Digest Type', 3: 'Stale Answer',
  4: 'Forged Answer', 5: 'DNSSEC Indeterminate', 6: 'DNSSEC Bogus', 7: 'Signature Expired', 8: 'Signature Not Yet Valid',
  9: 'DNSKEY Missing', 10: 'RRSIGs Missing', 11: 'No Zone Key Bit Set', 12: 'NSEC Missing', 13: 'Cached Error',
  14: 'Not Ready', 15: 'Blocked', 16: 'Censored', 17: 'Filtered', 18: 'Prohibited', 19: 'Stale NXDomain Answer',
  20: 'Not Authoritative', 21: 'Not Supported', 22: 'No Reachable Authority', 23: 'Network Error', 24: 'Invalid Data',
  25: 'Signature Expired before Valid', 26: 'Too Early', 27: 'Unsupported NSEC3 Iterations Value',
  28: 'Unable to conform to policy', 29: 'Synthesized', 30: 'Invalid Query Type', 31: 'Rate Limited', 32: 'Over Quota',
  33: 'Negative Trust Anchor',
}; // biome-ignore format: a table

const inverted = (table: Readonly<Record<string, number>>): ReadonlyMap<number, string> =>
  new Map(Object.entries(table).map(([text, number]) => [number, text]));

const TYPE_TEXT = inverted(TYPE);
const CLASS_TEXT = inverted(CLASS);
const RCODE_TEXT = inverted(RCODE);
const OPCODE_TEXT = inverted(OPCODE);
const TYPE_NUMBER: ReadonlyMap<string, number> = new Map(Object.entries(TYPE));
const CLASS_NUMBER: ReadonlyMap<string, number> = new Map(Object.entries(CLASS));

/** `AAAA`, or `TYPE65280` (RFC 3597 section 5). */
export function typeToText(type: RRType): string {
  return TYPE_TEXT.get(type) ?? `TYPE${type}`;
}

/** The number of a mnemonic or `TYPEn` in any case; undefined for anything else. */
export function typeFromText(text: string): RRType | undefined {
  const upper = text.toUpperCase();
  return TYPE_NUMBER.get(upper) ?? numbered(upper, 'TYPE');
}

/** `IN`, or `CLASS65280` (RFC 3597 section 5). */
export function classToText(rrclass: RRClass): string {
  return CLASS_TEXT.get(rrclass) ?? `CLASS${rrclass}`;
}

/** The number of a mnemonic or `CLASSn` in any case; undefined for anything else. */
export function classFromText(text: string): RRClass | undefined {
  const upper = text.toUpperCase();
  return CLASS_NUMBER.get(upper) ?? numbered(upper, 'CLASS');
}

/** `NXDOMAIN`, or `RCODE99` for a number that has no mnemonic here. */
export function rcodeToText(rcode: Rcode): string {
  return RCODE_TEXT.get(rcode) ?? `RCODE${rcode}`;
}

/** `QUERY`, or `OPCODE15` for a number that has no mnemonic here. */
export function opcodeToText(opcode: Opcode): string {
  return OPCODE_TEXT.get(opcode) ?? `OPCODE${opcode}`;
}

function numbered(text: string, prefix: string): number | undefined {
  if (!text.startsWith(prefix) || !/^\d{1,5}$/.test(text.slice(prefix.length))) return undefined;
  const number = Number(text.slice(prefix.length));
  return number <= 0xffff ? number : undefined;
}

/** Types that are questions or transport, never data in a zone or cache (RFC 6895 section 3.1). */
export function isMetaType(type: RRType): boolean {
  return type === TYPE.OPT || (type >= 128 && type <= 255);
}
