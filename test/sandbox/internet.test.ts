/** The simulated wire keeps the promises of the port `Exchange`. */
import { describe, expect, it, vi } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../src/sandbox/clock.ts';
import { dead, duplicates, hostUnreachable, latency, lossy, portClosed } from '../../src/sandbox/faults.ts';
import { type Fault, type Host, reply } from '../../src/sandbox/host.ts';
import { createInternet, type Internet, type InternetParts } from '../../src/sandbox/internet.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { ANY, drain, query, request } from './packets.ts';

const HOME = '192.0.2.1';
const QUERY = query('www.example');

/** A host that echoes. */
function host(more: Partial<Host> = {}): Host {
  return { address: HOME, serve: (bytes) => reply(bytes.slice()), rttMs: 30, ...more };
}

function wired(
  hosts: readonly Host[],
  more: Partial<InternetParts> = {},
): { readonly clock: VirtualClock; readonly net: Internet } {
  const clock = createVirtualClock({ drain });
  return { clock, net: createInternet({ clock, random: seededRandom(1), hosts, ...more }) };
}

function withFault(...faults: Fault[]): Host {
  return host({ faults });
}

describe('latency', () => {
  it('is one round trip over UDP and two over TCP, which has to connect', async () => {
    const { clock, net } = wired([host()]);
    const udp = await clock.run(net.exchange(request(HOME, QUERY), ANY));
    const tcp = await clock.run(net.exchange(request(HOME, QUERY, { protocol: 'tcp' }), ANY));
    expect(udp).toMatchObject({ kind: 'reply', rttMs: 30 });
    expect(tcp).toMatchObject({ kind: 'reply', rttMs: 60 });
    expect([clock.now(), clock.waiting]).toEqual([90, 0]);
  });

  it('varies by the jitter of the link', async () => {
    const { clock, net } = wired([host({ jitterMs: 10 })]);
    const times = new Set<number>();
    for (let packet = 0; packet < 50; packet++) {
      const result = await clock.run(net.exchange(request(HOME, QUERY), ANY));
      if (result.kind === 'reply') times.add(result.rttMs);
    }
    expect(times.size).toBeGreaterThan(5);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...times)).toBeLessThanOrEqual(40);
  });
});

describe('silence', () => {
  it('calls overdue once at the timeout and ends when the linger is over', async () => {
    const { clock, net } = wired([withFault(dead)]);
    const overdue = vi.fn(() => expect(clock.now()).toBe(400));
    expect(await clock.run(net.exchange(request(HOME, QUERY), { ...ANY, overdue }))).toEqual({ kind: 'timeout' });
    expect(overdue).toHaveBeenCalledTimes(1);
    expect([clock.now(), clock.waiting]).toEqual([1600, 0]);
  });

  it('is what an address gives that nobody holds', async () => {
    const { clock, net } = wired([host()]);
    expect(await clock.run(net.exchange(request('192.0.2.99', QUERY), ANY))).toEqual({ kind: 'timeout' });
    expect(await clock.run(net.exchange(request(`${HOME}@5353`, QUERY), ANY))).toEqual({ kind: 'timeout' });
    net.unplug(HOME);
    expect(await clock.run(net.exchange(request(HOME, QUERY), ANY))).toEqual({ kind: 'timeout' });
    net.plug(host());
    expect(await clock.run(net.exchange(request(HOME, QUERY), ANY))).toMatchObject({ kind: 'reply' });
  });

  it('lasts at least as long as the timeout where the linger is shorter', async () => {
    const { clock, net } = wired([]);
    await clock.run(net.exchange(request(HOME, QUERY, { timeoutMs: 500, lingerMs: 100 }), ANY));
    expect(clock.now()).toBe(500);
  });

  it('is broken by a late reply, after overdue was called', async () => {
    const { clock, net } = wired([withFault(latency(700))]);
    const overdue = vi.fn();
    const result = await clock.run(net.exchange(request(HOME, QUERY), { ...ANY, overdue }));
    expect(result).toMatchObject({ kind: 'reply', rttMs: 730 });
    expect(overdue).toHaveBeenCalledTimes(1);
  });

  it('has not come where the reply comes at the very instant of the timeout', async () => {
    const { clock, net } = wired([host({ rttMs: 400 })]);
    const overdue = vi.fn();
    expect(await clock.run(net.exchange(request(HOME, QUERY), { ...ANY, overdue }))).toMatchObject({ kind: 'reply' });
    expect(overdue).not.toHaveBeenCalled();
  });
});

describe('judging', () => {
  const two: Host = host({
    serve: () => ({
      kind: 'parcels',
      parcels: [
        { bytes: Uint8Array.of(1), afterMs: 0 },
        { bytes: Uint8Array.of(2), afterMs: 10 },
      ],
    }),
  });

  it("keeps listening past other people's datagrams", async () => {
    const { clock, net } = wired([two]);
    const judge = vi.fn((bytes: Uint8Array) => (bytes[0] === 2 ? 'mine' : 'other'));
    const result = await clock.run(net.exchange(request(HOME, QUERY), { judge }));
    expect(result).toEqual({ kind: 'reply', bytes: Uint8Array.of(2), rttMs: 40 });
    expect(judge).toHaveBeenCalledTimes(2);
  });

  it('reports a near miss at once and does not wait for the true reply', async () => {
    const { clock, net } = wired([two]);
    const result = await clock.run(net.exchange(request(HOME, QUERY), { judge: () => 'suspect' }));
    expect(result).toEqual({ kind: 'suspect', bytes: Uint8Array.of(1), rttMs: 30 });
    expect([clock.now(), clock.waiting]).toEqual([30, 0]);
  });

  it('times out where nothing but other datagrams comes', async () => {
    const { clock, net } = wired([two]);
    expect(await clock.run(net.exchange(request(HOME, QUERY), { judge: () => 'other' }))).toEqual({ kind: 'timeout' });
  });

  it('hands out a copy of its own for every delivery', async () => {
    const bytes = Uint8Array.of(7);
    const { clock, net } = wired([host({ serve: () => reply(bytes), faults: [duplicates(2)] })]);
    const result = await clock.run(
      net.exchange(request(HOME, QUERY), {
        judge: (copy) => {
          copy[0] = (copy[0] ?? 0) + 1;
          return 'other';
        },
      }),
    );
    expect([result.kind, bytes[0]]).toEqual(['timeout', 7]);
  });
});

describe('errors', () => {
  it('tell a closed port and an unreachable host apart, after the round trip', async () => {
    for (const [fault, code] of [
      [portClosed, 'refused'],
      [hostUnreachable, 'unreachable'],
    ] as const) {
      const { clock, net } = wired([withFault(fault)]);
      const result = await clock.run(net.exchange(request(HOME, QUERY), ANY));
      expect(result).toMatchObject({ kind: 'error', code });
      expect(clock.now()).toBe(30);
    }
  });

  it('are local, and nothing is sent, where this machine has no route', async () => {
    const { clock, net } = wired([], { noRoute: [6] });
    const result = await clock.run(net.exchange(request('2001:db8::1', QUERY), ANY));
    expect(result).toMatchObject({ kind: 'error', code: 'local' });
    expect(net.log.packets).toBe(0);
  });
});

describe('abort', () => {
  it('ends the exchange as a timeout at once and leaves no timer behind', async () => {
    const { clock, net } = wired([host()]);
    const stop = new AbortController();
    const overdue = vi.fn();
    const result = net.exchange(request(HOME, QUERY), { ...ANY, overdue, signal: stop.signal });
    await clock.advance(10);
    stop.abort();
    expect(await clock.run(result)).toEqual({ kind: 'timeout' });
    await clock.advance(5000);
    expect([overdue.mock.calls.length, clock.waiting]).toEqual([0, 0]);
  });

  it('sends nothing where it came before', async () => {
    const { clock, net } = wired([host()]);
    const result = await clock.run(net.exchange(request(HOME, QUERY), { ...ANY, signal: AbortSignal.abort() }));
    expect([result, net.log.packets]).toEqual([{ kind: 'timeout' }, 0]);
  });
});

describe('the log', () => {
  it('tells when, whom, how and what', async () => {
    const { clock, net } = wired([host()]);
    await clock.run(net.exchange(request(HOME, query('WWW.Example', 'AAAA')), ANY));
    await clock.run(net.exchange(request(HOME, Uint8Array.of(1, 2, 3), { protocol: 'tcp' }), ANY));
    expect(net.log.entries).toEqual([
      { at: 0, address: HOME, protocol: 'udp', question: { name: 'www.example.', type: 28, class: 1 }, octets: 29 },
      { at: 30, address: HOME, protocol: 'tcp', question: undefined, octets: 3 },
    ]);
    net.log.clear();
    expect([net.log.packets, net.log.entries]).toEqual([0, []]);
  });

  it('forgets the oldest entries, but not their number', async () => {
    const { net } = wired([], { noRoute: [] });
    for (let packet = 0; packet < 20_001; packet++) void net.exchange(request(HOME, QUERY), ANY);
    expect(net.log.packets).toBe(20_001);
    expect(net.log.entries.length).toBeLessThanOrEqual(20_000);
  });
});

describe('determinism', () => {
  /** Two hundred questions to three bad hosts, all at once. */
  async function storm(seed: number): Promise<string> {
    const clock = createVirtualClock({ drain });
    const hosts = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) =>
      host({ address, jitterMs: 50, faults: [lossy(0.3), latency(5, 20), duplicates(2, 3)] }),
    );
    const net = createInternet({ clock, random: seededRandom(seed), hosts });
    const ends = Array.from({ length: 200 }, async (_, at) => {
      await clock.sleep(at * 3);
      const result = await net.exchange(request(`192.0.2.${1 + (at % 4)}`, query(`q${at}.example`)), ANY);
      return `${at} ${result.kind} ${clock.now()}`;
    });
    return [...(await clock.run(Promise.all(ends))), ...net.log.entries.map((entry) => JSON.stringify(entry))].join(
      '\n',
    );
  }

  it('one seed is one universe: equal packets, equal results at equal times', async () => {
    expect(await storm(1)).toBe(await storm(1));
  });

  it('another seed is another one', async () => {
    expect(await storm(1)).not.toBe(await storm(2));
  });

  it('the luck of one host does not depend on what is asked of another', async () => {
    const luck = async (others: number): Promise<string[]> => {
      const { clock, net } = wired([withFault(lossy(0.5)), host({ address: '192.0.2.2', faults: [lossy(0.5)] })]);
      const kinds: string[] = [];
      for (let packet = 0; packet < 20; packet++) {
        for (let other = 0; other < others; other++) await clock.run(net.exchange(request('192.0.2.2', QUERY), ANY));
        kinds.push((await clock.run(net.exchange(request(HOME, QUERY), ANY))).kind);
      }
      return kinds;
    };
    expect(await luck(0)).toEqual(await luck(2));
  });
});
