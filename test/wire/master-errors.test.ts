/** What master files are refused for: the line, the file and the words; and that reading them is bounded. */
import { describe, expect, it } from 'vitest';
import { BadMaster, type MasterOptions, parseMaster } from '../../src/wire/master.ts';
import { nameFromText } from '../../src/wire/name.ts';

const ORIGIN = nameFromText('example.com');

function faultOf(text: string, options: MasterOptions = { origin: ORIGIN, ttl: 60 }): BadMaster {
  try {
    parseMaster(text, options);
  } catch (error) {
    if (error instanceof BadMaster) return error;
    throw error;
  }
  throw new Error('the file is accepted');
}

/** [text, message] */
const REFUSED: readonly (readonly [string, string])[] = [
  ['a A 1.2.3.4\n\nb MX 70000 x', 'line 3: MX preference: 70000 is not a number from 0 to 65535'],
  [
    'a SOA b c (\n1 2\n3 x 5 )',
    'line 3: SOA expire: x is not a time such as 3600 or 1h30m, at most 4294967295 seconds',
  ],
  ['a SOA b c (\n1 2', 'line 1: the "(" is never closed'],
  ['\na A 1.2.3.4 )', 'line 2: a ")" closes nothing'],
  ['a TXT "x', 'line 1: the quoted string does not end on its line'],
  ['  A 1.2.3.4', 'line 1: the first record has no owner name'],
  ['a', 'line 1: the record type is missing'],
  ['a 5 IN', 'line 1: the record type is missing'],
  ['a IN 5 IN A 1.2.3.4', 'line 1: "IN" is not a record type, class or TTL'],
  ['a NOSUCH x', 'line 1: "NOSUCH" is not a record type, class or TTL'],
  ['a "A" 1.2.3.4', 'line 1: "A" is not a record type, class or TTL'],
  ['a 5x A 1.2.3.4', 'line 1: TTL: 5x is not a time such as 3600 or 1h30m, at most 2147483647 seconds'],
  ['a 2147483648 A 1.2.3.4', 'line 1: TTL: 2147483648 is not a time such as 3600 or 1h30m, at most 2147483647 seconds'],
  ['a ANY x', 'line 1: ANY is not a type of data'],
  ['a opt x', 'line 1: OPT is not a type of data'],
  ['a TYPE255 \\# 0', 'line 1: TYPE255 is not a type of data'],
  ['a TYPE0 \\# 0', 'line 1: TYPE0 is not a type of data'],
  ['a..b A 1.2.3.4', 'line 1: owner: "a..b" has an empty label'],
  ['$ORIGIN', 'line 1: $ORIGIN: its argument is missing'],
  ['$ORIGIN a b', 'line 1: $ORIGIN: "b" is left over'],
  ['$ORIGIN a..', 'line 1: $ORIGIN: "a.." has an empty label'],
  ['$TTL x', 'line 1: $TTL: x is not a time such as 3600 or 1h30m, at most 2147483647 seconds'],
  ['$GENERATE 1-2 a A 1.2.3.$', 'line 1: $GENERATE is not a known directive ($ORIGIN, $TTL, $INCLUDE)'],
  ['$INCLUDE x', 'line 1: $INCLUDE is not allowed here'],
  ['$INCLUDE x y z', 'line 1: $INCLUDE: "z" is left over'],
  ['a TYPE65280 \\# 2 00', 'line 1: TYPE65280 data: 1 octets where 2 are announced'],
];

describe('refusals', () => {
  it.each(REFUSED)('%s', (text, message) => {
    expect(faultOf(text).message).toBe(message);
  });

  it('carry the line, the words and the file', () => {
    const fault = faultOf('\na MX x y', { origin: ORIGIN, ttl: 60, file: 'zones/a.db' });
    expect(fault.message).toBe('zones/a.db:2: MX preference: x is not a number from 0 to 65535');
    expect(fault).toMatchObject({ name: 'BadMaster', line: 2, file: 'zones/a.db' });
    expect(fault.what).toBe('MX preference: x is not a number from 0 to 65535');
  });

  it('of relative names tell that no origin is known', () => {
    expect(faultOf('a A 1.2.3.4', { ttl: 60 }).what).toBe('owner: "a" has no final dot and no origin is known');
    expect(faultOf('a. NS b', { ttl: 60 }).what).toBe('NS server: "b" has no final dot and no origin is known');
    expect(faultOf('a. NS @', { ttl: 60 }).what).toBe('NS server: @ has no origin to stand for');
    expect(faultOf('$ORIGIN a', { ttl: 60 }).what).toBe('$ORIGIN: "a" has no final dot and no origin is known');
  });

  it('of records without any TTL say where one was looked for', () => {
    expect(faultOf('a A 1.2.3.4', { origin: ORIGIN }).what).toBe(
      'no TTL: none here, no $TTL and no record with one before',
    );
  });
});

describe('includes', () => {
  const options = (include: (file: string) => string): MasterOptions => ({
    origin: ORIGIN,
    ttl: 60,
    file: 'top',
    include,
  });

  it('are named in the refusal of what stands in them', () => {
    expect(
      faultOf(
        '\n$INCLUDE sub',
        options(() => 'a A 1.2.3.4\nb A x'),
      ).message,
    ).toBe('sub:2: A address: x is not an IPv4 address');
  });

  it('that cannot be read are refused where they are named, with the reason', () => {
    const missing = (): string => {
      throw new Error('no such file');
    };
    expect(faultOf('\n$INCLUDE sub', options(missing)).message).toBe('top:2: $INCLUDE sub: no such file');
  });

  it('end at a depth: a file that includes itself', () => {
    let read = 0;
    const fault = faultOf(
      '$INCLUDE top',
      options(() => `; ${read++}\n$INCLUDE top`),
    );
    expect(fault.message).toBe('top:2: $INCLUDE: more than 8 files deep');
    expect(read).toBe(8);
  });

  it('end at a number: a file that includes many', () => {
    let read = 0;
    const wide = (file: string): string => {
      read++;
      return file === 'a' ? '$INCLUDE b\n'.repeat(40) : '';
    };
    expect(faultOf('$INCLUDE a\n'.repeat(2000), options(wide)).what).toBe('$INCLUDE: more than 1000 files');
    expect(read).toBe(1000);
  });

  it('end at a size', () => {
    const large = ';'.repeat(16 * 1024 * 1024);
    expect(
      faultOf(
        '$INCLUDE a\n'.repeat(5),
        options(() => large),
      ).what,
    ).toBe('more than 67108864 characters of text');
  });
});

describe('work', () => {
  it('is linear: 100,000 records in one set and 100,000 opening parentheses', () => {
    const many = Array.from(
      { length: 100_000 },
      (_, at) => `a AAAA 2001:db8::${(at >> 8).toString(16)}:${(at & 255).toString(16)}`,
    );
    expect(parseMaster(many.join('\n'), { origin: ORIGIN, ttl: 1 }).records).toHaveLength(100_000);
    expect(faultOf(`a ${'('.repeat(100_000)}`).what).toBe('the "(" is never closed');
  });

  it('and words are short, however long the text', () => {
    const { what } = faultOf(`${'a'.repeat(100_000)} A 1.2.3.4`);
    expect(what).toMatch(/^owner: "aaa.* \.\.\. a.*" has a label of more than 63 octets$/);
    expect(what.length).toBeLessThan(410);
  });
});
