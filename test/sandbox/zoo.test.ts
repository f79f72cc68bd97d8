/** Each animal of the zoo behaves as its fault says, packet by packet; what a resolver makes of it is another matter. */
import { describe, expect, it } from 'vitest';
import { ZOO_ORIGIN } from '../../src/sandbox/zoo/cage.ts';
import { animalOf, TAME, ZOO } from '../../src/sandbox/zoo.ts';
import { isAtOrBelow, nameFromText } from '../../src/wire/name.ts';
import { RCODE, TYPE } from '../../src/wire/registry.ts';
import { lines, query, replies } from './packets.ts';
import { answered, at, glue, referral, see, visitOf } from './visit.ts';

describe('the table', () => {
  it('names every animal after its fault, once', () => {
    const all = ZOO.map(({ species }) => species);
    expect(new Set(all).size).toBe(all.length);
    for (const { species, name } of ZOO)
      expect(isAtOrBelow(nameFromText(name), nameFromText(`${species}.${ZOO_ORIGIN}`))).toBe(true);
    expect(animalOf('unicorn')).toBeUndefined();
  });

  it('says each fault in one sentence, and expects either an answer or a failure', () => {
    for (const { fault, expect: expected } of ZOO) {
      expect(fault).toMatch(/^[A-Z].*\.$/);
      expect([expected.reason, expected.rcode].filter((one) => one !== undefined)).toHaveLength(1);
    }
  });

  it.each(ZOO.map((animal) => [animal.species, animal] as const))('the keeper refers to %s', (species, animal) => {
    const { aa, answer, authority } = referral(animal);
    expect([aa, answer, authority[0]?.name, authority[0]?.type]).toEqual([
      false,
      [],
      `${species}.${ZOO_ORIGIN}.`,
      TYPE.NS,
    ]);
  });
});

it('a tame one answers from both servers over UDP and TCP', () => {
  const hosts = glue(TAME).map(at);
  expect(hosts).toHaveLength(2);
  for (const serve of hosts)
    for (const protocol of ['udp', 'tcp'] as const)
      expect(answered(replies(serve, query(TAME.name), protocol))).toEqual([visitOf(TAME)]);
});

describe('delegations', () => {
  it('lame: both servers refuse', () => {
    for (const ask of see('lame').udp) expect(ask()).toMatchObject([{ rcode: RCODE.REFUSED, aa: false }]);
  });

  it('half-lame: one refuses, one answers', () => {
    const { udp, animal } = see('half-lame');
    expect(udp.flatMap((ask) => ask()).map(({ rcode }) => rcode)).toEqual([RCODE.REFUSED, RCODE.NOERROR]);
    expect(answered(udp.flatMap((ask) => ask()))).toEqual([visitOf(animal)]);
  });

  it.each([
    ['upward-referral', '.'],
    ['sideways-referral', 'example.org.'],
    ['self-referral', 'self-referral.zoo.example.'],
    ['referral-loop', 'referral-loop-too.zoo.example.'],
  ])('%s: the servers refer to %s', (species, to) => {
    const messages = see(species).udp.flatMap((ask) => ask());
    expect(messages).toHaveLength(2);
    for (const { aa, answer, authority } of messages) expect([aa, answer, authority[0]?.name]).toEqual([false, [], to]);
  });

  it('referral-loop: the other zone refers back', () => {
    const [back] = replies(at('203.0.113.22'), query('www.referral-loop-too.zoo.example'));
    expect(back?.authority[0]?.name).toBe('referral-loop.zoo.example.');
  });

  it('not-authoritative: the right answer without AA', () => {
    const { udp, animal } = see('not-authoritative');
    for (const ask of udp) expect(ask()).toMatchObject([{ aa: false, rcode: 0 }]);
    expect(answered(udp.flatMap((ask) => ask()))).toEqual([visitOf(animal), visitOf(animal)]);
  });

  it('missing-glue: no address in the referral for servers inside the zone', () => {
    const { authority, additional } = referral(see('missing-glue').animal);
    expect([lines(authority).length, additional]).toEqual([2, []]);
    expect(answered(replies(at('203.0.113.26'), query('www.missing-glue.zoo.example')))).toHaveLength(1);
  });

  it('wrong-glue: all of it leads to nobody, while the zone itself is alive elsewhere', () => {
    const { udp, animal } = see('wrong-glue');
    expect(udp.flatMap((ask) => ask())).toEqual([]);
    const [truth] = replies(at('203.0.113.28'), query('ns1.wrong-glue.zoo.example'));
    expect(lines(truth?.answer ?? [])).toEqual(['ns1.wrong-glue.zoo.example. A 203.0.113.28']);
    expect(glue(animal)).not.toContain('203.0.113.28');
  });

  it('half-wrong-glue: one of two leads to nobody', () => {
    const { udp, animal } = see('half-wrong-glue');
    expect(udp).toHaveLength(2);
    expect(answered(udp.flatMap((ask) => ask()))).toEqual([visitOf(animal)]);
  });

  it('mismatch: the zone names another server than its parent', () => {
    const { animal, udp } = see('mismatch');
    const [own] = udp[0]?.({ name: 'mismatch.zoo.example', type: 'NS' }) ?? [];
    expect(lines(own?.answer ?? []).map((line) => line.split(' ')[2])).toContain('ns2.mismatch.zoo.example.');
    expect(lines(referral(animal).authority).join()).not.toContain('ns2');
    expect(answered(udp.flatMap((ask) => ask()))).toEqual([visitOf(animal)]);
  });

  it('cycle: each needs the other, without glue', () => {
    expect(lines(referral(see('cycle').animal).authority).join()).toContain('ns1.cycle-too.');
    const [back] = replies(at('203.0.113.1'), query('ns1.cycle-too.zoo.example'));
    expect([lines(back?.authority ?? []).join(), back?.additional]).toEqual([
      expect.stringContaining('ns1.cycle.'),
      [],
    ]);
  });

  it('server-without-name: NXDOMAIN; server-without-address: NODATA; server-is-alias: CNAME', () => {
    const [none] = replies(at('198.51.100.101'), query('ns1.nowhere.example.net'));
    const [empty] = replies(at('203.0.113.1'), query('ns1.no-address.zoo.example'));
    const [alias] = replies(at('198.51.100.101'), query('ns-alias.example.net'));
    expect(none?.rcode).toBe(RCODE.NXDOMAIN);
    expect([empty?.rcode, empty?.answer]).toEqual([RCODE.NOERROR, []]);
    expect(alias?.answer[0]?.type).toBe(TYPE.CNAME);
    expect(answered(replies(at('198.51.100.101'), query('www.server-is-alias.zoo.example')))).toHaveLength(1);
  });

  it('nxns: thirty servers without glue, none of which exists', () => {
    const { tc, authority, additional } = referral(see('nxns').animal);
    expect([tc, lines(authority).length, additional]).toEqual([false, 30, []]);
    expect(replies(at('203.0.113.46'), query('target7.victim.zoo.example'))).toMatchObject([{ rcode: RCODE.NXDOMAIN }]);
  });

  it('ipv6-only-dead: IPv6 addresses that are silent', () => {
    const { animal, udp } = see('ipv6-only-dead');
    expect(glue(animal).every((address) => address.includes(':'))).toBe(true);
    expect(udp.flatMap((ask) => ask())).toEqual([]);
  });
});

describe('aliases', () => {
  const chain = (species: string): string[] => answered(see(species).udp[0]?.() ?? []);

  it('alias-loop: three links in a circle', () => {
    expect(chain('alias-loop').map((line) => line.split(' ')[2])).toEqual([
      'second.alias-loop.zoo.example.',
      'third.alias-loop.zoo.example.',
      'www.alias-loop.zoo.example.',
    ]);
  });

  it('alias-ping-pong: from zone to zone and back', () => {
    expect(chain('alias-ping-pong')[0]).toContain('CNAME www.alias-ping-pong-too.');
    expect(answered(replies(at('203.0.113.54'), query('www.alias-ping-pong-too.zoo.example')))[0]).toContain(
      'CNAME www.alias-ping-pong.',
    );
  });

  it('alias-chain: more links than anybody follows', () => {
    expect(chain('alias-chain').length).toBeGreaterThan(12);
  });

  it('dangling-alias: to a name that does not exist', () => {
    expect(chain('dangling-alias')[0]).toContain('CNAME shop-that-closed.example.net.');
    expect(replies(at('198.51.100.101'), query('shop-that-closed.example.net'))).toMatchObject([
      { rcode: RCODE.NXDOMAIN },
    ]);
  });

  it('dname-overflow: YXDOMAIN', () => {
    expect(see('dname-overflow').udp[0]?.()).toMatchObject([{ rcode: RCODE.YXDOMAIN }]);
  });

  it('dname-into-itself: every link is longer than the one before', () => {
    const lengths = chain('dname-into-itself')
      .filter((line) => line.includes(' CNAME '))
      .map((line) => line.length);
    expect(lengths.length).toBeGreaterThan(11);
    expect([...lengths].sort((a, b) => a - b)).toEqual(lengths);
  });
});
