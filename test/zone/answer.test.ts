/** The look-up of RFC 1034 section 4.3.2 and the negative answers of RFC 2308. */
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { CLASS, TYPE } from '../../src/wire/registry.ts';
import { answerFrom, MAX_LINKS } from '../../src/zone/answer.ts';
import { ask, zoneFrom } from './ask.ts';

const SOA = 'example. SOA ns1.example. host.example. 1 7200 3600 1209600 300';
const ZONE = zoneFrom(
  'example',
  `
@           SOA   ns1 host 1 7200 3600 1209600 300
@           NS    ns1
@           NS    ns.elsewhere.test.
ns1         A     192.0.2.53
ns1         AAAA  2001:db8::53
www         A     192.0.2.80
www         A     192.0.2.81
@           MX    10 mail
mail        A     192.0.2.25
_sip._tcp   SRV   1 1 5060 mail
leaf.branch.tree A 192.0.2.1
alias       CNAME middle
middle      CNAME www
outside     CNAME www.elsewhere.test.
dangling    CNAME nothing
to-child    CNAME www.child
to-branch   CNAME branch.tree
loop        CNAME pool
pool        CNAME loop
self        CNAME self
; a child with glue inside, beside it and out of reach
child       NS    ns.child
child       NS    ns.sister
child       NS    ns.elsewhere.test.
child       DS    4711 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
ns.child    A     192.0.2.101
ns.child    AAAA  2001:db8::101
www.child   A     192.0.2.102
deep.in.child TXT "hidden below the cut"
sister      NS    ns.sister
ns.sister   A     192.0.2.103
`,
);
const CHILD_NS = [
  'child.example. NS ns.child.example.',
  'child.example. NS ns.sister.example.',
  'child.example. NS ns.elsewhere.test.',
];
const CHILD_GLUE = [
  'ns.child.example. A 192.0.2.101',
  'ns.child.example. AAAA 2001:db8::101',
  'ns.sister.example. A 192.0.2.103',
];

describe('names that exist', () => {
  it('gives the set that was asked for, with AA and nothing more', () => {
    expect(ask(ZONE, 'www.example', 'A')).toEqual({
      kind: 'answer',
      aa: true,
      answer: ['www.example. A 192.0.2.80', 'www.example. A 192.0.2.81'],
      authority: [],
      additional: [],
    });
  });

  it('says NODATA with the SOA where the type is missing', () => {
    expect(ask(ZONE, 'www.example', 'AAAA')).toMatchObject({ kind: 'nodata', aa: true, answer: [], authority: [SOA] });
  });

  it('says NODATA for a name that exists only through names below it', () => {
    for (const name of ['branch.tree.example', 'tree.example', '_tcp.example'])
      expect(ask(ZONE, name, 'A')).toMatchObject({ kind: 'nodata', authority: [SOA] });
  });

  it('says NXDOMAIN for a name that does not exist, below an existing one too', () => {
    for (const name of ['nothing.example', 'a.www.example', 'other.tree.example', 'a.leaf.branch.tree.example'])
      expect(ask(ZONE, name, 'A')).toMatchObject({ kind: 'nxdomain', aa: true, authority: [SOA] });
  });

  it('gives every set at the name for ANY', () => {
    const { kind, answer } = ask(ZONE, 'example', 'ANY');
    expect(kind).toBe('answer');
    expect(answer).toHaveLength(1 + 2 + 1);
    expect(ask(ZONE, 'alias.example', 'ANY').answer).toEqual(['alias.example. CNAME middle.example.']);
    expect(ask(ZONE, 'tree.example', 'ANY').kind).toBe('nodata');
  });

  it('adds the addresses of mail exchangers, services and name servers that it knows', () => {
    expect(ask(ZONE, 'example', 'MX').additional).toEqual(['mail.example. A 192.0.2.25']);
    expect(ask(ZONE, '_sip._tcp.example', 'SRV').additional).toEqual(['mail.example. A 192.0.2.25']);
    expect(ask(ZONE, 'example', 'NS').additional).toEqual([
      'ns1.example. A 192.0.2.53',
      'ns1.example. AAAA 2001:db8::53',
    ]);
  });

  it('adds its own NS to an answer only where that is wanted', () => {
    expect(ask(ZONE, 'www.example', 'A', { companions: true })).toMatchObject({
      authority: ['example. NS ns1.example.', 'example. NS ns.elsewhere.test.'],
      additional: ['ns1.example. A 192.0.2.53', 'ns1.example. AAAA 2001:db8::53'],
    });
    expect(ask(ZONE, 'example', 'NS', { companions: true }).authority).toEqual([]);
  });

  it('lowers the TTL of a denial to the minimum of the SOA (RFC 2308 section 3)', () => {
    const question = { name: nameFromText('nothing.example'), type: TYPE.A, class: CLASS.IN };
    const found = answerFrom(ZONE, question, { dnssecOk: false });
    expect(found.kind === 'nxdomain' && found.authority[0]?.ttl).toBe(300);
  });

  it('knows nothing of other zones and classes', () => {
    expect(ask(ZONE, 'www.elsewhere.test', 'A').kind).toBe('not-in-zone');
    expect(ask(ZONE, 'anexample', 'A').kind).toBe('not-in-zone');
    expect(
      answerFrom(ZONE, { name: nameFromText('www.example'), type: 1, class: CLASS.CH }, { dnssecOk: false }).kind,
    ).toBe('not-in-zone');
  });

  it('leaves the SOA out where the zone has none', () => {
    const bare = zoneFrom('home.arpa', 'printer A 192.0.2.9');
    expect(ask(bare, 'nothing.home.arpa', 'A')).toMatchObject({ kind: 'nxdomain', authority: [] });
    expect(ask(bare, 'home.arpa', 'SOA')).toMatchObject({ kind: 'nodata', authority: [] });
  });
});

describe('aliases', () => {
  it('follows a chain inside the zone to its end', () => {
    expect(ask(ZONE, 'alias.example', 'A')).toMatchObject({
      kind: 'answer',
      aa: true,
      answer: [
        'alias.example. CNAME middle.example.',
        'middle.example. CNAME www.example.',
        'www.example. A 192.0.2.80',
        'www.example. A 192.0.2.81',
      ],
    });
  });

  it('does not follow where the alias itself is asked for', () => {
    expect(ask(ZONE, 'alias.example', 'CNAME').answer).toEqual(['alias.example. CNAME middle.example.']);
  });

  it('stops at the border of the zone', () => {
    expect(ask(ZONE, 'outside.example', 'A')).toMatchObject({
      kind: 'answer',
      answer: ['outside.example. CNAME www.elsewhere.test.'],
      authority: [],
    });
  });

  it('ends as its last name ends: NXDOMAIN, NODATA (RFC 6604 section 3)', () => {
    expect(ask(ZONE, 'dangling.example', 'A')).toMatchObject({
      kind: 'nxdomain',
      answer: ['dangling.example. CNAME nothing.example.'],
      authority: [SOA],
    });
    expect(ask(ZONE, 'alias.example', 'AAAA')).toMatchObject({ kind: 'nodata', authority: [SOA] });
    expect(ask(ZONE, 'to-branch.example', 'A')).toMatchObject({ kind: 'nodata', authority: [SOA] });
  });

  it('tells with an alias into a child where the child lives, still with AA for the alias', () => {
    expect(ask(ZONE, 'to-child.example', 'A')).toEqual({
      kind: 'answer',
      aa: true,
      answer: ['to-child.example. CNAME www.child.example.'],
      authority: CHILD_NS,
      additional: CHILD_GLUE,
    });
  });

  it('gives a loop once and stops', () => {
    expect(ask(ZONE, 'loop.example', 'A').answer).toEqual([
      'loop.example. CNAME pool.example.',
      'pool.example. CNAME loop.example.',
    ]);
    expect(ask(ZONE, 'self.example', 'A').answer).toEqual(['self.example. CNAME self.example.']);
  });

  it(`gives at most ${MAX_LINKS} links of a long chain`, () => {
    const links = Array.from({ length: 40 }, (_, at) => `l${at} CNAME l${at + 1}`).join('\n');
    const found = ask(zoneFrom('example', `${links}\nl40 A 192.0.2.1`), 'l0.example', 'A');
    expect(found.kind).toBe('answer');
    expect(found.answer).toHaveLength(MAX_LINKS);
  });
});

describe('cuts', () => {
  it('refers for the child and everything below it, without AA, with glue inside and beside it', () => {
    for (const name of ['child.example', 'www.child.example', 'deep.in.child.example', 'no.such.child.example'])
      expect(ask(ZONE, name, 'A')).toEqual({
        kind: 'referral',
        aa: false,
        answer: [],
        authority: CHILD_NS,
        additional: CHILD_GLUE,
      });
  });

  it('refers for the NS set of the child too: it is not the authority for it', () => {
    expect(ask(ZONE, 'child.example', 'NS')).toMatchObject({ kind: 'referral', aa: false, answer: [] });
    expect(ask(ZONE, 'child.example', 'ANY')).toMatchObject({ kind: 'referral', aa: false, answer: [] });
  });

  it('does not answer from glue', () => {
    expect(ask(ZONE, 'ns.child.example', 'A')).toMatchObject({ kind: 'referral', answer: [] });
  });

  it('answers for the DS of the child, with AA', () => {
    expect(ask(ZONE, 'child.example', 'DS')).toMatchObject({ kind: 'answer', aa: true, authority: [] });
    expect(ask(ZONE, 'sister.example', 'DS')).toMatchObject({ kind: 'nodata', aa: true, authority: [SOA] });
    expect(ask(ZONE, 'www.child.example', 'DS').kind).toBe('referral');
  });

  it('adds the DS to a referral only where DNSSEC records are wanted', () => {
    expect(ask(ZONE, 'www.child.example', 'A', { dnssecOk: true }).authority).toHaveLength(CHILD_NS.length + 1);
    expect(ask(ZONE, 'www.child.example', 'A').authority).toHaveLength(CHILD_NS.length);
  });
});
