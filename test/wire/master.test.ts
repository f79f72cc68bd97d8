/** Master files: RFC 1035 section 5, RFC 2308 section 4 ($TTL), RFC 3597, BIND's units. */
import { describe, expect, it } from 'vitest';
import { type MasterOptions, parseMaster } from '../../src/wire/master.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { rrsetToText } from '../../src/wire/presentation.ts';
import { rdataCount } from '../../src/wire/rrset.ts';

const ORIGIN = nameFromText('example.com');

/** The sets of a master file as lines, signatures behind them. */
function lines(text: string, options: MasterOptions = { origin: ORIGIN, ttl: 60 }): string[] {
  return parseMaster(text, options).rrsets.flatMap((rrset) => rrsetToText(rrset, { signatures: true }));
}

describe('records', () => {
  it('reads the example of RFC 1035 section 5.3', () => {
    const text = `
@   IN  SOA     VENERA      Action\\.domains (
                                 20     ; SERIAL
                                 7200   ; REFRESH
                                 600    ; RETRY
                                 3600000; EXPIRE
                                 60)    ; MINIMUM

        NS      A.ISI.EDU.
        NS      VENERA
        NS      VAXA
        MX      10      VENERA
        MX      20      VAXA

A       A       26.3.0.103

VENERA  A       10.1.0.52
        A       128.9.0.32
`;
    expect(lines(text, { origin: nameFromText('isi.edu') })).toEqual([
      'isi.edu. 60 IN SOA VENERA.isi.edu. Action\\.domains.isi.edu. 20 7200 600 3600000 60',
      'isi.edu. 60 IN NS A.ISI.EDU.',
      'isi.edu. 60 IN NS VENERA.isi.edu.',
      'isi.edu. 60 IN NS VAXA.isi.edu.',
      'isi.edu. 60 IN MX 10 VENERA.isi.edu.',
      'isi.edu. 60 IN MX 20 VAXA.isi.edu.',
      'a.isi.edu. 60 IN A 26.3.0.103',
      'venera.isi.edu. 60 IN A 10.1.0.52',
      'venera.isi.edu. 60 IN A 128.9.0.32',
    ]);
  });

  it.each([
    ['a 5 IN A 1.2.3.4', 'a.example.com. 5 IN A 1.2.3.4'],
    ['a IN 5 A 1.2.3.4', 'a.example.com. 5 IN A 1.2.3.4'],
    ['a 1h30m a 1.2.3.4', 'a.example.com. 5400 IN A 1.2.3.4'],
    ['a in A 1.2.3.4', 'a.example.com. 60 IN A 1.2.3.4'],
    ['a CH TXT x', 'a.example.com. 60 CH TXT "x"'],
    ['a CLASS4711 TYPE731 \\# 6 abcd (\n ef 01 23 45 )', 'a.example.com. 60 CLASS4711 TYPE731 \\# 6 ABCDEF012345'],
    ['a CLASS1 TYPE1 \\# 4 0A000001', 'a.example.com. 60 IN A 10.0.0.1'],
    ['a TYPE1 10.0.0.1', 'a.example.com. 60 IN A 10.0.0.1'],
    ['in in A 1.2.3.4', 'in.example.com. 60 IN A 1.2.3.4'],
    ['a a 1.2.3.4', 'a.example.com. 60 IN A 1.2.3.4'],
    ['5 5 A 1.2.3.4', '5.example.com. 5 IN A 1.2.3.4'],
    ['\\$ttl A 1.2.3.4', '\\$ttl.example.com. 60 IN A 1.2.3.4'],
    ['* A 1.2.3.4', '*.example.com. 60 IN A 1.2.3.4'],
    ['a\\.b\\"\\000.X. A 1.2.3.4', 'a\\.b\\"\\000.x. 60 IN A 1.2.3.4'],
    ['. NS .', '. 60 IN NS .'],
    ['a\tA\t1.2.3.4\r\n', 'a.example.com. 60 IN A 1.2.3.4'],
    ['a ( A 1.2.3.4 ) ; comment ( " )', 'a.example.com. 60 IN A 1.2.3.4'],
    ['a (\nIN\n) A (\n;\n1.2.3.4)', 'a.example.com. 60 IN A 1.2.3.4'],
    ['a ((A) (1.2.3.4))', 'a.example.com. 60 IN A 1.2.3.4'],
    ['a TXT "(;)" ;"', 'a.example.com. 60 IN TXT "(;)"'],
    ['a TXT "1"2"3"', 'a.example.com. 60 IN TXT "1" "2" "3"'],
    ['a NS any', 'a.example.com. 60 IN NS any.example.com.'],
  ])('%s', (text, line) => {
    expect(lines(text)).toEqual([line]);
  });

  it('may begin with blanks or a comment line between, the owner stays', () => {
    expect(lines('a A 1.2.3.4\n; x\n\n   \n\tA 5.6.7.8\n (\n) A 9.9.9.9')).toEqual([
      'a.example.com. 60 IN A 1.2.3.4',
      'a.example.com. 60 IN A 5.6.7.8',
      'a.example.com. 60 IN A 9.9.9.9',
    ]);
  });

  it('keep class of the record before', () => {
    expect(lines('a CH TXT x\nb TXT y')).toEqual(['a.example.com. 60 CH TXT "x"', 'b.example.com. 60 CH TXT "y"']);
  });

  it('are none in an empty file', () => {
    expect(parseMaster('')).toEqual({ rrsets: [], records: [] });
    expect(parseMaster(' \n;\n()\n')).toEqual({ rrsets: [], records: [] });
  });
});

describe('TTLs', () => {
  it.each([
    ['$TTL 1d\na A 1.2.3.4\nb 5 A 1.2.3.4\nc A 1.2.3.4', [86_400, 5, 86_400]],
    ['a 5 A 1.2.3.4\nb A 1.2.3.4\nc 6 A 1.2.3.4\nd A 1.2.3.4', [5, 5, 6, 6]],
    ['a 5 A 1.2.3.4\n$TTL 7\nb A 1.2.3.4', [5, 7]],
    ['@ SOA . . 1 2 3 4 9\nb A 1.2.3.4', [9, 9]],
    ['@ 8 SOA . . 1 2 3 4 9\nb A 1.2.3.4', [8, 8]],
    ['$ttl 0\na A 1.2.3.4', [0]],
    ['a 2147483647 A 1.2.3.4', [2_147_483_647]],
  ])('%s', (text, ttls) => {
    expect(parseMaster(text, { origin: ORIGIN }).records.map((record) => record.ttl)).toEqual(ttls);
  });

  it('of a set is the lowest of its records (RFC 2181 section 5.2)', () => {
    const { rrsets, records } = parseMaster('a 9 A 1.2.3.4\na 5 A 1.2.3.5\na 7 A 1.2.3.6', { origin: ORIGIN });
    expect(rrsets.map((rrset) => rrset.ttl)).toEqual([5]);
    expect(records.map((record) => record.ttl)).toEqual([9, 5, 7]);
  });
});

describe('sets', () => {
  it('hold a repeated record once (RFC 2181 section 5)', () => {
    const { rrsets, records } = parseMaster('a A 1.2.3.4\nA A 1.2.3.4\na A 1.2.3.5', { origin: ORIGIN, ttl: 1 });
    expect(rrsets.map((rrset) => rdataCount(rrset.rdata))).toEqual([2]);
    expect(records).toHaveLength(3);
  });

  it('carry the signatures that cover them, wherever these stand', () => {
    const signature = (type: string): string => `RRSIG ${type} 15 2 60 20300101000000 20200101000000 1 @ AAAA`;
    const { rrsets, records } = parseMaster(
      `a ${signature('A')}\na A 1.2.3.4\nb A 1.2.3.4\na ${signature('MX')}\na ${signature('A')}`,
      { origin: ORIGIN, ttl: 1 },
    );
    expect(rrsets.map((rrset) => [rrset.type, rdataCount(rrset.rdata), rdataCount(rrset.signatures)])).toEqual([
      [1, 1, 2],
      [1, 1, 0],
      [46, 1, 0],
    ]);
    expect(records.map((record) => record.type)).toEqual([46, 1, 1, 46, 46]);
  });
});

describe('directives', () => {
  it('$ORIGIN may be relative and holds from there on', () => {
    expect(lines('a A 1.2.3.4\n$ORIGIN sub\na NS a\n$ORIGIN org. ; x\n@ NS a\n$origin .\n  NS b')).toEqual([
      'a.example.com. 60 IN A 1.2.3.4',
      'a.sub.example.com. 60 IN NS a.sub.example.com.',
      'org. 60 IN NS a.org.',
      'org. 60 IN NS b.',
    ]);
  });

  it('$INCLUDE reads another text, with its own origin, and restores origin and owner', () => {
    const files = new Map([
      ['b.db', 'x A 1.1.1.1\n$ORIGIN deep\n$TTL 7\ny A 2.2.2.2\n$INCLUDE "c d.db"'],
      ['c d.db', '@ A 3.3.3.3'],
    ]);
    const text = 'a A 9.9.9.9\n$INCLUDE b.db sub\n  A 8.8.8.8\nb A 7.7.7.7';
    expect(lines(text, { origin: ORIGIN, ttl: 60, include: (file) => files.get(file) ?? '' })).toEqual([
      'a.example.com. 7 IN A 9.9.9.9',
      'a.example.com. 7 IN A 8.8.8.8',
      'x.sub.example.com. 60 IN A 1.1.1.1',
      'y.deep.sub.example.com. 7 IN A 2.2.2.2',
      'deep.sub.example.com. 7 IN A 3.3.3.3',
      'b.example.com. 7 IN A 7.7.7.7',
    ]);
  });
});
