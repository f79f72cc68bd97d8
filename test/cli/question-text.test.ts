import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/cli/nearest.ts';
import { readName, readType, reverseName } from '../../src/cli/question-text.ts';
import { TYPE } from '../../src/wire/registry.ts';

describe('names as people type them', () => {
  it.each([
    ['www.Example.COM', 'www.example.com.'],
    ['.', '.'],
    ['münchen.example', 'xn--mnchen-3ya.example.'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah.'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah.'],
    ['１２３.example', '123.example.'],
    ['_sip._tcp.example', '_sip._tcp.example.'],
    ['a\\.b.example', 'a\\046b.example.'],
    ['a\\\\.b.example', 'a\\092.b.example.'],
    ['a\\032b.example', 'a\\032b.example.'],
    ['*.example', '*.example.'],
    ['a b.example', 'a\\032b.example.'],
    ['192.0.2.1', '192.0.2.1.'],
  ])('%s is %s', (text, name) => {
    expect(readName(text)).toEqual({ name });
  });

  it('that are none are refused in words, without an exception', () => {
    for (const text of ['', '..', 'a\\', 'a\\999.b', 'xn--\u00ad\u200d.example', `${'ü'.repeat(70)}.example`]) {
      const read = readName(text);
      expect('wrong' in read && read.wrong.length > 20, text).toBe(true);
    }
  });

  it('of any text never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readName(text);
        return 'wrong' in read || read.name.endsWith('.');
      }),
    );
  });
});

describe('types as people type them', () => {
  it('in any case, by number, and ANY', () => {
    expect(readType('https')).toEqual({ type: TYPE.HTTPS });
    expect(readType('type0001')).toEqual({ type: 1 });
    expect(readType('ANY')).toEqual({ type: TYPE.ANY });
  });

  it('that cannot be asked for are refused', () => {
    for (const text of ['IXFR', 'TSIG', 'TYPE0', 'TYPE65536', '']) expect(readType(text)).toHaveProperty('wrong');
  });
});

describe('addresses turned into names', () => {
  it.each([
    ['192.0.2.1', '1.2.0.192.in-addr.arpa.'],
    ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.'],
    ['::ffff:192.0.2.1', '1.0.2.0.0.0.0.c.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.'],
  ])('%s', (address, name) => {
    expect(reverseName(address)).toEqual({ name });
  });

  it.each(['192.0.2', '192.0.2.256', 'fe80::1%eth0', 'example', ''])('"%s" is no address', (text) => {
    expect(reverseName(text)).toHaveProperty('wrong');
  });
});

describe('the nearest known word', () => {
  it.each([
    ['AAAAA', 'AAAA'],
    ['CNMAE', 'CNAME'],
    ['txtt', 'TXT'],
    ['zzzzzzz', undefined],
    ['', undefined],
  ])('of %s is %s', (word, near) => {
    expect(nearest(word, Object.keys(TYPE))).toBe(near);
  });
});
