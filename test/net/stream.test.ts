import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createExchange, directRoute } from '../../src/net/exchange.ts';
import { createFrames } from '../../src/net/frames.ts';
import { framed } from '../../src/net/stream.ts';
import { systemRandom } from '../../src/net/system.ts';
import { createGate, createOpened, listening, requestTo, silentPort, TAKE_ALL, tcpServer } from './loopback.ts';

const opened = createOpened();
afterEach(() => opened.closeAll());

const exchange = createExchange({ random: systemRandom });

/** Calls `answer` with each message of the stream. */
function onMessage(socket: Socket, answer: (bytes: Uint8Array) => void): void {
  const frames = createFrames();
  socket.on('data', (chunk: Uint8Array) => {
    for (const bytes of frames.take(chunk)) answer(bytes);
  });
}

describe('a reply over TCP', () => {
  it('is put together from single octets', async () => {
    const port = await tcpServer(opened, (socket) => {
      socket.setNoDelay(true);
      onMessage(socket, (bytes) => {
        const octets = [...framed(bytes)];
        const drip = (): void => {
          const next = octets.shift();
          if (next !== undefined) socket.write(Uint8Array.of(next), () => setImmediate(drip));
        };
        drip();
      });
    });
    const result = await exchange(requestTo(port, 'tcp'), TAKE_ALL);
    expect(result.kind === 'reply' && [...result.bytes]).toEqual([1, 2, 3]);
  });

  it('is found behind the message of somebody else in the same segment', async () => {
    const port = await tcpServer(opened, (socket) =>
      onMessage(socket, () => socket.write(Buffer.concat([framed(Uint8Array.of(9)), framed(Uint8Array.of(1, 4))]))),
    );
    const judge = (bytes: Uint8Array) => (bytes[0] === 1 ? 'mine' : 'other');
    const result = await exchange(requestTo(port, 'tcp'), { judge });
    expect(result.kind === 'reply' && [...result.bytes]).toEqual([1, 4]);
  });

  it('is reported at once when it is a near miss', async () => {
    const port = await tcpServer(opened, (socket) => onMessage(socket, (bytes) => socket.write(framed(bytes))));
    expect((await exchange(requestTo(port, 'tcp'), { judge: () => 'suspect' })).kind).toBe('suspect');
  });

  it('may come after it was overdue', async () => {
    const late = createGate<() => void>();
    const port = await tcpServer(opened, (socket) =>
      onMessage(socket, (bytes) => late.open(() => socket.write(framed(bytes)))),
    );
    const overdue = (): void => void late.promise.then((send) => send());
    expect((await exchange(requestTo(port, 'tcp', { timeoutMs: 30 }), { ...TAKE_ALL, overdue })).kind).toBe('reply');
  });

  it('comes to the source address that was set', async () => {
    const from = createGate<string | undefined>();
    const port = await tcpServer(opened, (socket) => {
      from.open(socket.remoteAddress);
      onMessage(socket, (bytes) => socket.write(framed(bytes)));
    });
    const other = createExchange({ random: systemRandom, sourceIpv4: '127.0.0.2' });
    expect((await other(requestTo(port, 'tcp'), TAKE_ALL)).kind).toBe('reply');
    expect(await from.promise).toBe('127.0.0.2');
  });
});

describe('trouble over TCP', () => {
  it('is told as a connection cut when the server closes without an answer', async () => {
    const port = await tcpServer(opened, (socket) => socket.end());
    expect(await exchange(requestTo(port, 'tcp'), TAKE_ALL)).toEqual({
      kind: 'error',
      code: 'reset',
      detail: 'the server closed the connection without an answer',
    });
  });

  it('is told as a connection cut when the server resets it', async () => {
    const port = await tcpServer(opened, (socket) => onMessage(socket, () => socket.resetAndDestroy()));
    expect(await exchange(requestTo(port, 'tcp'), TAKE_ALL)).toMatchObject({ kind: 'error', code: 'reset' });
  });

  it('is refused by name where nothing listens', async () => {
    const port = await silentPort();
    expect(await exchange(requestTo(port, 'tcp'), TAKE_ALL)).toMatchObject({ kind: 'error', code: 'refused' });
  });

  it('is a value even for an address that nobody can read', async () => {
    const nonsense = createExchange({ random: systemRandom, sourceIpv4: 'here' });
    expect(await nonsense(requestTo(53, 'tcp'), TAKE_ALL)).toMatchObject({ kind: 'error', code: 'local' });
  });

  it('ends as a timeout when the server says nothing', async () => {
    const port = await tcpServer(opened, () => undefined);
    const request = requestTo(port, 'tcp', { timeoutMs: 20, lingerMs: 40 });
    expect(await exchange(request, TAKE_ALL)).toEqual({ kind: 'timeout' });
  });

  it('ends as a timeout when the connection does not come about', async () => {
    // A TLS handshake that nobody answers: the connection is never ready, its own bound of 2 s ends it.
    const port = await tcpServer(opened, () => undefined);
    const began = performance.now();
    expect(await exchange(requestTo(port, 'tls', { timeoutMs: 9000, lingerMs: 9000 }), TAKE_ALL)).toEqual({
      kind: 'timeout',
    });
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('an abort cuts the connection, before it is made and after', async () => {
    const asked = createGate<Promise<void>>();
    const port = await tcpServer(opened, (socket) => {
      const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
      onMessage(socket, () => asked.open(closed));
    });
    const before = { ...TAKE_ALL, signal: AbortSignal.abort() };
    expect(await exchange(requestTo(port, 'tcp'), before)).toEqual({ kind: 'timeout' });
    const stop = new AbortController();
    const result = exchange(requestTo(port, 'tcp'), { ...TAKE_ALL, signal: stop.signal });
    const closed = await asked.promise.then((promise) => ({ promise }));
    stop.abort();
    expect(await result).toEqual({ kind: 'timeout' });
    await closed.promise;
  });
});

describe('TLS', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootwalk-tls-'));
    const made = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'), '-days', '2'];
    const named = ['-subj', '/CN=dns.test', '-addext', 'subjectAltName=DNS:dns.test'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-x509', ...key, ...made, ...named], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A DNS-over-TLS server with the certificate of `dns.test`; its port. */
  const tlsServer = (heard: () => void): Promise<number> => {
    const server = createTlsServer({
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
      ALPNProtocols: ['dot'],
    });
    server.on('tlsClientError', () => undefined);
    server.on('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      onMessage(socket, (bytes) => {
        heard();
        socket.write(framed(bytes));
      });
    });
    opened.add(() => server.close());
    return listening(server);
  };

  it('refuses a certificate that nobody we trust has signed, before a question is sent', async () => {
    let heard = 0;
    const port = await tlsServer(() => heard++);
    const result = await exchange(requestTo(port, 'tls', { tlsName: 'dns.test' }), TAKE_ALL);
    expect(result).toMatchObject({ kind: 'error', code: 'tls' });
    expect(heard).toBe(0);
  });

  it('accepts a certificate of an authority that was named, for the right name', async () => {
    const port = await tlsServer(() => undefined);
    const trusting = createExchange({
      random: systemRandom,
      tlsAuthorities: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    });
    const result = await trusting(requestTo(port, 'tls', { tlsName: 'dns.test' }), TAKE_ALL);
    expect(result.kind === 'reply' && [...result.bytes]).toEqual([1, 2, 3]);
  });

  it.each(['other.test', undefined])('refuses it for another name: %s', async (tlsName) => {
    let heard = 0;
    const port = await tlsServer(() => heard++);
    const trusting = createExchange({
      random: systemRandom,
      tlsAuthorities: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    });
    const named = tlsName === undefined ? {} : { tlsName };
    expect(await trusting(requestTo(port, 'tls', named), TAKE_ALL)).toMatchObject({ kind: 'error', code: 'tls' });
    expect(heard).toBe(0);
  });
});

describe('where an address is', () => {
  it.each([
    ['192.0.2.1', 'udp', '192.0.2.1', 53],
    ['192.0.2.1@5353', 'tcp', '192.0.2.1', 5353],
    ['2001:db8::1', 'tls', '2001:db8::1', 853],
    ['2001:db8::1@8853', 'tls', '2001:db8::1', 8853],
  ] as const)('%s over %s is %s port %d', (address, protocol, host, port) => {
    expect(directRoute(address, protocol)).toEqual({ host, port });
  });
});
