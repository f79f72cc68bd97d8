import { createSocket, type Socket } from 'node:dgram';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createExchange } from '../../src/net/exchange.ts';
import { systemRandom } from '../../src/net/system.ts';
import type { Judgement } from '../../src/ports.ts';
import { createGate, createOpened, requestTo, silentPort, TAKE_ALL, udpServer } from './loopback.ts';

const opened = createOpened();
afterEach(() => opened.closeAll());

const exchange = createExchange({ random: systemRandom });

/** A judge that goes by the first octet of the datagram. */
const byFirstOctet = (bytes: Uint8Array): Judgement => (bytes[0] === 1 ? 'mine' : bytes[0] === 2 ? 'suspect' : 'other');

/** Takes the port for itself; undefined where the system has it already. */
function occupy(port: number): Promise<Socket | undefined> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, address: '0.0.0.0', exclusive: true }, () => resolve(socket));
  });
}

describe('a reply over UDP', () => {
  it('is the datagram as sent, with the time it took', async () => {
    const port = await udpServer(opened, (bytes, from, socket) => socket.send([bytes, bytes], from.port, from.address));
    const result = await exchange(requestTo(port, 'udp'), TAKE_ALL);
    expect(result).toMatchObject({ kind: 'reply', bytes: Buffer.from([1, 2, 3, 1, 2, 3]) });
    expect(result.kind === 'reply' && result.rttMs > 0 && result.rttMs < 5000).toBe(true);
  });

  it('comes over IPv6 too', async () => {
    const port = await udpServer(opened, (bytes, from, socket) => socket.send(bytes, from.port, from.address), '::1');
    const result = await exchange(requestTo(port, 'udp', { address: `::1@${port}` }), TAKE_ALL);
    expect(result.kind).toBe('reply');
  });

  it('is waited for behind datagrams that concern somebody else', async () => {
    const port = await udpServer(opened, (_bytes, from, socket) => {
      for (const octet of [9, 8, 1]) socket.send(Uint8Array.of(octet), from.port, from.address);
    });
    const heard: (number | undefined)[] = [];
    const result = await exchange(requestTo(port, 'udp'), {
      judge: (bytes) => {
        heard.push(bytes[0]);
        return byFirstOctet(bytes);
      },
    });
    expect(result).toMatchObject({ kind: 'reply', bytes: Buffer.of(1) });
    expect(heard).toEqual([9, 8, 1]);
  });

  it('is reported at once when it is a near miss', async () => {
    const port = await udpServer(opened, (_bytes, from, socket) =>
      socket.send(Uint8Array.of(2), from.port, from.address),
    );
    const result = await exchange(requestTo(port, 'udp'), { judge: byFirstOctet });
    expect(result).toMatchObject({ kind: 'suspect', bytes: Buffer.of(2) });
  });

  it('is not heard from another port than the one asked', async () => {
    const other = createSocket('udp4');
    opened.add(() => other.close());
    const port = await udpServer(opened, (_bytes, from, socket) => {
      other.send(Uint8Array.of(1, 66), from.port, from.address, () => {
        socket.send(Uint8Array.of(1, 77), from.port, from.address);
      });
    });
    expect(await exchange(requestTo(port, 'udp'), TAKE_ALL)).toMatchObject({ bytes: Buffer.of(1, 77) });
  });
});

describe('silence over UDP', () => {
  it('is told as overdue, and a late reply is still accepted', async () => {
    const late = createGate<() => void>();
    const port = await udpServer(opened, (bytes, from, socket) => {
      late.open(() => socket.send(bytes, from.port, from.address));
    });
    let overdue = 0;
    const result = await exchange(requestTo(port, 'udp', { timeoutMs: 30 }), {
      ...TAKE_ALL,
      overdue: () => {
        overdue++;
        late.promise.then((send) => send());
      },
    });
    expect(result.kind).toBe('reply');
    expect(overdue).toBe(1);
  });

  it('ends as a timeout when the lingering is over, and overdue is told once', async () => {
    const port = await udpServer(opened, () => undefined);
    let overdue = 0;
    const began = performance.now();
    const result = await exchange(requestTo(port, 'udp', { timeoutMs: 20, lingerMs: 60 }), {
      ...TAKE_ALL,
      overdue: () => overdue++,
    });
    expect(result).toEqual({ kind: 'timeout' });
    expect(overdue).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(55);
  });

  it('is no verdict on a server that answered while this process was busy', async () => {
    const { worker, port } = await otherThread();
    const asked = exchange(requestTo(port, 'udp', { timeoutMs: 20, lingerMs: 20 }), TAKE_ALL);
    await createdAndSent();
    for (const began = performance.now(); performance.now() - began < 80; );
    expect((await asked).kind).toBe('reply');
    await worker.terminate();
  });
});

/** An echo over UDP that answers while this thread is busy. */
async function otherThread(): Promise<{ worker: Worker; port: number }> {
  const source = `
    const { parentPort } = require('node:worker_threads');
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address));
    socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port));`;
  const worker = new Worker(source, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  return { worker, port };
}

/** A few turns of the loop, shorter than any timeout: bind, connect and send are behind us. */
async function createdAndSent(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('trouble over UDP', () => {
  it('is refused by name where nothing listens', async () => {
    const port = await silentPort();
    expect(await exchange(requestTo(port, 'udp'), TAKE_ALL)).toEqual({
      kind: 'error',
      code: 'refused',
      detail: 'nothing listens there (ECONNREFUSED)',
    });
  });

  it("without a way to the network is our own, never the server's", async () => {
    // A multicast source can bind nowhere; 255.255.255.255 needs a permission; both fail before a packet leaves.
    const result = await exchange(requestTo(53, 'udp', { address: '255.255.255.255' }), TAKE_ALL);
    expect(result).toMatchObject({ kind: 'error', code: 'local' });
  });

  it('with a source address this machine does not have is our own', async () => {
    const elsewhere = createExchange({ random: systemRandom, sourceIpv4: '192.0.2.77' });
    expect(await elsewhere(requestTo(53, 'udp'), TAKE_ALL)).toMatchObject({ kind: 'error', code: 'local' });
  });
});

describe('the socket of an attempt', () => {
  it('is freed by an abort at once: its port can be bound again', async () => {
    const asked = createGate<number>();
    const port = await udpServer(opened, (_bytes, from) => asked.open(from.port));
    const stop = new AbortController();
    const result = exchange(requestTo(port, 'udp'), { ...TAKE_ALL, signal: stop.signal });
    const theirs = await asked.promise;
    expect(await occupy(theirs)).toBeUndefined();
    stop.abort();
    expect(await result).toEqual({ kind: 'timeout' });
    const again = await occupy(theirs);
    expect(again).toBeDefined();
    again?.close();
  });

  it('is never opened for what was aborted before', async () => {
    let heard = 0;
    const port = await udpServer(opened, () => heard++);
    const options = { ...TAKE_ALL, signal: AbortSignal.abort() };
    expect(await exchange(requestTo(port, 'udp'), options)).toEqual({ kind: 'timeout' });
    await exchange(requestTo(port, 'udp', { timeoutMs: 20, lingerMs: 20 }), TAKE_ALL);
    expect(heard).toBe(1);
  });

  it('tries another port when the one drawn is taken', async () => {
    const taken = await occupy(0);
    opened.add(() => taken?.close());
    const free = await silentPort();
    const drawn = [taken?.address().port ?? 0, taken?.address().port ?? 0, free];
    let draws = 0;
    const random = { uint16: () => 0, below: () => (drawn[draws++] ?? 0) - 1024 };
    const port = await udpServer(opened, (bytes, from, socket) =>
      socket.send([bytes, Uint8Array.of(from.port >> 8, from.port & 255)], from.port, from.address),
    );
    const result = await createExchange({ random })(requestTo(port, 'udp'), TAKE_ALL);
    expect(result).toMatchObject({ kind: 'reply', bytes: Buffer.of(1, 2, 3, free >> 8, free & 255) });
    expect(draws).toBe(3);
  });

  it('gives up after a bounded number of taken ports', async () => {
    const taken = await occupy(0);
    opened.add(() => taken?.close());
    let draws = 0;
    const below = (): number => {
      draws++;
      return (taken?.address().port ?? 0) - 1024;
    };
    const result = await createExchange({ random: { uint16: () => 0, below } })(requestTo(53, 'udp'), TAKE_ALL);
    expect(result).toMatchObject({ kind: 'error', code: 'local' });
    expect(draws).toBe(16);
  });

  it('leaves from the source address that was set', async () => {
    const from = createGate<string>();
    const port = await udpServer(opened, (bytes, remote, socket) => {
      from.open(remote.address);
      socket.send(bytes, remote.port, remote.address);
    });
    const other = createExchange({ random: systemRandom, sourceIpv4: '127.0.0.2' });
    await other(requestTo(port, 'udp'), TAKE_ALL);
    expect(await from.promise).toBe('127.0.0.2');
  });
});
