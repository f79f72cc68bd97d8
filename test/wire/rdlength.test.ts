import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import { Malformed } from '../../src/wire/malformed.ts';
import { rdataFault, shapeIn } from '../../src/wire/rdata.ts';
import { TYPE, typeFromText } from '../../src/wire/registry.ts';
import { rdataList } from '../../src/wire/rrset.ts';
import { bytesOf, FIRST_RECORD, pointer, record, response, uint16 } from './packets.ts';
import { VECTORS } from './vectors.ts';

const CASES = VECTORS.map(([type, text, hex]) => ({
  type: typeFromText(type) ?? 0,
  text,
  rdata: bytesOf(hex),
  name: type,
}));

function decoded(type: number, rdata: Uint8Array): Uint8Array | string {
  try {
    const [set] = decodeMessage(response(1, pointer(12), record(type, rdata))).answer;
    return rdataList(set?.rdata ?? new Uint8Array(0))[0] ?? 'nothing';
  } catch (error) {
    if (error instanceof Malformed) return error.what;
    throw error;
  }
}

describe('the rdata of every type', () => {
  it.each(CASES)('$name $text is let through as it is', ({ type, rdata }) => {
    expect(decoded(type, rdata)).toEqual(rdata);
    expect(rdataFault(type, rdata)).toBeUndefined();
  });

  /** Types whose end is open: any longer rdata is theirs too, and shorter ones mostly. */
  const open = (type: number): boolean => {
    const last = shapeIn(type, 1)?.fields.at(-1) ?? 0;
    return shapeIn(type, 1) === undefined || !(last > 0 || last === -1 || last === -2);
  };

  it.each(CASES.filter(({ type }) => !open(type)))(
    '$name $text with one octet more or less is refused',
    ({ type, rdata }) => {
      expect(typeof decoded(type, bytesOf(rdata, [0]))).toBe('string');
      expect(typeof decoded(type, rdata.subarray(0, -1))).toBe('string');
      expect(typeof rdataFault(type, rdata.subarray(0, -1))).toBe('string');
    },
  );

  it('no shape lets empty rdata through but those that may be empty', () => {
    const empty = Object.values(TYPE).filter(
      (type) => shapeIn(type, 1) !== undefined && decoded(type, bytesOf()) instanceof Uint8Array,
    );
    expect(empty).toEqual([TYPE.APL]);
  });
});

describe('wrong rdata', () => {
  it.each([
    ['A of 3 octets', TYPE.A, '010203', 'RDLENGTH is 3, not 4'],
    ['AAAA of 4 octets', TYPE.AAAA, '01020304', 'RDLENGTH is 4, not 16'],
    ['NS with octets behind the name', TYPE.NS, '0161 00 00', 'rdata is longer than its type demands'],
    ['NS whose name runs past RDLENGTH', TYPE.NS, '0361', 'a name runs past the end'],
    ['MX without a name', TYPE.MX, '000a', 'a name runs past the end'],
    ['SOA with 19 octets of numbers', TYPE.SOA, `0000 ${'00'.repeat(19)}`, 'rdata is shorter than its type demands'],
    ['TXT without a string', TYPE.TXT, '', 'rdata is shorter than its type demands'],
    ['TXT whose last string is too long', TYPE.TXT, '0161 0561', 'rdata is shorter than its type demands'],
    ['HINFO with one string', TYPE.HINFO, '0161', 'rdata is shorter than its type demands'],
    ['HINFO with three strings', TYPE.HINFO, '0161 0162 0163', 'rdata is longer than its type demands'],
    ['DS without a digest', TYPE.DS, '0001 08 02', 'rdata is shorter than its type demands'],
    ['DNSKEY of 3 octets', TYPE.DNSKEY, '010003', 'rdata is shorter than its type demands'],
    ['RRSIG without a signature', TYPE.RRSIG, `${'00'.repeat(18)} 00`, 'rdata is shorter than its type demands'],
    ['NSEC with windows out of order', TYPE.NSEC, '00 010140 000140', 'the windows of a type bitmap are out of order'],
    ['NSEC with the same window twice', TYPE.NSEC, '00 000140 000140', 'the windows of a type bitmap are out of order'],
    ['NSEC with an empty window', TYPE.NSEC, '00 0000', 'a window of a type bitmap has not 1 to 32 octets'],
    [
      'NSEC with a window of 33 octets',
      TYPE.NSEC,
      `00 0021${'ff'.repeat(33)}`,
      'a window of a type bitmap has not 1 to 32 octets',
    ],
    ['NSEC whose window is cut short', TYPE.NSEC, '00 000440', 'rdata is shorter than its type demands'],
    ['NSEC with half a window head', TYPE.NSEC, '00 00', 'a window of a type bitmap has not 1 to 32 octets'],
    ['NSEC3 without a hash', TYPE.NSEC3, '01000001 00 00', 'a field is empty'],
    ['NSEC3 whose salt is cut short', TYPE.NSEC3, '01000001 08 aabb', 'rdata is shorter than its type demands'],
    [
      'NSEC3PARAM with octets behind the salt',
      TYPE.NSEC3PARAM,
      '01000001 00 00',
      'rdata is longer than its type demands',
    ],
    ['CAA with an empty tag', TYPE.CAA, '00 00 61', 'a field is empty'],
    ['HTTPS with keys out of order', TYPE.HTTPS, '0001 00 00040000 00010000', 'service parameters are out of order'],
    ['HTTPS with a key twice', TYPE.HTTPS, '0001 00 00010000 00010000', 'service parameters are out of order'],
    ['HTTPS whose value is cut short', TYPE.HTTPS, '0001 00 00010003 6832', 'rdata is shorter than its type demands'],
    ['IPSECKEY with half an IPv6 gateway', TYPE.IPSECKEY, '0a 02 02 2001', 'rdata is shorter than its type demands'],
    ['IPSECKEY with half a name as gateway', TYPE.IPSECKEY, '0a 03 02 0561', 'a name runs past the end'],
    [
      'AMTRELAY with a key behind the relay',
      TYPE.AMTRELAY,
      '0a 01 c0000201 00',
      'rdata is longer than its type demands',
    ],
    ['APL whose prefix is cut short', TYPE.APL, '0001 10 03 c000', 'rdata is shorter than its type demands'],
    ['A6 with a prefix of 129 bits', TYPE.A6, '81 00', 'an A6 prefix is longer than 128 bits'],
    ['HIP whose key is cut short', TYPE.HIP, '01 02 0004 aa bb', 'rdata is shorter than its type demands'],
    ['LOC version 0 of 15 octets', TYPE.LOC, '00'.repeat(15), 'rdata is shorter than its type demands'],
    ['ZONEMD with a digest of 11 octets', TYPE.ZONEMD, '00'.repeat(17), 'rdata is shorter than its type demands'],
    [
      'TSIG whose MAC is cut short',
      TYPE.TSIG,
      '00 000000000000 012c 0010 aabb',
      'rdata is shorter than its type demands',
    ],
  ] as const)('%s is refused', (_, type, hex, what) => {
    // biome-ignore format: a table
    expect(decoded(type, bytesOf(hex))).toBe(what);
    expect(rdataFault(type, bytesOf(hex))).toBe(what);
  });
});

describe('compressed names in rdata (RFC 3597 section 4)', () => {
  const EXPANDED = bytesOf('ns.example.');
  const COMPRESSED = bytesOf([2, 0x6e, 0x73], pointer(12));
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);

  it.each([
    ['NS', [], []],
    ['MD', [], []],
    ['CNAME', [], []],
    ['PTR', [], []],
    ['MX', [0, 10], []],
    ['AFSDB', [0, 1], []],
    ['SRV', zeros(6), []],
    ['NAPTR', [0, 1, 0, 1, 1, 0x55, 0, 2, 0x21, 0x21], []],
    ['SIG', zeros(18), [1, 2, 3]],
    ['NXT', [], [0x40]],
  ] as const)('%s is expanded', (text, before, behind) => {
    const type = typeFromText(text) ?? 0;
    expect(decoded(type, bytesOf(before, COMPRESSED, behind))).toEqual(bytesOf(before, EXPANDED, behind));
  });

  it.each(['SOA', 'MINFO', 'RP'])('both names of %s are expanded', (text) => {
    const type = typeFromText(text) ?? 0;
    const numbers = text === 'SOA' ? zeros(20) : [];
    const rdata = bytesOf(COMPRESSED, pointer(FIRST_RECORD + 12), numbers);
    expect(decoded(type, rdata)).toEqual(bytesOf(EXPANDED, EXPANDED, numbers));
  });

  it.each([
    ['DNAME', [], []],
    ['RRSIG', zeros(18), [1]],
    ['NSEC', [], [0, 1, 0x40]],
    ['KX', [0, 1], []],
    ['HTTPS', [0, 1], []],
    ['LP', [0, 1], []],
    ['TSIG', [], zeros(16)],
  ] as const)('%s must have none', (text, before, behind) => {
    const type = typeFromText(text) ?? 0;
    expect(decoded(type, bytesOf(before, COMPRESSED, behind))).toBe(
      'a compression pointer in rdata that must have none',
    );
  });

  it('isolated rdata has nothing to point at', () => {
    expect(rdataFault(TYPE.NS, bytesOf(pointer(0)))).toBe('a compression pointer in rdata that must have none');
    expect(rdataFault(TYPE.MX, bytesOf(uint16(1), 'a.'))).toBeUndefined();
  });
});
