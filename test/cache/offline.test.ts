import { describe, expect, test } from 'vitest';
import { createServers } from '../../src/cache/servers.ts';

function fixture() {
  let now = 0;
  const servers = createServers(() => now);
  return {
    servers,
    silence: (address: string) => {
      now += 1000;
      servers.learn(address, { kind: 'timeout', waitedMs: 1000, sentAt: now - 1000 });
    },
  };
}
const NETWORKS = Array.from({ length: 6 }, (_, at) => `198.51.${at}.1`);

describe('the offline brake', () => {
  test('six silent networks for ten seconds, and no reply, mean that we are offline', () => {
    const { servers, silence } = fixture();
    for (let turn = 0; turn < 2; turn++) for (const address of NETWORKS) silence(address);
    expect(servers.isOffline).toBe(true);
  });
  test('five silent networks do not, however long', () => {
    const { servers, silence } = fixture();
    for (let turn = 0; turn < 20; turn++) for (const address of NETWORKS.slice(1)) silence(address);
    expect(servers.isOffline).toBe(false);
  });
  test('one reply from anywhere means that we are not', () => {
    const { servers, silence } = fixture();
    for (let turn = 0; turn < 4; turn++) {
      for (const address of NETWORKS) silence(address);
      servers.learn('203.0.113.1', { kind: 'reply', rttMs: 10, edns: true });
    }
    expect(servers.isOffline).toBe(false);
  });
  test('offline nobody is punished, and the first reply forgives all', () => {
    const { servers, silence } = fixture();
    for (let turn = 0; turn < 12; turn++) for (const address of NETWORKS) silence(address);
    const during = servers.facts('198.51.0.1').timeoutsInRow;
    silence('198.51.0.1');
    expect(servers.facts('198.51.0.1').timeoutsInRow).toBe(during);
    servers.learn('203.0.113.1', { kind: 'reply', rttMs: 10, edns: true });
    expect(servers.isOffline).toBe(false);
    expect(servers.facts('198.51.0.1').timeoutsInRow).toBe(0);
    expect(servers.isDead('198.51.0.1')).toBe(false);
  });
});
