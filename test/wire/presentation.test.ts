/** Rdata as text and back: vectors, liberal reading, the generic form, fall-backs. RFC 1035 section 5, RFC 3597. */
import { describe, expect, it } from 'vitest';
import { hexText, octetsFromHex } from '../../src/wire/base.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { rdataFromText, rdataToText, rrsetToText } from '../../src/wire/presentation.ts';
import { TYPE, typeFromText } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import { VECTORS } from './vectors.ts';

const ORIGIN = nameFromText('example.com');
const octets = (hex: string): Uint8Array => octetsFromHex(hex) ?? new Uint8Array(0);
const number = (type: string): number => typeFromText(type) ?? 0;
const wire = (type: string, text: string): string => hexText(rdataFromText(number(type), text, ORIGIN));
const text = (type: string, hex: string): string => rdataToText(number(type), octets(hex));

describe('every type', () => {
  it.each(VECTORS)('%s %s is read as its octets', (type, shown, hex) => {
    expect(wire(type, shown)).toBe(hex);
  });

  it.each(VECTORS)('%s %s is shown for its octets', (type, shown, hex) => {
    expect(text(type, hex)).toBe(shown);
  });

  it.each(VECTORS)('%s %s is also read from the generic form', (type, _, hex) => {
    expect(wire(type, `\\# ${hex.length / 2} ${hex}`)).toBe(hex);
  });
});

/** Other ways to write what the vectors hold: [type, text, the text it is shown as]. */
const LIBERAL: readonly (readonly [string, string, string])[] = [
  ['AAAA', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['AAAA', '::ffff:c000:280', '::ffff:192.0.2.128'],
  ['AAAA', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['NS', 'ns1', 'ns1.example.com.'],
  ['NS', '@', 'example.com.'],
  ['NS', '\\@', '\\@.example.com.'],
  ['NS', 'Ns\\049.Example.', 'Ns1.Example.'],
  ['NS', 'ä.', '\\195\\164.'],
  ['SOA', 'ns h 1 1h 2M 1w2D3h4m5s 1H30m', 'ns.example.com. h.example.com. 1 3600 120 788645 5400'],
  ['SOA', 'ns h ( 1 ; serial\n 2 3 ; timers\n 4 5 )', 'ns.example.com. h.example.com. 1 2 3 4 5'],
  ['MX', '10 ( mail )', '10 mail.example.com.'],
  ['TXT', 'plain "quoted; text" es\\;caped \\065\\"', '"plain" "quoted; text" "es;caped" "A\\""'],
  ['TXT', '"a""b"', '"a" "b"'],
  ['TXT', '"\\# 1 00"', '"# 1 00"'],
  ['TXT', 'ü', '"\\195\\188"'],
  [
    'DS',
    '60485 rsasha1 sha-1 2BB183AF 5F22588179A53B0A\t98631fad1a292118',
    '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  ],
  [
    'DNSKEY',
    '257 3 Ed25519 l02Woi0iS8Aa25FQ kUd9RMzZHJpBoRQwAQEX1SxZ JA4=',
    '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
  ],
  ['RRSIG', 'aaaa 8 2 1h 1893456000 0 1 @ AAAA', 'AAAA 8 2 3600 20300101000000 19700101000000 1 example.com. AAAA'],
  ['RRSIG', 'A 8 2 1 20240229000000 20000229235959 1 . AAAA', 'A 8 2 1 20240229000000 20000229235959 1 . AAAA'],
  ['RRSIG', 'A 8 2 1 21060207062815 4294967295 1 . AAAA', 'A 8 2 1 21060207062815 21060207062815 1 . AAAA'],
  ['NSEC', 'a type1234 MX a TYPE1 mx', 'a.example.com. A MX TYPE1234'],
  ['NSEC3', '1 0 0 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom', '1 0 0 - 0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM'],
  ['TLSA', 'DANE-EE SPKI SHA2-256 d2abde24 0d7cd3ee', '3 1 1 D2ABDE240D7CD3EE'],
  ['CERT', 'pkix 1 rsasha256 AQIDBA==', 'PKIX 1 RSASHA256 AQIDBA=='],
  ['CERT', '1 1 8 AQIDBA==', 'PKIX 1 RSASHA256 AQIDBA=='],
  ['HINFO', 'PC sh', '"PC" "sh"'],
  ['CAA', '0 issue ca.example.net', '0 issue "ca.example.net"'],
  ['CAA', '0 issue ""', '0 issue ""'],
  ['URI', '1 2 http://a/', '1 2 "http://a/"'],
  ['EUI48', '00-00-5E-00-53-2A', '00-00-5e-00-53-2a'],
  ['NID', '10 0014:4FFF:FF20:EE64', '10 14:4fff:ff20:ee64'],
  ['NSAP', '0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00', '0x47000580005a0000000001e133ffffff00016100'],
  ['APL', '!1:192.168.38.0/28', '!1:192.168.38.0/28'],
  ['LOC', '42 21 54 N 71 06 18 W -24m 30m', '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m'],
  ['DSYNC', 'cds notify 53 a', 'CDS NOTIFY 53 a.example.com.'],
];

describe('what may be written in several ways', () => {
  it.each(LIBERAL)('%s %s is shown as %s', (type, written, shown) => {
    expect(text(type, wire(type, written))).toBe(shown);
  });
});

describe('the generic form', () => {
  it('is the only one of unknown types', () => {
    expect(text('TYPE65280', '0A0B')).toBe('\\# 2 0A0B');
    expect(wire('TYPE65280', '\\# 2 0a 0b')).toBe('0A0B');
    expect(text('TYPE65280', '')).toBe('\\# 0');
    expect(wire('TYPE65280', '\\# 0')).toBe('');
  });

  it('is shown for octets that are not what the type needs', () => {
    expect(text('A', '0A0000')).toBe('\\# 3 0A0000');
    expect(text('A', '0A00000100')).toBe('\\# 5 0A00000100');
    expect(text('MX', '000A')).toBe('\\# 2 000A');
    expect(text('MX', '000AC000')).toBe('\\# 4 000AC000');
    expect(text('NS', '0161')).toBe('\\# 2 0161');
    expect(text('TXT', '')).toBe('\\# 0');
    expect(text('TXT', '0561')).toBe('\\# 2 0561');
    expect(text('NSEC', '000000')).toBe('\\# 3 000000');
    expect(text('SOA', '0000')).toBe('\\# 2 0000');
    expect(text('IPSECKEY', '0A0902')).toBe('\\# 3 0A0902');
  });

  it('is shown where the own form would not come back as the same octets', () => {
    for (const [type, hex] of [
      ['NSEC', '0000024000'], // a window with an octet of zeros behind the last type
      ['DNSKEY', '01000308'], // no key at all
      ['KEY', 'C0000000'],
      ['LOC', '0005161389172DD070BE15F000988D20'], // 0 x 10^5 cm is written 0 x 10^0 cm
      ['LOC', '01'], // another version
      ['LOC', '0033161300000000FFFFFFFF00000000'], // beyond the pole
      ['CAA', '00022D2D'], // a tag of dashes
      ['APL', '000118020A00'], // a zero octet that must not be there
      ['APL', '0003000101'], // an address family that has no text
    ] as const) {
      expect(text(type, hex)).toBe(`\\# ${hex.length / 2} ${hex}`);
      expect(wire(type, text(type, hex))).toBe(hex);
    }
  });
});

describe('rrsetToText', () => {
  const signature = rdataFromText(TYPE.RRSIG, 'A 15 1 60 20300101000000 20200101000000 1 example. AAAA', ORIGIN);
  const addresses = ['192.0.2.1', '192.0.2.2'].map((address) => rdataFromText(TYPE.A, address, ORIGIN));
  const set = rrsetOf(nameFromText('a\\.b.example'), TYPE.A, 60, addresses, [signature]);

  it('writes one line a record', () => {
    expect(rrsetToText(set)).toEqual(['a\\.b.example. 60 IN A 192.0.2.1', 'a\\.b.example. 60 IN A 192.0.2.2']);
  });

  it('writes the signatures behind them if asked', () => {
    expect(rrsetToText(set, { signatures: true }).slice(2)).toEqual([
      'a\\.b.example. 60 IN RRSIG A 15 1 60 20300101000000 20200101000000 1 example. AAAA',
    ]);
  });

  it('writes unknown types and classes by number', () => {
    const unknown = { ...rrsetOf(nameFromText('x'), 65_280, 0, [octets('01')]), class: 4711 };
    expect(rrsetToText(unknown)).toEqual(['x. 0 CLASS4711 TYPE65280 \\# 1 01']);
  });
});
