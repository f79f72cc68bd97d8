/**
 * Upstream UDP: a fresh connected socket on a random port for each attempt. It must not know DNS beyond what the
 * judge says.
 *
 * RFC 5452 section 9.2 (unpredictable ports), RFC 6056 (the whole range). Entropy of one attempt: 64,512 ports times
 * 65,536 ids, less than one bit lost to retries when a port is taken; plus the letters of 0x20. Connected, so that
 * only the server's address and port are heard and ICMP errors arrive.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { Address, ExchangeOptions, ExchangeRequest, ExchangeResult, Random } from '../ports.ts';

import { failureOf } from './failure.ts';
import { startTimers, type Timers } from './timers.ts';

const FIRST_PORT = 1024;
const PORTS = 65_536 - FIRST_PORT;
/** Ports tried before an attempt is given up: with half the range taken, 1 in 65,536 attempts fails. */
const PORT_TRIES = 16;

export interface UdpParts {
  readonly random: Random;
  readonly route: (address: Address, protocol: 'udp') => { readonly host: string; readonly port: number };
  /** Local address to send from, by family; undefined: the system's choice. */
  readonly source: { readonly 4: string | undefined; readonly 6: string | undefined };
}

/** One datagram out, and what comes back. Resolves always. */
export function exchangeUdp(
  parts: UdpParts,
  request: ExchangeRequest,
  options: ExchangeOptions,
): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const where = parts.route(request.address, 'udp');
    const family = where.host.includes(':') ? 6 : 4;
    const started = performance.now();
    let socket: Socket | undefined;
    let tries = 0;
    let timers: Timers | undefined;

    const finish = (result: ExchangeResult): void => {
      timers?.stop();
      timers = undefined;
      options.signal?.removeEventListener('abort', abort);
      const open = socket;
      socket = undefined;
      if (open === undefined) return;
      open.removeAllListeners();
      // A late error on a closing socket concerns nobody any more.
      open.on('error', () => undefined);
      open.close();
      resolve(result);
    };
    const abort = (): void => finish({ kind: 'timeout' });

    const receive = (datagram: Uint8Array): void => {
      const judgement = options.judge(datagram);
      if (judgement === 'other') return;
      finish({ kind: judgement === 'mine' ? 'reply' : 'suspect', bytes: datagram, rttMs: performance.now() - started });
    };

    const open = (): void => {
      tries++;
      const current = createSocket({ type: family === 6 ? 'udp6' : 'udp4', lookup: sameAddress });
      socket = current;
      current.once('error', (error: Error & { code?: string }) => {
        if (error.code === 'EADDRINUSE' && tries < PORT_TRIES) {
          current.removeAllListeners();
          current.close();
          open();
        } else finish(failureOf(error, 'udp'));
      });
      const bound = (): void => {
        current.connect(where.port, where.host, () => {
          current.send(request.bytes);
        });
      };
      current.on('message', receive);
      current.bind(
        { port: FIRST_PORT + parts.random.below(PORTS), address: sourceFor(parts, family), exclusive: true },
        bound,
      );
    };

    timers = startTimers(request, options, () => finish({ kind: 'timeout' }));
    if (options.signal?.aborted === true) {
      timers.stop();
      resolve({ kind: 'timeout' });
      return;
    }
    options.signal?.addEventListener('abort', abort, { once: true });
    try {
      open();
    } catch (error) {
      // Out of descriptors: Node throws where other errors are events.
      timers.stop();
      options.signal?.removeEventListener('abort', abort);
      resolve(failureOf(error instanceof Error ? error : new Error(String(error)), 'udp'));
    }
  });
}

function sourceFor(parts: UdpParts, family: 4 | 6): string {
  return parts.source[family] ?? (family === 6 ? '::' : '0.0.0.0');
}

/** Addresses are literal here: Node's own look-up would cost a turn through the thread pool. */
function sameAddress(
  host: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  done(null, host, host.includes(':') ? 6 : 4);
}
