/**
 * What goes wrong between client and server: time, loss, silence, size. Each is a `Fault` laid around a host's
 * behaviour, and they combine. It must not know zones; faults that rewrite messages are in `lies.ts`.
 */
import type { Millis, Protocol } from '../ports.ts';
import { type Behaviour, type Fault, type Moment, type Reaction, reply, SILENCE } from './host.ts';

/** RFC 6298 section 2.1: a lost segment of a stream comes again after a second, then after two ... */
const RETRANSMIT_MS = 1000;
/** ... and after this many losses in a row the stream is given up. */
const RETRANSMITS_AT_MOST = 4;

/** Every message takes `ms` longer, and up to `jitterMs` on top. */
export function latency(ms: Millis, jitterMs = 0): Fault {
  return (next) => (query, protocol, moment) => {
    const more = ms + (jitterMs > 0 ? moment.random.below(jitterMs + 1) : 0);
    return delayed(next(query, protocol, moment), more);
  };
}

/** A satellite link: 700 ms there and back, 1400 ms for a stream, which has to connect first. */
export const satellite: Fault = (next) => (query, protocol, moment) =>
  delayed(next(query, protocol, moment), protocol === 'udp' ? 700 : 1400);

/** Each datagram is lost with probability `rate` on each way; streams repeat what was lost and are slow instead. */
export function lossy(rate: number): Fault {
  return (next) => (query, protocol, moment) => {
    if (protocol !== 'udp') return lossyStream(next(query, protocol, moment), rate, moment);
    if (chance(moment, rate)) return SILENCE;
    const reaction = next(query, protocol, moment);
    if (reaction.kind === 'error') return chance(moment, rate) ? SILENCE : reaction;
    return { kind: 'parcels', parcels: reaction.parcels.filter(() => !chance(moment, rate)) };
  };
}

function lossyStream(reaction: Reaction, rate: number, moment: Moment): Reaction {
  let lateMs = 0;
  for (let losses = 0; chance(moment, rate); losses++) {
    if (losses === RETRANSMITS_AT_MOST) return SILENCE;
    lateMs += RETRANSMIT_MS * 2 ** losses;
  }
  return delayed(reaction, lateMs);
}

/** Silent as the grave: a firewall, or no machine at all. */
export const dead: Fault = () => () => SILENCE;

/** The machine is there, nothing listens: ICMP port unreachable over UDP, a reset over TCP. */
export const portClosed: Fault = () => () => ({ kind: 'error', code: 'refused', afterMs: 0 });

/** No route leads there: ICMP host unreachable. */
export const hostUnreachable: Fault = () => () => ({ kind: 'error', code: 'unreachable', afterMs: 0 });

/** `fault` for one protocol only. */
export function only(protocol: 'udp' | 'stream', fault: Fault): Fault {
  const applies = (used: Protocol): boolean => (used === 'udp') === (protocol === 'udp');
  return (next) => {
    const worse = fault(next);
    return (query, used, moment) => (applies(used) ? worse : next)(query, used, moment);
  };
}

/** `fault` from `fromMs` until before `untilMs`. */
export function during(fromMs: Millis, untilMs: Millis, fault: Fault): Fault {
  return (next) => {
    const worse = fault(next);
    return (query, protocol, moment) =>
      (moment.at >= fromMs && moment.at < untilMs ? worse : next)(query, protocol, moment);
  };
}

/** `fault` for a share of the queries. */
export function sometimes(rate: number, fault: Fault): Fault {
  return (next) => {
    const worse = fault(next);
    return (query, protocol, moment) => (chance(moment, rate) ? worse : next)(query, protocol, moment);
  };
}

/** TCP is refused, as by servers that think of zone transfers only (against RFC 7766 section 5). */
export const noTcp: Fault = only('stream', portClosed);

/** TCP is filtered: connections hang. */
export const tcpFiltered: Fault = only('stream', dead);

/** The stream is closed as soon as the query has come. */
export const tcpReset: Fault = only('stream', () => () => ({ kind: 'error', code: 'reset', afterMs: 0 }));

/** Datagrams of more than `octets` never arrive: fragments are filtered, the path MTU is small. */
export function noUdpOver(octets: number): Fault {
  return (next) => (query, protocol, moment) => {
    const reaction = next(query, protocol, moment);
    if (protocol !== 'udp' || reaction.kind === 'error') return reaction;
    return { kind: 'parcels', parcels: reaction.parcels.filter(({ bytes }) => bytes.length <= octets) };
  };
}

/** Every datagram arrives `copies` times, `gapMs` apart. */
export function duplicates(copies = 2, gapMs: Millis = 1): Fault {
  return (next) => (query, protocol, moment) => {
    const reaction = next(query, protocol, moment);
    if (protocol !== 'udp' || reaction.kind === 'error') return reaction;
    const parcels = reaction.parcels.flatMap(({ bytes, afterMs }) =>
      Array.from({ length: copies }, (_, copy) => ({ bytes, afterMs: afterMs + copy * gapMs })),
    );
    return { kind: 'parcels', parcels };
  };
}

/** At most `queries` in any `windowMs` over UDP; the rest is dropped, or cut short to send the client to TCP (slip). */
export function rateLimited(queries: number, windowMs: Millis, beyond: 'drop' | 'truncate' = 'drop'): Fault {
  return (next) => {
    let served: Millis[] = [];
    return (query, protocol, moment) => {
      if (protocol !== 'udp') return next(query, protocol, moment);
      served = served.filter((at) => at > moment.at - windowMs);
      if (served.length >= queries) return beyond === 'drop' ? SILENCE : reply(cutShort(query));
      served.push(moment.at);
      return next(query, protocol, moment);
    };
  };
}

/** The query as a reply with TC=1 and nothing in it but the question. */
export function cutShort(query: Uint8Array): Uint8Array {
  const bytes = query.slice();
  bytes[2] = ((bytes[2] ?? 0) & 0x79) | 0x82;
  bytes[3] = 0;
  return bytes;
}

/** `behaviour` of a server that never gets the query but is never silent either. */
export function always(behaviour: Behaviour): Fault {
  return () => behaviour;
}

function chance(moment: Moment, rate: number): boolean {
  return rate > 0 && moment.random.below(1_000_000) < rate * 1_000_000;
}

function delayed(reaction: Reaction, ms: Millis): Reaction {
  if (ms === 0) return reaction;
  if (reaction.kind === 'error') return { ...reaction, afterMs: reaction.afterMs + ms };
  return {
    kind: 'parcels',
    parcels: reaction.parcels.map(({ bytes, afterMs }) => ({ bytes, afterMs: afterMs + ms })),
  };
}
