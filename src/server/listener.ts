/**
 * What all listeners have in common: where they listen, who answers for them, what is under way. It must not know
 * sockets.
 */
import { apology, type Client } from './reply.ts';
import type { Respond } from './respond.ts';

/** An IP address and a port to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** One bound socket that answers clients. */
export interface Listener {
  /** Where it listens, as bound. */
  readonly address: ListenAddress;
  /** Accepts nothing new; resolves when what is under way has been answered, after `graceMs` at the latest. */
  close(graceMs: number): Promise<void>;
}

/** What listeners are given: who answers, and whom to tell of trouble. */
export interface ListenerParts {
  /** Looked up for each message, so that a reload takes effect at once. */
  readonly respond: () => Respond;
  /** Our own bugs and socket trouble, as sentences. */
  readonly complain: (text: string, error: unknown) => void;
}

/** The reply to one message; where answering fails by a fault of ours, that is told and the client gets SERVFAIL. */
export async function replyOrApology(
  parts: ListenerParts,
  bytes: Uint8Array,
  client: Client,
): Promise<Uint8Array | undefined> {
  try {
    return await parts.respond()(bytes, client);
  } catch (error) {
    parts.complain(`a question over ${client.protocol.toUpperCase()} ended with an error of ours`, error);
    return apology(bytes);
  }
}

/** Work under way, and a promise for none. */
export interface Counter {
  add(): void;
  readonly remove: () => void;
  /** Resolves when nothing is under way, or after `graceMs`. */
  idle(graceMs: number): Promise<void>;
  readonly count: number;
}

/** Starts at none; one `idle` may wait at a time. */
export function createCounter(): Counter {
  let count = 0;
  let waiting: (() => void) | undefined;
  return {
    add: () => {
      count++;
    },
    remove: () => {
      count--;
      if (count === 0) waiting?.();
    },
    idle: (graceMs) =>
      new Promise((resolve) => {
        if (count === 0) {
          resolve();
          return;
        }
        const timer = setTimeout(resolve, graceMs);
        waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    get count() {
      return count;
    },
  };
}
