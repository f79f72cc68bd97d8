import { describe, expect, test } from 'vitest';
import { createServers } from '../../src/cache/servers.ts';
import { type Candidate, choose, type Tried } from '../../src/iterate/choose.ts';
import { prefixOf, type Random } from '../../src/ports.ts';
import { name } from './made.ts';

const first: Random = { uint16: () => 0, below: () => 0 };
const never: Random = { uint16: () => 0, below: (n) => n - 1 };
const candidate = (address: string, tier = 0): Candidate => ({
  server: name('ns.test'),
  address,
  tier,
  protocol: 'udp',
});
const tried = (facts: Partial<Tried>): Tried => ({ sends: 1, silences: 0, finished: false, waiting: 0, ...facts });

function situation(candidates: readonly Candidate[], rtts: Record<string, number> = {}, random = first) {
  let now = 0;
  const servers = createServers(() => now);
  for (const [address, rttMs] of Object.entries(rtts)) servers.learn(address, { kind: 'reply', rttMs, edns: true });
  return {
    candidates,
    servers,
    random,
    tried: new Map<string, Tried>(),
    explore: false,
    sendsPerAddress: 3,
    kill: (...addresses: string[]) => {
      for (let n = 0; n < 4; n++) {
        now += 1000;
        for (const address of addresses) servers.learn(address, { kind: 'timeout', waitedMs: 1000, sentAt: now - 1 });
      }
    },
  };
}

describe('the choice of a server', () => {
  test('one as fast as the best may be chosen, a slow one not', () => {
    const given = situation(
      ['192.0.2.1', '198.51.100.1', '203.0.113.1'].map((ip) => candidate(ip)),
      { '192.0.2.1': 10, '198.51.100.1': 45, '203.0.113.1': 300 },
    );
    const chosen = new Set<string | undefined>();
    for (let n = 0; n < 3; n++)
      chosen.add(choose({ ...given, random: { uint16: () => 0, below: (of) => n % of } })?.candidate.address);
    expect(chosen).toEqual(new Set(['192.0.2.1', '198.51.100.1']));
  });
  test('exploration takes one outside the band', () => {
    const given = situation([candidate('192.0.2.1'), candidate('203.0.113.1')], {
      '192.0.2.1': 10,
      '203.0.113.1': 300,
    });
    expect(choose({ ...given, explore: true })).toMatchObject({
      why: 'explore',
      candidate: { address: '203.0.113.1' },
    });
    expect(choose({ ...given, explore: true, random: never })).toMatchObject({ why: 'best' });
  });
  test('a dead server is not asked while another lives, but rather than nobody', () => {
    const given = situation([candidate('192.0.2.1'), candidate('203.0.113.1')]);
    given.kill('192.0.2.1');
    expect(choose(given)?.candidate.address).toBe('203.0.113.1');
    given.kill('192.0.2.1', '203.0.113.1');
    expect(choose(given)?.why).toBe('all-dead');
  });
  test('an address not tried yet comes before a second try', () => {
    const given = situation([candidate('192.0.2.1'), candidate('203.0.113.1')], {
      '192.0.2.1': 10,
      '203.0.113.1': 300,
    });
    given.tried.set('192.0.2.1', tried({ silences: 1 }));
    expect(choose(given)?.candidate.address).toBe('203.0.113.1');
  });
  test('the next tier waits until the first is used up', () => {
    const given = situation([candidate('192.0.2.1'), candidate('203.0.113.1', 1)], { '203.0.113.1': 1 });
    expect(choose(given)?.candidate.address).toBe('192.0.2.1');
    given.tried.set('192.0.2.1', tried({ finished: true }));
    expect(choose(given)?.candidate.address).toBe('203.0.113.1');
  });
  test('three sends to one address are enough', () => {
    const given = situation([candidate('192.0.2.1')]);
    given.tried.set('192.0.2.1', tried({ sends: 3, silences: 3 }));
    expect(choose(given)).toBeUndefined();
  });
  test('a hedge goes to another network, or nowhere', () => {
    const given = situation([candidate('192.0.2.1'), candidate('192.0.2.2'), candidate('2001:db8::1')]);
    given.tried.set('192.0.2.1', tried({ waiting: 1 }));
    expect(choose({ ...given, hedging: '192.0.2.1' })).toMatchObject({
      why: 'hedge',
      candidate: { address: '2001:db8::1' },
    });
    expect(choose({ ...given, candidates: given.candidates.slice(0, 2), hedging: '192.0.2.1' })).toBeUndefined();
  });
  test('prefixes are /24 and /48', () => {
    expect(prefixOf('192.0.2.77')).toBe('192.0.2');
    expect(prefixOf('2001:db8:1:2::1')).toBe('2001:db8:1');
    expect(prefixOf('2001:db8::1')).toBe('2001:db8');
  });
});
