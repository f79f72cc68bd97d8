/** Service parameters: the vectors of RFC 9460 appendix D and its failure cases, and what the wire may not hold. */
import { describe, expect, it } from 'vitest';
import { hexText, octetsFromHex } from '../../src/wire/base.ts';
import { ROOT } from '../../src/wire/name.ts';
import { rdataFromText, rdataToText } from '../../src/wire/presentation.ts';
import { TYPE } from '../../src/wire/registry.ts';

const COM = '03666F6F076578616D706C6503636F6D00';
const ORG = '03666F6F076578616D706C65036F726700';
const wire = (text: string): string => hexText(rdataFromText(TYPE.SVCB, text, ROOT));
const text = (hex: string): string => rdataToText(TYPE.SVCB, octetsFromHex(hex) ?? new Uint8Array(0));

/** [section, text, octets, text as shown] */
const VECTORS: readonly (readonly [string, string, string, string])[] = [
  ['D.1 figure 2', '0 foo.example.com.', `0000${COM}`, '0 foo.example.com.'],
  ['D.2 figure 3', '1 .', '000100', '1 .'],
  ['D.2 figure 4', '16 foo.example.com. port=53', `0010${COM}000300020035`, '16 foo.example.com. port=53'],
  [
    'D.2 figure 5',
    '1 foo.example.com. key667=hello',
    `0001${COM}029B000568656C6C6F`,
    '1 foo.example.com. key667="hello"',
  ],
  [
    'D.2 figure 6',
    '1 foo.example.com. key667="hello\\210qoo"',
    `0001${COM}029B000968656C6C6FD2716F6F`,
    '1 foo.example.com. key667="hello\\210qoo"',
  ],
  [
    'D.2 figure 7',
    '1 foo.example.com. (\n ipv6hint="2001:db8::1,2001:db8::53:1"\n )',
    `0001${COM}0006002020010DB800000000000000000000000120010DB8000000000000000000530001`,
    '1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1',
  ],
  [
    'D.2 figure 8',
    '1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
    '0001076578616D706C6503636F6D000006001020010DB80122034400000000C0000221',
    '1 example.com. ipv6hint=2001:db8:122:344::c000:221',
  ],
  [
    'D.2 figure 9',
    '16 foo.example.org. (alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1)',
    `0010${ORG}0000000400010004000100090268320568332D313900040004C0000201`,
    '16 foo.example.org. mandatory=alpn,ipv4hint alpn="h2,h3-19" ipv4hint=192.0.2.1',
  ],
  [
    'D.2 figure 10, quoted',
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    `0010${ORG}0001000C08665C6F6F2C626172026832`,
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
  ],
  [
    'D.2 figure 10, bare',
    '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    `0010${ORG}0001000C08665C6F6F2C626172026832`,
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
  ],
  ['RFC 9461', '1 . dohpath=/q{?dns}', '000100000700082F717B3F646E737D', '1 . dohpath="/q{?dns}"'],
  ['RFC 9540', '1 . ohttp', '00010000080000', '1 . ohttp'],
  ['a known key by number', '1 . key3="\\000\\053"', '000100000300020035', '1 . port=53'],
  ['an unknown key alone', '1 . key65534', '000100FFFE0000', '1 . key65534'],
  ['capitals', '1 . PORT=53', '000100000300020035', '1 . port=53'],
];

describe('RFC 9460 appendix D', () => {
  it.each(VECTORS)('%s: %s is read as its octets', (_, written, hex) => {
    expect(wire(written)).toBe(hex);
  });

  it.each(VECTORS)('%s: its octets are shown in one way', (_, _written, hex, shown) => {
    expect(text(hex)).toBe(shown);
  });
});

/** [text, the words] */
const REFUSED: readonly (readonly [string, string])[] = [
  // D.3, figures 11 to 16
  ['1 foo.example.com. ( key123=abc key123=def )', 'SVCB parameter: key123 is given twice'],
  ['1 foo.example.com. mandatory', 'SVCB parameter: mandatory: its value is not a list of other parameters, each once'],
  ['1 foo.example.com. alpn', 'SVCB parameter: alpn: its value is not a list of protocols of 1 to 255 octets'],
  ['1 foo.example.com. port', 'SVCB parameter: port: its value is not a number from 0 to 65535'],
  ['1 foo.example.com. ipv4hint', 'SVCB parameter: ipv4hint: its value is not a list of IPv4 addresses'],
  ['1 foo.example.com. ipv6hint', 'SVCB parameter: ipv6hint: its value is not a list of IPv6 addresses'],
  ['1 foo.example.com. no-default-alpn=abc', 'SVCB parameter: no-default-alpn: abc is not empty'],
  ['1 foo.example.com. mandatory=key123', 'SVCB parameter: mandatory: key123 is not among the parameters'],
  [
    '1 foo.example.com. mandatory=mandatory',
    'SVCB parameter: mandatory: its value is not a list of other parameters, each once',
  ],
  [
    '1 foo.example.com. ( mandatory=key123,key123 key123=abc )',
    'SVCB parameter: mandatory: its value is not a list of other parameters, each once',
  ],
  // and more
  ['1 . no-default-alpn', 'SVCB parameter: no-default-alpn needs alpn beside it'],
  ['1 . port=65536', 'SVCB parameter: port: 65536 is not a number from 0 to 65535'],
  ['1 . alpn=h2,,h3', 'SVCB parameter: alpn: h2,,h3 is not a list of protocols of 1 to 255 octets'],
  ['1 . ipv4hint=1.2.3.4,', 'SVCB parameter: ipv4hint: 1.2.3.4, is not a list of IPv4 addresses'],
  ['1 . ech=?', 'SVCB parameter: ech: ? is not base64'],
  ['1 . key0667=a', 'SVCB parameter: key0667 is not a service parameter'],
  ['1 . key65535=a', 'SVCB parameter: key65535 is not a service parameter'],
  ['1 . nosuch=a', 'SVCB parameter: nosuch is not a service parameter'],
  ['1 . constructor', 'SVCB parameter: constructor is not a service parameter'],
  ['1 . "alpn=h2"', 'SVCB parameter: "alpn=h2" is not a parameter (quotes go around its value)'],
  ['1 . key1="\\001"', 'SVCB parameter: alpn: its value is not a list of protocols of 1 to 255 octets'],
];

describe('malformed lists', () => {
  it.each(REFUSED)('%s is refused', (written, what) => {
    expect(() => wire(written)).toThrow(what);
  });

  it.each([
    ['a cut value', '0001000003000200'],
    ['keys out of order', '00010000040004C0000201000300020035'],
    ['a key twice', '000100000300020035000300020035'],
    ['a port of three octets', '00010000030003000035'],
    ['an empty protocol', '0001000001000100'],
    ['mandatory that is not there', '000100000000020003'],
    ['mandatory that names itself', '000100000000020000'],
    ['no-default-alpn alone', '00010000020000'],
  ])('%s is shown in the generic form', (_, hex) => {
    expect(text(hex)).toBe(`\\# ${hex.length / 2} ${hex}`);
  });
});
