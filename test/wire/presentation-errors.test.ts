/** What rdata text is refused for, and in which words: every refusal names the type and the field. */
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { rdataFromText } from '../../src/wire/presentation.ts';
import { typeFromText } from '../../src/wire/registry.ts';
import { BadText } from '../../src/wire/tokens.ts';

const ORIGIN = nameFromText('example.com');
const LONG_LABEL = 'a'.repeat(64);
const LONG_NAME = 'a.'.repeat(128);

function faultOf(type: string, text: string): BadText {
  try {
    rdataFromText(typeFromText(type) ?? 0, text, ORIGIN);
  } catch (error) {
    if (error instanceof BadText) return error;
    throw error;
  }
  throw new Error(`${type} ${text} is accepted`);
}

/** [type, text, the words] */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ['A', '', 'A address: missing'],
  ['A', '1.2.3', 'A address: 1.2.3 is not an IPv4 address'],
  ['A', '01.2.3.4', 'A address: 01.2.3.4 is not an IPv4 address'],
  ['A', '::1', 'A address: ::1 is not an IPv4 address'],
  ['A', '1.2.3.4 5', 'A: "5" is left over behind the address'],
  ['AAAA', '1.2.3.4', 'AAAA address: 1.2.3.4 is not an IPv6 address'],
  ['AAAA', '1::2::3', 'AAAA address: 1::2::3 is not an IPv6 address'],
  ['AAAA', 'fe80::1%eth0', 'AAAA address: fe80::1%eth0 is not an IPv6 address'],
  ['NS', 'a..b', 'NS server: "a..b" has an empty label'],
  ['NS', '.a', 'NS server: ".a" has an empty label'],
  ['NS', '""', 'NS server: a name is empty (the root is written ".")'],
  ['NS', 'a\\256', 'NS server: "a\\256" has a broken escape'],
  ['NS', 'a\\1', 'NS server: "a\\1" has a broken escape'],
  ['NS', LONG_LABEL, `NS server: "${LONG_LABEL}" has a label of more than 63 octets`],
  ['NS', LONG_NAME, `NS server: "${LONG_NAME}" has more than 255 octets`],
  ['MX', '70000 mail', 'MX preference: 70000 is not a number from 0 to 65535'],
  ['MX', '-1 mail', 'MX preference: -1 is not a number from 0 to 65535'],
  ['MX', '1e1 mail', 'MX preference: 1e1 is not a number from 0 to 65535'],
  ['MX', '10', 'MX exchange: missing'],
  ['SOA', 'a b 4294967296 1 1 1 1', 'SOA serial: 4294967296 is not a number from 0 to 4294967295'],
  ['SOA', 'a b 1 1y 1 1 1', 'SOA refresh: 1y is not a time such as 3600 or 1h30m, at most 4294967295 seconds'],
  ['SOA', 'a b 1 1 1 9999w 1', 'SOA expire: 9999w is not a time such as 3600 or 1h30m, at most 4294967295 seconds'],
  ['TXT', '', 'TXT string: missing'],
  ['TXT', 'a'.repeat(256), 'TXT string: the string has 256 octets, at most 255 are allowed'],
  ['TXT', '"\\300"', 'TXT string: a backslash needs one character or three digits up to 255 after it'],
  ['TXT', '"open', 'the quoted string does not end on its line'],
  ['TXT', '"a\nb"', 'the quoted string does not end on its line'],
  ['TXT', '( a', 'the "(" is never closed'],
  ['TXT', 'a )', 'a ")" closes nothing'],
  ['TXT', 'a\nb', 'a second line begins with "b"'],
  ['DS', '1 nosuch 2 00', 'DS algorithm: nosuch is neither a known mnemonic nor a number from 0 to 255'],
  ['DS', '1 constructor 2 00', 'DS algorithm: constructor is neither a known mnemonic nor a number from 0 to 255'],
  ['DS', '1 8 2 ABC', 'DS digest: not hex digits, two for each octet'],
  ['DS', '1 8 2', 'DS digest: missing'],
  ['DNSKEY', '256 3 8 A', 'DNSKEY public key: not base64'],
  ['DNSKEY', '256 3 8 AA=A', 'DNSKEY public key: not base64'],
  ['DNSKEY', '256 3 8 A-_A', 'DNSKEY public key: not base64'],
  ['RRSIG', 'NOSUCH', 'RRSIG type covered: NOSUCH is not a record type'],
  [
    'RRSIG',
    'A 8 2 1 20230229000000 0 1 . AA==',
    'RRSIG expiration: 20230229000000 is neither YYYYMMDDHHmmSS in the years 1970 to 2106 nor seconds since 1970',
  ],
  [
    'RRSIG',
    'A 8 2 1 0 21060207062816 1 . AA==',
    'RRSIG inception: 21060207062816 is neither YYYYMMDDHHmmSS in the years 1970 to 2106 nor seconds since 1970',
  ],
  [
    'RRSIG',
    'A 8 2 1 0 20230101240000 1 . AA==',
    'RRSIG inception: 20230101240000 is neither YYYYMMDDHHmmSS in the years 1970 to 2106 nor seconds since 1970',
  ],
  ['NSEC', 'a A TYPE65536', 'NSEC types: TYPE65536 is not a record type'],
  ['NSEC3', '1 0 0 abc 00', 'NSEC3 salt: abc is neither "-" nor up to 255 octets in hex'],
  ['NSEC3', '1 0 0 - w0', 'NSEC3 next hashed owner: w0 is not base32hex'],
  ['NSEC3', '1 0 0 - 0', 'NSEC3 next hashed owner: 0 is not base32hex'],
  ['CAA', '0 is-sue "x"', 'CAA tag: is-sue is not made of 1 to 255 letters and digits'],
  ['CAA', '0 issue', 'CAA value: missing'],
  ['URI', '1 1 ""', 'URI target: it is empty'],
  ['EUI48', '00-00-5e-00-53', 'EUI48 address: 00-00-5e-00-53 is not 6 pairs of hex digits with dashes between'],
  ['L64', '1 ::1', 'L64 locator: ::1 is not four groups of up to four hex digits with colons between'],
  ['NSAP', '47', 'NSAP address: 47 is not 0x and hex digits, two for each octet'],
  ['APL', '1:1.2.3.4/33', 'APL prefix: 1:1.2.3.4/33 is not a prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32'],
  ['IPSECKEY', '1 0 2 a.', 'IPSECKEY gateway: a. is not "." although the type is 0'],
  ['IPSECKEY', '1 4 2 .', 'IPSECKEY gateway type: 4 is not a number from 0 to 3'],
  ['AMTRELAY', '1 2 0 .', 'AMTRELAY discovery bit: 2 is not a number from 0 to 1'],
  ['LOC', '91 N 0 E 0m', 'LOC latitude: 91 is not degrees from 0 to 90'],
  ['LOC', '90 0 0.001 N 0 E 0m', 'LOC latitude: more than 90 degrees'],
  ['LOC', '1 60 N 0 E 0m', 'LOC latitude: 60 is not minutes from 0 to 59, N or S'],
  ['LOC', '1 2 3 E 0 E 0m', 'LOC latitude: E is not N or S'],
  ['LOC', '1 N 2', 'LOC longitude: missing'],
  ['LOC', '1 N 2 W', 'LOC altitude: missing'],
  ['LOC', '1 N 2 W -100000.01', 'LOC altitude: -100000.01 is not metres from -100000.00 to 42849672.95'],
  ['LOC', '1 N 2 W 0 1km', 'LOC size: 1km is not metres from 0 to 90000000.00'],
  ['LOC', '1 N 2 W 0 1 2 3 4', 'LOC vertical precision: "4" is left over behind it'],
  ['TYPE65280', 'x', 'TYPE65280: only the generic form "\\# length hex" is known'],
  ['TYPE65280', '\\#', 'TYPE65280 length: missing'],
  ['TYPE65280', '\\# 65536 00', 'TYPE65280 length: 65536 is not a number from 0 to 65535'],
  ['TYPE65280', '\\# 2 00', 'TYPE65280 data: 1 octets where 2 are announced'],
  ['TYPE65280', '\\# 1 0', 'TYPE65280 data: not hex digits, two for each octet'],
];

describe('refusals', () => {
  it.each(REFUSED)('%s %s', (type, text, what) => {
    expect(faultOf(type, text).what).toBe(what);
  });

  it('point at the word', () => {
    expect(faultOf('MX', '  70000 mail')).toMatchObject({ line: 1, column: 3 });
    expect(faultOf('SOA', 'a b (\n 1\n 2 3 4 x )')).toMatchObject({ line: 3, column: 8 });
    expect(faultOf('MX', '10')).toMatchObject({ line: 1, column: 1 });
  });

  it.each([
    ['A', '\\# 3 0A0000'],
    ['MX', '\\# 4 000AC00C'],
    ['TXT', '\\# 0'],
    ['SVCB', '\\# 1 00'],
    ['ZONEMD', '1 1 1 00'],
  ])('%s %s is refused for the shape of its octets', (type, text) => {
    expect(faultOf(type, text).what).toMatch(`${type}: `);
  });

  it('end rdata at 65,535 octets', () => {
    expect(rdataFromText(16, '""'.repeat(65_535), ORIGIN)).toHaveLength(65_535);
    expect(faultOf('TXT', '""'.repeat(65_536)).what).toBe('TXT: 65536 octets, at most 65535 are allowed');
    expect(faultOf('TXT', '""'.repeat(140_000)).what).toBe('more than 131100 words in one entry');
  });
});
