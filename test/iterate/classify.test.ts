import { describe, expect, test } from 'vitest';
import { classify, type Reply } from '../../src/iterate/classify.ts';
import { scrub } from '../../src/iterate/scrub.ts';
import { DEFAULT_SETTINGS } from '../../src/iterate/settings.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { name, question, reply, type Sections } from './made.ts';

const SOA = 'example.com. SOA ns.example.com. root.example.com. 1 2 3 4 60';

function meaning(asked: string, sections: Sections, zone = 'example.com', forward = false): Reply {
  const wanted = question(asked);
  const message = reply(wanted, sections);
  const believed = scrub(message, { question: wanted, zone: name(zone), forward, settings: DEFAULT_SETTINGS });
  return classify(message, believed, { question: wanted, zone: name(zone), forward, minimised: false });
}

describe('what a reply means', () => {
  test.each<[string, string, Sections, string, Partial<Reply> & { kind: Reply['kind'] }]>([
    [
      'the record asked for is an answer',
      'www.example.com A',
      { answer: 'www.example.com. A 192.0.2.1' },
      'example.com',
      { kind: 'answer' },
    ],
    [
      'an answer without AA still answers',
      'www.example.com A',
      { aa: false, answer: 'www.example.com. A 192.0.2.1' },
      'example.com',
      { kind: 'answer' },
    ],
    [
      'an answer out of a cache makes the server lame',
      'www.example.com A',
      { aa: false, ra: true, answer: 'www.example.com. A 192.0.2.1' },
      'example.com',
      { kind: 'lame', reason: 'recursive-answer' },
    ],
    ['SOA and no answer is NODATA', 'www.example.com A', { authority: SOA }, 'example.com', { kind: 'nodata' }],
    [
      'NXDOMAIN with SOA',
      'www.example.com A',
      { rcode: RCODE.NXDOMAIN, authority: SOA },
      'example.com',
      { kind: 'nxdomain' },
    ],
    [
      'NXDOMAIN without SOA is believed too',
      'www.example.com A',
      { rcode: RCODE.NXDOMAIN },
      'example.com',
      { kind: 'nxdomain', soa: undefined },
    ],
    [
      'NS below the zone is a referral',
      'www.example.com A',
      { aa: false, authority: 'example.com. NS ns.example.com.' },
      'com',
      { kind: 'referral', zone: name('example.com') },
    ],
    [
      'the deepest NS set wins',
      'a.b.example.com A',
      { aa: false, authority: 'example.com. NS ns.x.\nb.example.com. NS ns.y.' },
      'com',
      { kind: 'referral', zone: name('b.example.com') },
    ],
    [
      'NS above the zone is an upward referral',
      'www.example.com A',
      { aa: false, authority: '. NS a.root.' },
      'example.com',
      { kind: 'lame', reason: 'upward-referral' },
    ],
    [
      'NS beside the name is a sideways referral',
      'www.example.com A',
      { aa: false, authority: 'other.example.com. NS ns.x.' },
      'example.com',
      { kind: 'lame', reason: 'sideways-referral' },
    ],
    [
      'NS of the zone itself without AA is lame',
      'www.example.com A',
      { aa: false, authority: 'example.com. NS ns.x.' },
      'example.com',
      { kind: 'lame', reason: 'self-referral' },
    ],
    [
      'NS of the zone itself with AA is NODATA',
      'www.example.com A',
      { authority: 'example.com. NS ns.x.' },
      'example.com',
      { kind: 'nodata' },
    ],
    [
      'NS of a child in the answer, not authoritative, is a referral',
      'example.com NS',
      { aa: false, answer: 'example.com. NS ns.x.' },
      'com',
      { kind: 'referral' },
    ],
    [
      'nothing at all is empty, NODATA at last',
      'www.example.com A',
      {},
      'example.com',
      { kind: 'unusable', reason: 'empty' },
    ],
    [
      'REFUSED is lame',
      'www.example.com A',
      { rcode: RCODE.REFUSED },
      'example.com',
      { kind: 'lame', reason: 'refused' },
    ],
    [
      'SERVFAIL is unusable',
      'www.example.com A',
      { rcode: RCODE.SERVFAIL },
      'example.com',
      { kind: 'unusable', reason: 'servfail' },
    ],
    [
      'a CNAME out of the zone is an alias',
      'www.example.com A',
      { answer: 'www.example.com. CNAME www.other.net.' },
      'example.com',
      { kind: 'alias', target: name('www.other.net') },
    ],
    [
      'a CNAME inside the zone with its target answers',
      'www.example.com A',
      { answer: 'www.example.com. CNAME x.example.com.\nx.example.com. A 192.0.2.1' },
      'example.com',
      { kind: 'answer' },
    ],
    [
      'a CNAME to a name that does not exist',
      'www.example.com A',
      { rcode: RCODE.NXDOMAIN, answer: 'www.example.com. CNAME x.example.com.', authority: SOA },
      'example.com',
      { kind: 'nxdomain', name: name('x.example.com') },
    ],
    [
      'a CNAME asked for as CNAME is an answer',
      'www.example.com CNAME',
      { answer: 'www.example.com. CNAME www.other.net.' },
      'example.com',
      { kind: 'answer' },
    ],
    [
      'a DNAME above the name is an alias',
      'a.d.example.com A',
      { answer: 'd.example.com. DNAME other.net.' },
      'example.com',
      { kind: 'alias', target: name('a.other.net') },
    ],
  ])('%s', (_claim, asked, sections, zone, expected) => {
    expect(meaning(asked, sections, zone)).toMatchObject(expected);
  });

  test('an empty or recursive reply keeps what it would mean for want of a better', () => {
    expect(meaning('www.example.com A', {})).toMatchObject({ instead: { kind: 'nodata' } });
    expect(meaning('www.example.com A', { aa: false, ra: true, answer: 'www.example.com. A 192.0.2.1' })).toMatchObject(
      { instead: { kind: 'answer' } },
    );
  });

  test('a root server that recurses is an impostor: nothing of it is kept, not even for want of a better', () => {
    expect(meaning('www.example.com A', { aa: false, ra: true, rcode: RCODE.NXDOMAIN }, '.')).toMatchObject({
      kind: 'lame',
      instead: undefined,
    });
  });

  test('a forwarder may recurse and need not be authoritative', () => {
    expect(
      meaning('www.example.com A', { aa: false, ra: true, answer: 'www.example.com. A 192.0.2.1' }, '.', true).kind,
    ).toBe('answer');
  });

  test('a DNAME that makes the name too long ends with an overflow', () => {
    const label = 'x'.repeat(60);
    const long = `${label}.${label}.${label}.d.example.com`;
    const target = `${label}.${label}.net.`;
    expect(meaning(`${long} A`, { answer: `d.example.com. DNAME ${target}` }).kind).toBe('overflow');
  });
});

describe('what is believed', () => {
  const believe = (asked: string, sections: Sections, zone = 'example.com', settings = DEFAULT_SETTINGS) => {
    const wanted = question(asked);
    return scrub(reply(wanted, sections), { question: wanted, zone: name(zone), forward: false, settings });
  };
  test('records outside the zone asked are removed with the rule that says so', () => {
    const { removed } = believe('www.example.com A', {
      answer: 'www.example.com. A 192.0.2.1\nwww.bank.test. A 192.0.2.66',
      authority: 'bank.test. NS ns.evil.test.',
    });
    expect(removed.map(({ section, rrset, rfc }) => [section, rrset.name, rfc])).toEqual([
      ['answer', 'www.bank.test.', 'RFC 5452 section 6'],
      ['authority', 'bank.test.', 'RFC 5452 section 6'],
    ]);
  });
  test('addresses nothing mentions are removed', () => {
    const { additional, removed } = believe('example.com MX', {
      answer: 'example.com. MX 10 mx.example.com.',
      additional: 'mx.example.com. A 192.0.2.1\nother.example.com. A 192.0.2.2',
    });
    expect(additional.map((rrset) => rrset.name)).toEqual(['mx.example.com.']);
    expect(removed.map(({ rrset }) => rrset.name)).toEqual(['other.example.com.']);
  });
  test('links behind the first are asked for again when the settings say so (RFC 2181 section 5.4.1)', () => {
    const sections = { answer: 'www.example.com. CNAME x.example.com.\nx.example.com. A 192.0.2.1' };
    const strict = believe('www.example.com A', sections, 'example.com', {
      ...DEFAULT_SETTINGS,
      aliasChains: 'first-link',
    });
    expect(strict).toMatchObject({ end: 'x.example.com.', final: [] });
    expect(believe('www.example.com A', sections).final).toHaveLength(1);
  });
  test('the CNAME of a DNAME is made by us, with the TTL of the DNAME (RFC 6672 section 3.1)', () => {
    const { links } = believe('a.d.example.com A', {
      answer: 'd.example.com. 300 DNAME e.example.com.\na.d.example.com. 0 CNAME evil.example.com.',
    });
    expect(links[0]).toMatchObject({ target: 'a.e.example.com.', synthesised: { name: 'a.d.example.com.', ttl: 300 } });
  });
  test('a CNAME loop inside one reply ends', () => {
    const { links } = believe('a.example.com A', {
      answer: 'a.example.com. CNAME b.example.com.\nb.example.com. CNAME a.example.com.',
    });
    expect(links).toHaveLength(2);
  });
});
