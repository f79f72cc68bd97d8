/** Animals whose servers answer wrongly or are hard to reach, packet by packet. */
import { describe, expect, it } from 'vitest';
import type { Reaction } from '../../src/sandbox/host.ts';
import { FORGED_ADDRESS } from '../../src/sandbox/lies.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import { Malformed } from '../../src/wire/malformed.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { spelledName } from '../../src/wire/spelling.ts';
import { lines, moment, parcelsOf, query } from './packets.ts';
import { answered, at, see, visitOf } from './visit.ts';

describe('replies', () => {
  it('servfail', () => {
    for (const ask of see('servfail').udp) expect(ask()).toMatchObject([{ rcode: RCODE.SERVFAIL }]);
  });

  it('malformed: nobody can read them, over TCP neither', () => {
    const { raw, animal } = see('malformed');
    for (const protocol of ['udp', 'tcp'] as const) {
      const [parcel] = parcelsOf(raw[0]?.(query(animal.name), protocol) ?? { kind: 'parcels', parcels: [] });
      expect(() => decodeMessage(parcel?.bytes ?? query('.'))).toThrow(Malformed);
    }
  });

  it('wrong-question: another name under the right id', () => {
    const [message] = see('wrong-question').udp[0]?.() ?? [];
    expect([message?.id, message?.questions[0]?.name]).toEqual([4711, 'elsewhere.example.net.']);
  });

  it('no-soa: NODATA without a word more', () => {
    expect(see('no-soa').udp[0]?.()).toMatchObject([{ rcode: 0, aa: true, answer: [], authority: [] }]);
  });

  it('truncated-without-tcp: TC over UDP, TCP refused', () => {
    const { udp, raw, animal } = see('truncated-without-tcp');
    expect(udp[0]?.()).toMatchObject([{ tc: true, answer: [] }]);
    expect(raw[0]?.(query(animal.name), 'tcp')).toMatchObject({ kind: 'error', code: 'refused' });
  });

  it('truncated-over-tcp: TC over both', () => {
    const { udp, tcp } = see('truncated-over-tcp');
    expect([udp[0]?.()[0]?.tc, tcp[0]?.()[0]?.tc]).toEqual([true, true]);
  });

  it.each([
    ['formerr-on-edns', RCODE.FORMERR],
    ['notimp-on-edns', RCODE.NOTIMP],
    ['silent-on-edns', undefined],
  ])('%s: plain queries are answered', (species, rcode) => {
    const { udp, animal } = see(species);
    for (const ask of udp) {
      expect(ask().map((message) => message.rcode)).toEqual(rcode === undefined ? [] : [rcode]);
      expect(answered(ask({ edns: 'none' }))).toEqual([visitOf(animal)]);
    }
  });

  it('strips-edns: an answer without OPT', () => {
    const { udp, animal } = see('strips-edns');
    expect(udp[0]?.()[0]?.edns).toBeUndefined();
    expect(answered(udp[0]?.() ?? [])).toEqual([visitOf(animal)]);
  });

  it('wants-cookies: answers without a cookie, as it must; the dance itself is in authority.test.ts', () => {
    const { udp, animal } = see('wants-cookies');
    expect(answered(udp[0]?.() ?? [])).toEqual([visitOf(animal)]);
  });

  it('case-mangler: the question in lower case', () => {
    const [parcel] = parcelsOf(
      see('case-mangler').raw[0]?.(query('WwW.case-mangler.zoo.example'), 'udp') ?? { kind: 'parcels', parcels: [] },
    );
    expect(spelledName(parcel?.bytes ?? query('.'), 12)).toBe('www.case-mangler.zoo.example.');
  });

  it('poisoner: the right answer among forged records for other zones', () => {
    const { udp, animal } = see('poisoner');
    const [message] = udp[0]?.() ?? [];
    expect(lines(message?.answer ?? [])).toEqual([visitOf(animal), `www.example.com. A ${FORGED_ADDRESS}`]);
    expect(message?.authority.map(({ name }) => name)).toEqual(['example.com.', 'com.']);
    expect(message?.additional.map(({ name }) => name)).toEqual(['ns1.example.com.', 'a.gtld-servers.net.']);
  });

  it('spoofed: three forgeries before the truth, none over TCP', () => {
    const { udp, tcp } = see('spoofed');
    expect(udp[0]?.().map(({ id }) => id === 4711)).toEqual([false, false, false, true]);
    expect(tcp[0]?.()).toHaveLength(1);
  });

  it('denies-empty-names: NXDOMAIN for a name with an existing one below it', () => {
    const { udp, animal } = see('denies-empty-names');
    expect(udp[0]?.({ name: 'empty.denies-empty-names.zoo.example' })).toMatchObject([{ rcode: RCODE.NXDOMAIN }]);
    expect(answered(udp[0]?.() ?? [])).toEqual([visitOf(animal)]);
  });

  it('refuses-minimised: REFUSED on the way, an answer at the end', () => {
    const { udp, animal } = see('refuses-minimised');
    const name = 'empty.refuses-minimised.zoo.example';
    for (const type of ['A', 'NS']) expect(udp[0]?.({ name, type })).toMatchObject([{ rcode: RCODE.REFUSED }]);
    expect(answered(udp[0]?.() ?? [])).toEqual([visitOf(animal)]);
  });
});

describe('the network', () => {
  const reactions = (species: string, protocol: 'udp' | 'tcp'): Reaction[] => {
    const { raw, animal } = see(species);
    return raw.map((send) => send(query(animal.name, animal.type, { edns: 1232 }), protocol));
  };
  const counts = (species: string, protocol: 'udp' | 'tcp'): number[] =>
    reactions(species, protocol).map((reaction) => parcelsOf(reaction).length);

  it.each([
    ['dead', [0, 0], [0, 0]],
    ['half-dead', [0, 1], [0, 1]],
    ['satellite', [1, 1], [1, 1]],
    ['duplicates', [3, 3], [1, 1]],
    ['narrow', [0, 0], [1, 1]],
    ['tcp-only', [0, 0], [1, 1]],
  ])('%s: %j replies over UDP and %j over TCP', (species, udp, tcp) => {
    expect([counts(species, 'udp'), counts(species, 'tcp')]).toEqual([udp, tcp]);
  });

  it('port-closed: refused by both', () => {
    expect(reactions('port-closed', 'udp')).toMatchObject([{ code: 'refused' }, { code: 'refused' }]);
  });

  it('satellite: 700 ms more', () => {
    expect(reactions('satellite', 'udp').map((reaction) => parcelsOf(reaction)[0]?.afterMs)).toEqual([700, 700]);
  });

  it('narrow: short answers arrive', () => {
    expect(answered(see('narrow').udp[0]?.({ name: 'www.narrow.zoo.example', type: 'A' }) ?? [])).toHaveLength(1);
  });

  it('lossy: about a fifth of the exchanges fail', () => {
    const serve = at('203.0.113.104');
    const when = moment();
    const lost = Array.from(
      { length: 2000 },
      () => parcelsOf(serve(query('www.lossy.zoo.example'), 'udp', when)).length,
    );
    expect(lost.filter((count) => count === 0).length / 2000).toBeCloseTo(0.19, 1);
  });

  it('rate-limited: one query a second', () => {
    const serve = at('203.0.113.112');
    const served = [0, 10, 999, 1001].map(
      (ms) => parcelsOf(serve(query('www.rate-limited.zoo.example'), 'udp', moment(ms))).length,
    );
    expect(served).toEqual([1, 0, 0, 1]);
  });
});
