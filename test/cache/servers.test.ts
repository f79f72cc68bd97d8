import { describe, expect, test } from 'vitest';
import { createServers } from '../../src/cache/servers.ts';
import { name } from '../iterate/made.ts';

function fixture() {
  let now = 0;
  const servers = createServers(() => now);
  return {
    servers,
    pass: (ms: number) => {
      now += ms;
    },
    silence: (address: string, waitedMs: number) => {
      const sentAt = now;
      now += waitedMs;
      servers.learn(address, { kind: 'timeout', waitedMs, sentAt });
    },
  };
}
const A = '192.0.2.1';

describe('what is learned of a server', () => {
  test('an unknown server gets 400 ms, doubled at each silence up to 3 s', () => {
    const { servers } = fixture();
    expect([0, 1, 2, 3, 9].map((silences) => servers.timeoutMs(A, silences))).toEqual([400, 800, 1600, 3000, 3000]);
  });
  test('a fast server is not given less than 80 ms', () => {
    const { servers } = fixture();
    for (let n = 0; n < 20; n++) servers.learn(A, { kind: 'reply', rttMs: 2, edns: true });
    expect(servers.timeoutMs(A, 0)).toBe(80);
  });
  test('a 700 ms satellite link ends up with more than 700 ms', () => {
    const { servers } = fixture();
    for (let n = 0; n < 5; n++) servers.learn(A, { kind: 'late-reply', rttMs: 700, edns: true });
    expect(servers.timeoutMs(A, 0)).toBeGreaterThan(720);
  });
  test('scores drift back to that of an unknown server, with a half-life of ten minutes', () => {
    const { servers, pass } = fixture();
    servers.learn(A, { kind: 'reply', rttMs: 20, edns: true });
    expect(servers.score(A)).toBe(20);
    pass(10 * 60_000);
    expect(servers.score(A)).toBe(70);
    expect(servers.score('192.0.2.2')).toBe(120);
  });
  test('four silences in a row, one of them long, make a server dead for a second, then for two', () => {
    const { servers, silence, pass } = fixture();
    for (const waited of [400, 800, 1600]) silence(A, waited);
    expect(servers.isDead(A)).toBe(false);
    silence(A, 400);
    expect(servers.isDead(A)).toBe(true);
    pass(1001);
    expect(servers.isDead(A)).toBe(false);
    silence(A, 400);
    pass(1500);
    expect(servers.isDead(A)).toBe(true);
  });
  test('silences that overlap count once: one outage is one outage', () => {
    const { servers, pass } = fixture();
    pass(1000);
    for (let n = 0; n < 10; n++) servers.learn(A, { kind: 'timeout', waitedMs: 900, sentAt: 100 });
    expect(servers.facts(A).timeoutsInRow).toBe(1);
  });
  test('short silences alone never make a server dead', () => {
    const { servers, silence } = fixture();
    for (let n = 0; n < 20; n++) silence(A, 80);
    expect(servers.isDead(A)).toBe(false);
  });
  test('a reply forgives at once', () => {
    const { servers, silence } = fixture();
    for (let n = 0; n < 5; n++) silence(A, 1000);
    expect(servers.isDead(A)).toBe(true);
    servers.learn(A, { kind: 'reply', rttMs: 10, edns: true });
    expect(servers.isDead(A)).toBe(false);
  });
  test('lameness is per zone and forgotten after a minute (RFC 4697 section 2.2)', () => {
    const { servers, pass } = fixture();
    servers.learn(A, { kind: 'lame', zone: name('example.com'), reason: 'refused' });
    expect(servers.lameFor(A, name('example.com'))).toBe('refused');
    expect(servers.lameFor(A, name('example.net'))).toBeUndefined();
    pass(60_001);
    expect(servers.lameFor(A, name('example.com'))).toBeUndefined();
  });
});
