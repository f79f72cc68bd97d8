/**
 * Upstream TCP and TLS: one connection for one message. It must not know DNS beyond the two-octet length in front of
 * a message (RFC 7766 section 8) and what the judge says. RFC 7858 and 8310 section 8.1 for TLS.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type PeerCertificate } from 'node:tls';
import type { Address, ExchangeOptions, ExchangeRequest, ExchangeResult } from '../ports.ts';
import { failureOf } from './failure.ts';
import { createFrames } from './frames.ts';
import { startTimers } from './timers.ts';

/** How long a connection may take to be there, TLS included. */
const CONNECT_TIMEOUT_MS = 2000;

/** What every TCP or TLS exchange shares; `source` is the local address to send from, by family. */
export interface StreamParts {
  readonly route: (address: Address, protocol: 'tcp' | 'tls') => { readonly host: string; readonly port: number };
  readonly source: { readonly 4: string | undefined; readonly 6: string | undefined };
  /** Certificates (PEM) that TLS trusts instead of the system's. */
  readonly tlsAuthorities?: string | undefined;
}

/** One message out over a new connection, and the reply. Resolves always. */
export function exchangeStream(
  parts: StreamParts,
  request: ExchangeRequest,
  options: ExchangeOptions,
): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    if (options.signal?.aborted === true) {
      resolve({ kind: 'timeout' });
      return;
    }
    const protocol = request.protocol === 'tls' ? 'tls' : 'tcp';
    const started = performance.now();
    const socket = openOrFailure(parts, request, protocol);
    if ('kind' in socket) {
      resolve(socket);
      return;
    }
    const frames = createFrames();
    let done = false;
    const finish = (result: ExchangeResult): void => {
      if (done) return;
      done = true;
      timers.stop();
      clearTimeout(connecting);
      options.signal?.removeEventListener('abort', abort);
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(result);
    };
    const abort = (): void => finish({ kind: 'timeout' });
    const timers = startTimers(request, options, () => finish({ kind: 'timeout' }));
    const connecting = setTimeout(() => timers.expire(), CONNECT_TIMEOUT_MS);
    options.signal?.addEventListener('abort', abort, { once: true });
    socket.once(protocol === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(connecting);
      socket.write(framed(request.bytes));
    });
    socket.on('data', (chunk: Uint8Array) => {
      for (const bytes of frames.take(chunk)) {
        const judgement = options.judge(bytes);
        if (judgement !== 'other')
          finish({ kind: judgement === 'mine' ? 'reply' : 'suspect', bytes, rttMs: performance.now() - started });
      }
    });
    socket.on('error', (error) => finish(failureOf(error, protocol)));
    socket.on('close', () =>
      finish({ kind: 'error', code: 'reset', detail: 'the server closed the connection without an answer' }),
    );
  });
}

/** Node throws for an address it cannot read where other trouble is an event. */
function openOrFailure(parts: StreamParts, request: ExchangeRequest, protocol: 'tcp' | 'tls'): Socket | ExchangeResult {
  try {
    return open(parts, request, protocol);
  } catch (error) {
    return { kind: 'error', code: 'local', detail: error instanceof Error ? error.message : String(error) };
  }
}

function open(parts: StreamParts, request: ExchangeRequest, protocol: 'tcp' | 'tls'): Socket {
  const { host, port } = parts.route(request.address, protocol);
  const localAddress = parts.source[host.includes(':') ? 6 : 4];
  const where = localAddress === undefined ? { host, port } : { host, port, localAddress };
  if (protocol === 'tcp') return connectTcp({ ...where, noDelay: true });
  const { tlsName } = request;
  const servername = tlsName !== undefined && isIP(tlsName) === 0 ? { servername: tlsName } : {};
  const trust = parts.tlsAuthorities === undefined ? {} : { ca: parts.tlsAuthorities };
  const checked = {
    checkServerIdentity: (host: string, certificate: PeerCertificate) =>
      checkServerIdentity(tlsName ?? host, certificate),
  };
  return connectTls({ ...where, ...servername, ...trust, ...checked, ALPNProtocols: ['dot'] });
}

/** The message behind its length, as one write: two segments would wait for each other. */
export function framed(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.length + 2);
  frame[0] = bytes.length >> 8;
  frame[1] = bytes.length & 0xff;
  frame.set(bytes, 2);
  return frame;
}
