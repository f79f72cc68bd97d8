/**
 * The wire of a scenario: every outgoing query is written down and waits until the run loop ends it. It must not know
 * which reply a query gets, nor when.
 */
import type { Address, Exchange, ExchangeErrorCode, ExchangeOptions, ExchangeResult, Millis } from '../../src/ports.ts';
import type { Seen } from './match.ts';
import { readPacket } from './packet.ts';

/** An outgoing query that waits; it leaves the list when it ends. */
export interface Pending {
  readonly address: Address;
  readonly bytes: Uint8Array;
  /** What was sent, its ID as 0: a scenario knows no IDs of ours. */
  readonly seen: Seen;
  /** Hands over a reply; one that the resolver does not take for its own is as good as silence. */
  deliver(reply: Uint8Array): void;
  /** The attempt ends without a reply. */
  timeOut(): void;
  fail(code: ExchangeErrorCode): void;
}

export interface Network {
  readonly exchange: Exchange;
  /** Most recent first. */
  readonly pending: readonly Pending[];
}

/** Any positive time: the clock stands still while a reply travels. */
const RTT_MS: Millis = 10;

/** `onSent` is called for every query, before it is in the list. */
export function createNetwork(onSent: (query: Pending) => void): Network {
  const pending: Pending[] = [];
  const exchange: Exchange = (request, options) =>
    new Promise((resolve) => {
      const end = (result: ExchangeResult): void => {
        const at = pending.indexOf(query);
        if (at < 0) return;
        pending.splice(at, 1);
        options.signal?.removeEventListener('abort', stop);
        resolve(result);
      };
      const stop = (): void => end({ kind: 'timeout' });
      const query: Pending = {
        address: request.address,
        bytes: request.bytes,
        seen: {
          packet: { ...readPacket(request.bytes), id: 0 },
          transport: request.protocol === 'udp' ? 'udp' : 'tcp',
        },
        deliver: (reply) => end(judged(reply, options)),
        timeOut: () => {
          options.overdue?.();
          end({ kind: 'timeout' });
        },
        fail: (code) => end({ kind: 'error', code, detail: `the scenario says ${code}` }),
      };
      onSent(query);
      pending.unshift(query);
      options.signal?.addEventListener('abort', stop, { once: true });
      if (options.signal?.aborted === true) stop();
    });
  return { exchange, pending };
}

function judged(bytes: Uint8Array, options: ExchangeOptions): ExchangeResult {
  const verdict = options.judge(bytes);
  if (verdict === 'mine') return { kind: 'reply', bytes, rttMs: RTT_MS };
  if (verdict === 'suspect') return { kind: 'suspect', bytes, rttMs: RTT_MS };
  options.overdue?.();
  return { kind: 'timeout' };
}
