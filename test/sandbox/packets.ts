/** Queries, behaviours and a clock for the sandbox's own tests. */
import type { ExchangeOptions, ExchangeRequest, Protocol } from '../../src/ports.ts';
import type { Behaviour, Moment, Reaction } from '../../src/sandbox/host.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import type { Edns, EdnsOption } from '../../src/wire/edns.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { rrsetToText } from '../../src/wire/presentation.ts';
import { buildQuery } from '../../src/wire/query.ts';
import { CLASS, typeFromText } from '../../src/wire/registry.ts';
import type { RRset } from '../../src/wire/rrset.ts';

/** Lets every microtask and what it starts run: exact, since an immediate only fires when nothing is left to do. */
export const drain = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What is special about a query. */
export interface QueryOptions {
  readonly id?: number;
  readonly rd?: boolean;
  /** UDP size of the OPT record; no OPT without it. */
  readonly edns?: number;
  readonly dnssecOk?: boolean;
  readonly version?: number;
  readonly options?: readonly EdnsOption[];
}

/** The bytes of a query for `name`, whose letters are kept. */
export function query(name: string, type = 'A', options: QueryOptions = {}): Uint8Array {
  const { id = 4711, rd = false, edns, dnssecOk = false, version = 0 } = options;
  const opt: Edns = { version, udpSize: edns ?? 0, dnssecOk, flags: 0, options: options.options ?? [] };
  const question = { name: nameFromText(name), type: typeFromText(type) ?? 0, class: CLASS.IN };
  const bytes = buildQuery({ id, question, rd, cd: false, edns: edns === undefined ? undefined : opt });
  // Plain letters stand in the message at the places they have in the text, one octet further on.
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code >= 0x41 && code <= 0x5a) bytes[13 + at] = code;
  }
  return bytes;
}

/** A moment at `at` ms with luck of its own. */
export function moment(at = 0, seed = 1): Moment {
  return { at, random: seededRandom(seed) };
}

/** All replies of a behaviour, decoded. */
export function replies(serve: Behaviour, bytes: Uint8Array, protocol: Protocol = 'udp', when = moment()): Message[] {
  return parcelsOf(serve(bytes, protocol, when)).map((parcel) => decodeMessage(parcel.bytes));
}

/** The one reply; throws for silence, for errors and for more than one. */
export function replyTo(serve: Behaviour, bytes: Uint8Array, protocol: Protocol = 'udp', when = moment()): Message {
  const [message, ...more] = replies(serve, bytes, protocol, when);
  if (message === undefined || more.length > 0) throw new Error(`${more.length + 1} replies where one was wanted`);
  return message;
}

/** The parcels of a reaction; throws for errors. */
export function parcelsOf(reaction: Reaction): readonly { readonly bytes: Uint8Array; readonly afterMs: number }[] {
  if (reaction.kind === 'error') throw new Error(`the host says ${reaction.code}`);
  return reaction.parcels;
}

/** Records without TTL and class: `www.example. A 192.0.2.1`. */
export function lines(sets: readonly RRset[]): string[] {
  return sets.flatMap((set) => rrsetToText(set)).map((line) => line.replace(/ \d+ IN /, ' '));
}

/** A request as a resolver makes it. */
export function request(address: string, bytes: Uint8Array, more: Partial<ExchangeRequest> = {}): ExchangeRequest {
  return { bytes, address, protocol: 'udp', timeoutMs: 400, lingerMs: 1600, ...more };
}

/** Takes everything that comes. */
export const ANY: ExchangeOptions = { judge: () => 'mine' };
