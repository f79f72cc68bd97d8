/**
 * The wire of the sandbox: the port `Exchange` over simulated UDP and TCP between one client and the hosts of a small
 * internet, on any clock. It must not know DNS beyond the question it logs, nor who asks.
 *
 * What it promises is what a real adapter promises: it keeps listening past strangers' datagrams, reports near misses
 * at once, calls `overdue` once, welcomes late replies until the linger ends, and frees everything on abort.
 */
import type {
  Address,
  Clock,
  Exchange,
  ExchangeOptions,
  ExchangeRequest,
  ExchangeResult,
  Millis,
  Protocol,
  Random,
} from '../ports.ts';
import { familyOf } from '../ports.ts';
import type { Question } from '../wire/message.ts';
import { nameFromWire } from '../wire/name.ts';
import { nameEnd } from '../wire/spelling.ts';
import { type Behaviour, type Fault, type Host, type Parcel, type Reaction, withFaults } from './host.ts';
import { seededRandom } from './random.ts';

/** What a link takes there and back unless its host says otherwise. */
const RTT_MS = 20;
/** Log entries kept; older ones are dropped in blocks, so that a long storm does not fill the memory. */
const MAX_LOG_ENTRIES = 20_000;
const HEADER_OCTETS = 12;

/** One packet that the client sent. */
export interface LogEntry {
  readonly at: Millis;
  readonly address: Address;
  readonly protocol: Protocol;
  /** Undefined where the bytes hold no readable question. */
  readonly question: Question | undefined;
  readonly octets: number;
}

/** What went over the wire, oldest first. */
export interface InternetLog {
  /** Packets sent since the beginning or the last `clear`. */
  readonly packets: number;
  readonly entries: readonly LogEntry[];
  clear(): void;
}

/** A small internet, seen from its one client. */
export interface Internet {
  readonly exchange: Exchange;
  readonly log: InternetLog;
  /** Plugs a host in, in place of the one that had its address. */
  plug(host: Host): void;
  /** Pulls the plug: from now on the address is nobody's. */
  unplug(address: Address): void;
}

/** A fault laid over every host whose address `where` picks. */
export interface Mutation {
  readonly where: (address: Address) => boolean;
  readonly fault: Fault;
}

/** What an internet is made of. */
export interface InternetParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly hosts: readonly Host[];
  readonly mutations?: readonly Mutation[];
  /** A family the client has no route for: sending fails locally. */
  readonly noRoute?: readonly (4 | 6)[];
}

/** A host ready to be sent to. */
interface Plugged {
  readonly behaviour: Behaviour;
  readonly rttMs: Millis;
  readonly jitterMs: Millis;
  readonly random: Random;
}

/** Wires `hosts` up. An address that nobody holds is silent. Equal parts and equal use give equal packets. */
export function createInternet(parts: InternetParts): Internet {
  const { clock, mutations = [], noRoute = [] } = parts;
  const hosts = new Map<Address, Plugged>();
  // Each host has its own stream of chance: one packet more here changes nothing there.
  const luck = parts.random.below(0x1_0000_0000);
  const plug = (host: Host): void => {
    const laid = mutations.filter(({ where }) => where(host.address)).map(({ fault }) => fault);
    hosts.set(host.address, {
      behaviour: withFaults(host.serve, [...laid, ...(host.faults ?? [])]),
      rttMs: host.rttMs ?? RTT_MS,
      jitterMs: host.jitterMs ?? 0,
      random: seededRandom(`${luck}/${host.address}`),
    });
  };
  for (const host of parts.hosts) plug(host);
  const { log, note } = createLog();

  const exchange: Exchange = async (request, options) => {
    if (options.signal?.aborted === true) return { kind: 'timeout' };
    const family = familyOf(request.address);
    if (noRoute.includes(family)) {
      return {
        kind: 'error',
        code: 'local',
        detail: `no route to ${request.address}: this machine has no IPv${family}`,
      };
    }
    note(clock.now(), request);
    const host = hosts.get(request.address);
    const reaction = host === undefined ? undefined : react(host, request, clock.now());
    return listen(clock, request, options, reaction, host === undefined ? 0 : latencyOf(host, request.protocol));
  };
  return { exchange, log, plug, unplug: (address) => void hosts.delete(address) };
}

function react(host: Plugged, request: ExchangeRequest, at: Millis): Reaction {
  return host.behaviour(request.bytes, request.protocol, { at, random: host.random });
}

/** A stream needs one round trip more, to connect. */
function latencyOf(host: Plugged, protocol: Protocol): Millis {
  const jitterMs = host.jitterMs > 0 ? host.random.below(host.jitterMs + 1) : 0;
  return (protocol === 'udp' ? 1 : 2) * host.rttMs + jitterMs;
}

/** Waits for the first parcel that is ours, an error, the end of the linger or an abort. */
function listen(
  clock: Clock,
  request: ExchangeRequest,
  options: ExchangeOptions,
  reaction: Reaction | undefined,
  latencyMs: Millis,
): Promise<ExchangeResult> {
  const sentAt = clock.now();
  const { signal, judge } = options;
  const over = new AbortController();
  return new Promise((resolve) => {
    const end = (result: ExchangeResult): void => {
      if (over.signal.aborted) return;
      signal?.removeEventListener('abort', abort);
      // With a reason of our own: making a DOMException costs more than the rest of an exchange.
      over.abort('over');
      resolve(result);
    };
    const abort = (): void => end({ kind: 'timeout' });
    const after = (ms: Millis, act: () => void): void => {
      void clock.sleep(ms, over.signal).then(() => {
        if (!over.signal.aborted) act();
      });
    };
    const arrive = (parcel: Parcel): void => {
      // The reader may write into a reply (0x20), and one parcel may be delivered twice: each gets its own copy.
      const bytes = parcel.bytes.slice();
      const judgement = judge(bytes);
      if (judgement === 'other') return;
      end({ kind: judgement === 'mine' ? 'reply' : 'suspect', bytes, rttMs: clock.now() - sentAt });
    };
    signal?.addEventListener('abort', abort);
    // Arrivals are set before the timeouts: what comes at the very instant of its timeout has still come.
    if (reaction?.kind === 'parcels') {
      for (const parcel of reaction.parcels) after(latencyMs + parcel.afterMs, () => arrive(parcel));
    } else if (reaction !== undefined) {
      const { code, afterMs } = reaction;
      after(latencyMs + afterMs, () => end({ kind: 'error', code, detail: errorText(code, request) }));
    }
    after(request.timeoutMs, () => options.overdue?.());
    after(Math.max(request.timeoutMs, request.lingerMs), () => end({ kind: 'timeout' }));
  });
}

function errorText(code: 'refused' | 'unreachable' | 'reset', request: ExchangeRequest): string {
  const where = `${request.address} (${request.protocol})`;
  switch (code) {
    case 'refused':
      return `${where} refuses connections: nothing listens there`;
    case 'unreachable':
      return `${where} is unreachable`;
    case 'reset':
      return `${where} closed the connection`;
    default:
      return code satisfies never;
  }
}

function createLog(): { readonly log: InternetLog; readonly note: (at: Millis, request: ExchangeRequest) => void } {
  const entries: LogEntry[] = [];
  let packets = 0;
  const note = (at: Millis, { address, protocol, bytes }: ExchangeRequest): void => {
    packets++;
    if (entries.length >= MAX_LOG_ENTRIES) entries.splice(0, MAX_LOG_ENTRIES / 4);
    entries.push({ at, address, protocol, question: questionOf(bytes), octets: bytes.length });
  };
  const clear = (): void => {
    packets = 0;
    entries.length = 0;
  };
  const log: InternetLog = {
    get packets() {
      return packets;
    },
    entries,
    clear,
  };
  return { log, note };
}

/** The first question of a query, whose name is never compressed. */
function questionOf(bytes: Uint8Array): Question | undefined {
  const end = nameEnd(bytes, HEADER_OCTETS);
  if (end === undefined || end + 4 > bytes.length) return undefined;
  const at = (offset: number): number => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  return { name: nameFromWire(bytes, HEADER_OCTETS), type: at(end), class: at(end + 2) };
}
