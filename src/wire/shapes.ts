/**
 * The shape of each type's rdata on the wire: data, from the RFCs named. What is not in the table is opaque (RFC 3597).
 * It must not know how a shape is walked (`rdata.ts`).
 */
import { type RRType, TYPE } from './registry.ts';

/** One field: a number of octets, or one of the kinds below. */
export type Field = number;

/** A domain name. */
export const NAME = -1;
/** A length octet and so many octets. */
export const STRING = -2;
/** As `STRING`, not empty. */
export const FILLED_STRING = -3;
/** Character-strings up to the end, at least one. */
export const STRINGS = -4;
/** Any octets up to the end. */
export const REST = -5;
/** At least one octet up to the end. */
export const FILLED_REST = -6;
/** NSEC type bitmap up to the end (RFC 4034 section 4.1.2). */
export const BITMAP = -7;
/** A 16-bit length and so many octets. */
export const BLOB = -8;
/** SvcParams up to the end, keys ascending (RFC 9460 section 2.2). */
export const PARAMETERS = -9;
/** Address prefixes up to the end (RFC 3123 section 4). */
export const PREFIXES = -10;
/** Gateway type, algorithm, gateway, key (RFC 4025 section 2.1). */
export const GATEWAY = -11;
/** Discovery bit and relay type, relay (RFC 8777 section 4.2). */
export const RELAY = -12;
/** Prefix length, address suffix, prefix name (RFC 2874 section 3.1). */
export const CHAINED_ADDRESS = -13;
/** HIT length, algorithm, key length, HIT, key, rendezvous servers (RFC 8005 section 5). */
export const HOST_IDENTITY = -14;
/** Version 0 has 16 octets, others are opaque (RFC 1876 section 2). */
export const LOCATION = -15;
/** A character-string that may be left out. */
export const OPTIONAL_STRING = -16;

/** How the rdata of one type is laid out. */
export interface Shape {
  readonly fields: readonly Field[];
  /** Octets if the rdata always has the same number of them, else -1. */
  readonly octets: number;
  /** True if it is one domain name and nothing else. */
  readonly nameOnly: boolean;
  /** Its names may come compressed (RFC 3597 section 4: the types of RFC 1035 and eight more). */
  readonly mayBeCompressed: boolean;
  /** Its names are written compressed (RFC 3597 section 4: the types of RFC 1035 only). */
  readonly compress: boolean;
  /** Its names are lower-cased in canonical form (RFC 4034 section 6.2 with RFC 6840 section 5.1). */
  readonly lowerCase: boolean;
  /** Has this shape in class IN only. */
  readonly internetOnly: boolean;
}

type Mark = 'rfc1035' | 'rfc3597' | 'lower' | 'in';

function shape(fields: readonly Field[], ...marks: readonly Mark[]): Shape {
  const old = marks.includes('rfc1035');
  const sameSize = fields.every((field) => field >= 0);
  return {
    fields,
    octets: sameSize ? fields.reduce((sum, field) => sum + field, 0) : -1,
    nameOnly: fields.length === 1 && fields[0] === NAME,
    mayBeCompressed: old || marks.includes('rfc3597'),
    compress: old,
    lowerCase: old || marks.includes('rfc3597') || marks.includes('lower'),
    internetOnly: marks.includes('in'),
  };
}

const target = shape([NAME], 'rfc1035');
const key = shape([4, REST]);
const digest = shape([4, FILLED_REST]);
const text = shape([STRINGS]);
const service = shape([2, NAME, PARAMETERS]);
const association = shape([3, FILLED_REST]);

// biome-ignore format: a table
const TABLE: readonly (readonly [RRType, Shape])[] = [
  // RFC 1035
  [TYPE.A, shape([4], 'in')], [TYPE.NS, target], [TYPE.MD, target], [TYPE.MF, target], [TYPE.CNAME, target],
  [TYPE.SOA, shape([NAME, NAME, 20], 'rfc1035')], [TYPE.MB, target], [TYPE.MG, target], [TYPE.MR, target],
  [TYPE.WKS, shape([5, REST], 'in')], [TYPE.PTR, target], [TYPE.HINFO, shape([STRING, STRING])],
  [TYPE.MINFO, shape([NAME, NAME], 'rfc1035')], [TYPE.MX, shape([2, NAME], 'rfc1035')], [TYPE.TXT, text],
  // RFC 1183, 1706, 2163, 1712
  [TYPE.RP, shape([NAME, NAME], 'rfc3597')], [TYPE.AFSDB, shape([2, NAME], 'rfc3597')], [TYPE.X25, shape([STRING])],
  [TYPE.ISDN, shape([STRING, OPTIONAL_STRING])], [TYPE.RT, shape([2, NAME], 'rfc3597')], [TYPE.NSAP, shape([FILLED_REST], 'in')],
  [TYPE.PX, shape([2, NAME, NAME], 'rfc3597', 'in')], [TYPE.GPOS, shape([STRING, STRING, STRING])],
  // RFC 3596, 1876, 2782, 3403, 2230, 4398, 2874, 6672, 3123
  [TYPE.AAAA, shape([16], 'in')], [TYPE.LOC, shape([LOCATION])], [TYPE.SRV, shape([6, NAME], 'rfc3597', 'in')],
  [TYPE.NAPTR, shape([4, STRING, STRING, STRING, NAME], 'rfc3597', 'in')], [TYPE.KX, shape([2, NAME], 'lower', 'in')],
  [TYPE.CERT, shape([5, REST])], [TYPE.A6, shape([CHAINED_ADDRESS], 'lower', 'in')], [TYPE.DNAME, shape([NAME], 'lower')],
  [TYPE.APL, shape([PREFIXES], 'in')],
  // DNSSEC: RFC 2535, 4034, 5155, 7344, 7477, 8976
  [TYPE.SIG, shape([18, NAME, REST], 'rfc3597')], [TYPE.KEY, key], [TYPE.NXT, shape([NAME, REST], 'rfc3597')],
  [TYPE.DS, digest], [TYPE.CDS, digest], [TYPE.DLV, digest], [TYPE.TA, digest],
  [TYPE.RRSIG, shape([18, NAME, FILLED_REST], 'lower')], [TYPE.NSEC, shape([NAME, BITMAP])],
  [TYPE.DNSKEY, key], [TYPE.CDNSKEY, key], [TYPE.NSEC3, shape([4, STRING, FILLED_STRING, BITMAP])],
  [TYPE.NSEC3PARAM, shape([4, STRING])], [TYPE.CSYNC, shape([6, BITMAP])], [TYPE.ZONEMD, shape([6, 12, REST])],
  // RFC 4255, 4025, 4701, 6698, 8162, 8005, 7929, 9460, 9859
  [TYPE.SSHFP, shape([2, FILLED_REST])], [TYPE.IPSECKEY, shape([1, GATEWAY])], [TYPE.DHCID, shape([FILLED_REST], 'in')],
  [TYPE.TLSA, association], [TYPE.SMIMEA, association], [TYPE.HIP, shape([HOST_IDENTITY])],
  [TYPE.OPENPGPKEY, shape([FILLED_REST])], [TYPE.SVCB, service], [TYPE.HTTPS, service], [TYPE.DSYNC, shape([5, NAME])],
  // RFC 7208, 6742, 7043, 7553, 8659, 8777, 9606
  [TYPE.SPF, text], [TYPE.AVC, text], [TYPE.RESINFO, text], [TYPE.NID, shape([2, 8])], [TYPE.L32, shape([2, 4])],
  [TYPE.L64, shape([2, 8])], [TYPE.LP, shape([2, NAME])], [TYPE.EUI48, shape([6])], [TYPE.EUI64, shape([8])],
  [TYPE.URI, shape([4, FILLED_REST])], [TYPE.CAA, shape([1, FILLED_STRING, REST])], [TYPE.AMTRELAY, shape([1, RELAY])],
  // RFC 2930, 8945
  [TYPE.TKEY, shape([NAME, 12, BLOB, BLOB])], [TYPE.TSIG, shape([NAME, 8, BLOB, 4, BLOB])],
];

/** Types below this are looked up in an array: all but the two oddities at 32768. */
const ARRAY_SIZE = 264;
const BY_NUMBER: readonly (Shape | undefined)[] = (() => {
  const list: (Shape | undefined)[] = new Array<Shape | undefined>(ARRAY_SIZE).fill(undefined);
  for (const [type, shaped] of TABLE) if (type < ARRAY_SIZE) list[type] = shaped;
  return list;
})();
const BEYOND: ReadonlyMap<RRType, Shape> = new Map(TABLE.filter(([type]) => type >= ARRAY_SIZE));

/** The shape of a type's rdata; undefined where it is opaque. */
export function shapeOf(type: RRType): Shape | undefined {
  return type < ARRAY_SIZE ? BY_NUMBER[type] : BEYOND.get(type);
}
