/** The examples of RFC 6672. */
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { CLASS, TYPE } from '../../src/wire/registry.ts';
import { answerFrom } from '../../src/zone/answer.ts';
import { createZone } from '../../src/zone/zone.ts';
import { ask, zoneFrom } from './ask.ts';

describe('RFC 6672 section 2.2, table 1', () => {
  it.each([
    ['com.', 'example.com.', 'example.net.', undefined],
    ['example.com.', 'example.com.', 'example.net.', undefined],
    ['a.example.com.', 'example.com.', 'example.net.', 'a.example.net.'],
    ['a.b.example.com.', 'example.com.', 'example.net.', 'a.b.example.net.'],
    ['ab.example.com.', 'b.example.com.', 'example.net.', undefined],
    ['foo.example.com.', 'example.com.', 'example.net.', 'foo.example.net.'],
    ['a.x.example.com.', 'x.example.com.', 'example.net.', 'a.example.net.'],
    ['a.example.com.', 'example.com.', 'y.example.net.', 'a.y.example.net.'],
    ['cyc.example.com.', 'example.com.', 'example.com.', 'cyc.example.com.'],
    ['cyc.example.com.', 'example.com.', 'c.example.com.', 'cyc.c.example.com.'],
    ['shortloop.x.x.', 'x.', '.', 'shortloop.x.'],
    ['shortloop.x.', 'x.', '.', 'shortloop.'],
  ])('%s with %s DNAME %s becomes %s', (name, owner, target, result) => {
    const origin = owner.includes('.com') ? 'example.com' : 'x';
    const zone = zoneFrom(origin, `${owner} DNAME ${target}`);
    const { answer } = ask(zone, name, 'A');
    expect(answer[1]).toBe(result === undefined ? undefined : `${name} CNAME ${result}`);
    if (result !== undefined) expect(answer[0]).toBe(`${owner} DNAME ${target}`);
  });

  it('[0] the owner itself answers for its DNAME and is not redirected', () => {
    const zone = zoneFrom('example.com', 'example.com. DNAME example.net.\nexample.com. A 192.0.2.1');
    expect(ask(zone, 'example.com', 'DNAME').answer).toEqual(['example.com. DNAME example.net.']);
    expect(ask(zone, 'example.com', 'A').answer).toEqual(['example.com. A 192.0.2.1']);
    expect(ask(zone, 'example.com', 'AAAA')).toMatchObject({ kind: 'nodata', answer: [] });
  });
});

const ZONE = zoneFrom(
  'frobozz.example',
  `
@          SOA   ns host 1 7200 3600 1209600 300
@          NS    ns
ns         A     192.0.2.53
old        600   DNAME new
old        600   A     192.0.2.1
a.new      A     192.0.2.2
hidden.old A     192.0.2.3
out        DNAME frobozz-division.acme.example.
twice      DNAME old
alias      CNAME a.twice
`,
);

describe('DNAME in a zone', () => {
  it('redirects below its owner and follows the alias that it makes (section 3.2)', () => {
    expect(ask(ZONE, 'a.old.frobozz.example', 'A')).toMatchObject({
      kind: 'answer',
      aa: true,
      answer: [
        'old.frobozz.example. DNAME new.frobozz.example.',
        'a.old.frobozz.example. CNAME a.new.frobozz.example.',
        'a.new.frobozz.example. A 192.0.2.2',
      ],
    });
  });

  it('gives the synthesised CNAME the TTL of the DNAME (section 3.1)', () => {
    const question = { name: nameFromText('a.old.frobozz.example'), type: TYPE.A, class: CLASS.IN };
    const found = answerFrom(ZONE, question, { dnssecOk: true });
    expect(found.kind === 'answer' && found.answer.map(({ ttl }) => ttl)).toEqual([600, 600, 3600]);
  });

  it('hides what stands below its owner (section 2.4)', () => {
    expect(ask(ZONE, 'hidden.old.frobozz.example', 'A')).toMatchObject({
      kind: 'nxdomain',
      answer: [
        'old.frobozz.example. DNAME new.frobozz.example.',
        'hidden.old.frobozz.example. CNAME hidden.new.frobozz.example.',
      ],
    });
  });

  it('leads out of the zone (section 5.1, the example of a company that was bought)', () => {
    expect(ask(ZONE, 'www.out.frobozz.example', 'A').answer).toEqual([
      'out.frobozz.example. DNAME frobozz-division.acme.example.',
      'www.out.frobozz.example. CNAME www.frobozz-division.acme.example.',
    ]);
  });

  it('may stand behind an alias and lead to another DNAME', () => {
    expect(ask(ZONE, 'alias.frobozz.example', 'A').answer).toEqual([
      'alias.frobozz.example. CNAME a.twice.frobozz.example.',
      'twice.frobozz.example. DNAME old.frobozz.example.',
      'a.twice.frobozz.example. CNAME a.old.frobozz.example.',
      'old.frobozz.example. DNAME new.frobozz.example.',
      'a.old.frobozz.example. CNAME a.new.frobozz.example.',
      'a.new.frobozz.example. A 192.0.2.2',
    ]);
  });

  it('says that the name is too long where it would have more than 255 octets (section 2.2)', () => {
    // On the wire 3 x 61 + 5 + 1 = 189 octets: 66 are left.
    const long = `${['x', 'y', 'z'].map((letter) => letter.repeat(60)).join('.')}.test.`;
    const zone = zoneFrom('example', `old DNAME ${long}`);
    const head = 'w'.repeat(60);
    expect(ask(zone, `${head}.vvvv.old.example`, 'A').answer[1]).toBe(
      `${head}.vvvv.old.example. CNAME ${head}.vvvv.${long}`,
    );
    const tooLong = ask(zone, `${head}.vvvvv.old.example`, 'A');
    expect(tooLong).toMatchObject({ kind: 'name-too-long', aa: true, answer: [`old.example. DNAME ${long}`] });
  });

  it('stands once in an answer whose chain passes it several times', () => {
    const { answer } = ask(zoneFrom('example', 'old DNAME very.old'), 'www.old.example', 'A');
    expect(answer.filter((line) => line.includes(' DNAME '))).toHaveLength(1);
    expect(answer[1]).toBe('www.old.example. CNAME www.very.old.example.');
  });

  it('may stand at the top of a zone beside its SOA and NS (section 2.3), but not beside another NS or CNAME', () => {
    const apex = zoneFrom(
      'example.com',
      '@ SOA ns.example.net. host 1 2 3 4 5\n@ NS ns.example.net.\n@ DNAME example.net.',
    );
    expect(ask(apex, 'www.example.com', 'A').answer[1]).toBe('www.example.com. CNAME www.example.net.');
    expect(ask(apex, 'example.com', 'NS').answer).toEqual(['example.com. NS ns.example.net.']);
    expect(() => zoneFrom('example', 'a DNAME b\na NS ns.example.net.')).toThrow('beside a DNAME');
    expect(() => zoneFrom('example', 'a DNAME b\na CNAME c')).toThrow('beside a CNAME');
    expect(() => zoneFrom('example', 'a DNAME b\na DNAME c')).toThrow('more than one DNAME');
  });
});

describe('zones that cannot be', () => {
  it.each([
    ['a CNAME b\na A 192.0.2.1', 'has A beside a CNAME'],
    ['a CNAME b\na CNAME c', 'more than one CNAME'],
    ['a SOA ns host 1 2 3 4 5', 'below the top'],
    ['www.elsewhere.test. A 192.0.2.1', 'is not in the zone example.'],
    ['a A 192.0.2.1\na CH TXT "x"', 'another class'],
  ])('%j is refused: %s', (text, what) => {
    expect(() => zoneFrom('example', text)).toThrow(what);
  });

  it('two sets of one type at one name are our own mistake', () => {
    const { nodes } = zoneFrom('example', 'a A 192.0.2.1');
    const set = nodes.get(nameFromText('a.example'))?.get(TYPE.A);
    expect(set).toBeDefined();
    if (set !== undefined) expect(() => createZone(nameFromText('example'), [set, set])).toThrow('two A sets');
  });
});
