/** IPv4 and IPv6, cookies, forward and stub zones. */
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../../src/sandbox/authority.ts';
import { dead } from '../../src/sandbox/faults.ts';
import type { Fault } from '../../src/sandbox/host.ts';
import { stripsEdns } from '../../src/sandbox/lies.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { answerLines, at, endOf, eventsOf, exchangesOf, questionFor, universe } from './told.ts';

const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];
const isSix = (address: string): boolean => address.includes(':');

describe('IPv4 and IPv6', () => {
  it('reaches a zone that is served over IPv6 alone', async () => {
    const told = await universe().ask('www.six.example.com');
    expect(answerLines(told)).toEqual(['www.six.example.com. A 192.0.2.66']);
    expect(told.packets.at(-1)?.address).toBe('2001:db8:6::53');
  });

  it('sends nothing over IPv6 when that is off, and cannot reach such a zone then', async () => {
    const { ask } = universe({ settings: { ipv6: false } });
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
    const told = await ask('www.six.example.com');
    expect(told.outcome.kind).toBe('failure');
    expect(told.packets.some(({ address }) => isSix(address))).toBe(false);
  });

  it('sends nothing over IPv4 when that is off', async () => {
    const { ask, sandbox } = universe({ settings: { ipv4: false } });
    expect(endOf(await ask('www.example.org'))).toBe('NOERROR');
    expect(sandbox.log.entries.every(({ address }) => isSix(address))).toBe(true);
  });

  it('gets along on a machine that has no route for IPv6 though it is on', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { ask } = universe({ seed, noRoute: [6] });
      const told = await ask('www.example.org');
      expect(endOf(told)).toBe('NOERROR');
      expect(told.tookMs).toBeLessThan(1500);
    }
  });
});

describe('cookies (RFC 7873)', () => {
  it('learns a server cookie and shows it from then on', async () => {
    const { ask } = universe();
    const first = await ask('www.example.com');
    const [learned] = eventsOf(first, 'cookie').filter(({ address }) => EXAMPLE_COM.includes(address));
    expect(learned?.what).toBe('learned');
    for (const name of ['mail', 'round', 'only4', 'sip', 'upper', 'office']) await ask(`${name}.example.com`);
    const told = await ask('any.wild.example.com');
    expect(exchangesOf(told.story).every(({ cookie }) => cookie === 'full' || cookie === 'client')).toBe(true);
    expect(exchangesOf(told.story).some(({ cookie }) => cookie === 'full')).toBe(true);
  });

  it('shows the cookie that BADCOOKIE brought, over UDP', async () => {
    const told = await universe().ask('www.wants-cookies.zoo.example');
    expect(endOf(told)).toBe('NOERROR');
    expect(eventsOf(told, 'cookie').some(({ what }) => what === 'bad')).toBe(true);
    expect(told.packets.every(({ protocol }) => protocol === 'udp')).toBe(true);
  });

  it('asks over TCP when a server that gave a cookie sends none', async () => {
    const { ask, sandbox } = universe();
    const first = await ask('www.example.com');
    const known = first.packets.at(-1)?.address ?? '';
    const host = sandbox.world.hosts.find(({ address }) => address === known);
    if (host === undefined) throw new Error('no host');
    sandbox.internet.plug({ ...host, faults: [stripsEdns] });
    for (const address of EXAMPLE_COM) if (address !== known) sandbox.internet.unplug(address);
    let missing = 0;
    for (let name = 0; name < 6; name++) {
      const told = await ask(`name${name}.wild.example.com`);
      missing += eventsOf(told, 'cookie').filter(({ what }) => what === 'missing').length;
      if (eventsOf(told, 'cookie').some(({ what }) => what === 'missing'))
        expect(told.packets.some(({ protocol }) => protocol === 'tcp')).toBe(true);
    }
    expect(missing).toBe(1);
  });

  it('sends none when they are off', async () => {
    const told = await universe({ settings: { cookies: false } }).ask('www.example.com');
    expect(exchangesOf(told.story).every(({ cookie }) => cookie === 'none')).toBe(true);
  });
});

describe('forward and stub zones', () => {
  const zone = nameFromText('example.com');
  const target = (address: string) => ({ address, protocol: 'udp' }) as const;

  it('a stub zone is asked at its servers, the walk goes on below them', async () => {
    const { ask } = universe({ settings: { zones: [{ zone, mode: 'stub', servers: EXAMPLE_COM.map(target) }] } });
    const told = await ask('www.example.com');
    expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
    expect(told.story.cuts[0]).toMatchObject({ zone: 'example.com.', from: 'stub' });
    const below = await ask('www.six.example.com');
    expect(below.story.cuts.map((cut) => cut.zone)).toEqual(['example.com.', 'six.example.com.']);
  });

  it('a forward zone sends everything below it to its servers with RD set, and nothing else', async () => {
    const seen: boolean[] = [];
    const resolverLike: Fault = (next) => (query, protocol, moment) => {
      seen.push(((query[2] ?? 0) & 1) === 1);
      const reaction = next(query, protocol, moment);
      if (reaction.kind === 'error') return reaction;
      // A resolver sets RA and not AA.
      const bytes = reaction.parcels.map((parcel) => ({ ...parcel, bytes: withFlags(parcel.bytes) }));
      return { kind: 'parcels', parcels: bytes };
    };
    const zones = [{ zone, mode: 'forward', servers: [target('203.0.113.222')] }] as const;
    const { ask, sandbox } = universe({ settings: { zones } });
    const built = sandbox.world.zones.map((each) => each.zone).filter(({ origin }) => origin === zone);
    sandbox.internet.plug({ address: '203.0.113.222', serve: createAuthority(built), faults: [resolverLike] });
    const told = await ask('www.example.com');
    expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
    expect(told.packets.at(-1)?.address).toBe('203.0.113.222');
    expect(seen.every((rd) => rd)).toBe(true);
    const other = await ask('www.example.net');
    expect(other.packets.every(({ address }) => address !== '203.0.113.222')).toBe(true);
  });

  it('a dead forwarder is a failure, not a reason to walk past it', async () => {
    const zones = [{ zone, mode: 'forward', servers: [target('203.0.113.222')] }] as const;
    const { core, sandbox } = universe({ settings: { zones }, faults: [at('203.0.113.222', dead)] });
    const outcome = await sandbox.clock.run(core.resolve(questionFor('www.example.com')));
    expect(outcome.kind).toBe('failure');
    expect(sandbox.log.entries.filter(({ address }) => EXAMPLE_COM.includes(address))).toEqual([]);
  });
});

function withFlags(reply: Uint8Array): Uint8Array {
  const bytes = reply.slice();
  bytes[2] = ((bytes[2] ?? 0) & ~0x04) | 0x01;
  bytes[3] = (bytes[3] ?? 0) | 0x80;
  return bytes;
}
