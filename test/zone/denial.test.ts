/** What a signed zone adds (RFC 4035 section 3.1), with the shape of the zone in its appendix A. */
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { createZone } from '../../src/zone/zone.ts';
import { ask, zoneFrom } from './ask.ts';

const signed = (owner: string, type: string): string =>
  `${owner} RRSIG ${type} 13 1 3600 20300101000000 20200101000000 1 example. AAAA`;
const ZONE = zoneFrom(
  'example',
  `
@        SOA  ns1 host 1 7200 3600 1209600 300
${signed('@', 'SOA')}
@        NS   ns1
${signed('@', 'NS')}
@        NSEC a NS SOA RRSIG NSEC DNSKEY
${signed('@', 'NSEC')}
a        NS   ns.elsewhere.test.
a        DS   4711 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
${signed('a', 'DS')}
a        NSEC ai NS DS RRSIG NSEC
${signed('a', 'NSEC')}
ai       A    192.0.2.9
${signed('ai', 'A')}
ai       NSEC b A RRSIG NSEC
${signed('ai', 'NSEC')}
b        NS   ns.elsewhere.test.
b        NSEC ns1 NS RRSIG NSEC
${signed('b', 'NSEC')}
ns1      A    192.0.2.1
${signed('ns1', 'A')}
ns1      NSEC *.w A RRSIG NSEC
${signed('ns1', 'NSEC')}
*.w      MX   1 ai
${signed('*.w', 'MX')}
*.w      NSEC xx MX RRSIG NSEC
${signed('*.w', 'NSEC')}
xx       A    192.0.2.10
${signed('xx', 'A')}
xx       NSEC @ A RRSIG NSEC
${signed('xx', 'NSEC')}
`,
);

/** The NSEC owners of an answer's authority section. */
function proofs(name: string, type: string): string[] {
  const { authority } = ask(ZONE, name, type, { dnssecOk: true });
  return authority
    .filter((line) => / NSEC /.test(line))
    .map((line) => line.split(' ')[0] ?? '')
    .filter(unsigned);
}

function unsigned(owner: string, at: number, all: readonly string[]): boolean {
  return all.indexOf(owner) === at;
}

describe('signatures', () => {
  it('come with what they cover where DNSSEC records are wanted, and only there', () => {
    expect(ask(ZONE, 'ai.example', 'A', { dnssecOk: true }).answer).toHaveLength(2);
    expect(ask(ZONE, 'ai.example', 'A').answer).toEqual(['ai.example. A 192.0.2.9']);
  });

  it('are never in a referral for the NS set, which is not signed, but for the DS', () => {
    const { kind, authority } = ask(ZONE, 'x.a.example', 'A', { dnssecOk: true });
    expect(kind).toBe('referral');
    expect(authority.filter((line) => line.includes('RRSIG'))).toHaveLength(1);
  });

  it('can be asked for themselves', () => {
    const { kind, answer } = ask(ZONE, 'ai.example', 'RRSIG');
    expect(kind).toBe('answer');
    expect(answer).toHaveLength(2);
    expect(ask(ZONE, 'w.example', 'RRSIG').kind).toBe('nodata');
  });

  it('of a wildcard come with the name that was asked', () => {
    const { answer } = ask(ZONE, 'any.w.example', 'MX', { dnssecOk: true });
    expect(answer.map((line) => line.split(' ')[0])).toEqual(['any.w.example.', 'any.w.example.']);
  });
});

describe('denial', () => {
  it('of a type shows the NSEC of the name (section 3.1.3.1)', () => {
    expect(proofs('ns1.example', 'MX')).toEqual(['ns1.example.']);
  });

  it('of a name covers it and the wildcard (section 3.1.3.2)', () => {
    expect(proofs('ml.example', 'A')).toEqual(['b.example.', 'example.']);
    expect(proofs('zz.example', 'A')).toEqual(['xx.example.', 'example.']);
  });

  it('beside a wildcard answer shows that the name itself does not exist (section 3.1.3.3)', () => {
    expect(proofs('a.z.w.example', 'MX')).toEqual(['*.w.example.']);
  });

  it('of a type at a wildcard shows both (section 3.1.3.4)', () => {
    expect(proofs('a.z.w.example', 'AAAA')).toEqual(['*.w.example.']);
  });

  it('of a DS stands in the referral to an unsigned child (section 3.1.4)', () => {
    expect(proofs('mc.b.example', 'A')).toEqual(['b.example.']);
    expect(proofs('mc.a.example', 'A')).toEqual([]);
    expect(proofs('b.example', 'DS')).toEqual(['b.example.']);
  });

  it('of an empty name shows the NSEC before it', () => {
    expect(proofs('w.example', 'A')).toEqual(['ns1.example.']);
  });

  it('is left out where nobody wants it', () => {
    expect(ask(ZONE, 'ml.example', 'A').authority).toHaveLength(1);
  });

  it('may come from whoever signs, in place of NSEC records', () => {
    const origin = nameFromText('example');
    const [made] =
      zoneFrom('example', 'proof TXT "made on demand"').nodes.get(nameFromText('proof.example'))?.values() ?? [];
    const zone = createZone(origin, [], {
      denial: (claim) => (made === undefined || claim.kind !== 'no-name' ? [] : [made]),
    });
    expect(ask(zone, 'nothing.example', 'A', { dnssecOk: true }).authority).toEqual([
      'proof.example. TXT "made on demand"',
    ]);
  });
});
