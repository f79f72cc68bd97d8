/**
 * Upstream UDP: a fresh connected socket on a random port for each attempt. It must not know DNS beyond what the
 * judge says.
 *
 * RFC 5452 section 9.2 (unpredictable ports), RFC 6056 (the whole range). Entropy of one attempt: 64,512 ports times
 * 65,536 ids, less than one bit lost to retries when a port is taken; plus the letters of 0x20. Connected, so that
 * only the server's address and port are heard and ICMP errors arrive.
 */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Address, ExchangeOptions, ExchangeRequest, ExchangeResult, Random } from '../ports.ts';
import { failureOf } from './failure.ts';
import { startTimers, type Timers } from './timers.ts';

const FIRST_PORT = 1024;
const PORTS = 65_536 - FIRST_PORT;
/** Ports tried before an attempt is given up: with half the range taken, 1 in 65,536 attempts fails. */
const PORT_TRIES = 16;

/** What every UDP exchange shares; `random` picks the source ports (RFC 5452 section 9.2). */
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
    if (options.signal?.aborted === true) {
      resolve({ kind: 'timeout' });
      return;
    }
    const trip: Trip = {
      parts,
      request,
      options,
      resolve,
      startedAt: performance.now(),
      socket: undefined,
      timers: startTimers(request, options, () => finish(trip, { kind: 'timeout' })),
      tries: 0,
      abort: () => finish(trip, { kind: 'timeout' }),
    };
    options.signal?.addEventListener('abort', trip.abort, { once: true });
    openOrFail(trip);
  });
}

/** One exchange under way. */
interface Trip {
  readonly parts: UdpParts;
  readonly request: ExchangeRequest;
  readonly options: ExchangeOptions;
  readonly resolve: (result: ExchangeResult) => void;
  readonly startedAt: number;
  readonly abort: () => void;
  readonly timers: Timers;
  socket: Socket | undefined;
  tries: number;
}

/** Ends the trip and frees its socket; what comes later concerns nobody any more. */
function finish(trip: Trip, result: ExchangeResult): void {
  trip.timers.stop();
  trip.options.signal?.removeEventListener('abort', trip.abort);
  discard(trip.socket);
  trip.socket = undefined;
  trip.resolve(result);
}

function discard(socket: Socket | undefined): void {
  if (socket === undefined) return;
  socket.removeAllListeners();
  socket.on('error', () => undefined);
  socket.close();
}

/** Out of descriptors: Node throws where other errors are events. */
function openOrFail(trip: Trip): void {
  try {
    open(trip);
  } catch (error) {
    finish(trip, failureOf(error instanceof Error ? error : new Error(String(error)), 'udp'));
  }
}

/** Binds a socket to a random port, connects it and sends. */
function open(trip: Trip): void {
  const { parts, request } = trip;
  const { host, port } = parts.route(request.address, 'udp');
  const family = host.includes(':') ? 6 : 4;
  trip.tries++;
  const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', lookup: sameAddress });
  trip.socket = socket;
  socket.once('error', (error: Error & { code?: string }) => {
    if (error.code !== 'EADDRINUSE' || trip.tries >= PORT_TRIES) {
      finish(trip, failureOf(error, 'udp'));
      return;
    }
    discard(socket);
    openOrFail(trip);
  });
  socket.on('message', (datagram) => receive(trip, datagram));
  const local = { port: FIRST_PORT + parts.random.below(PORTS), address: sourceFor(parts, family), exclusive: true };
  // Node hands the failure of connect() (no route) to this callback alone: unheeded, send() would throw beyond us.
  const connected = (error?: Error): void => {
    if (error instanceof Error) finish(trip, failureOf(error, 'udp'));
    else socket.send(request.bytes);
  };
  socket.bind(local, () => socket.connect(port, host, connected));
}

function receive(trip: Trip, datagram: Uint8Array): void {
  const judgement = trip.options.judge(datagram);
  if (judgement === 'other') return;
  const rttMs = performance.now() - trip.startedAt;
  finish(trip, { kind: judgement === 'mine' ? 'reply' : 'suspect', bytes: datagram, rttMs });
}

function sourceFor(parts: UdpParts, family: 4 | 6): string {
  return parts.source[family] ?? (family === 6 ? '::' : '0.0.0.0');
}

/** In place of Node's look-up, for literal addresses: nothing is asked and no turn of the loop is lost. */
export function sameAddress(
  host: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  const family = isIP(host);
  if (family !== 0) done(null, host, family);
  // Only a route of the tests has names: the host of a container.
  else lookup(host, { family: 4 }, done);
}
