/**
 * An authoritative server in memory: bytes in, bytes out, right by the book. What is wrong with a server is laid around
 * it (`faults.ts`). It must not know sockets, nor who asks.
 *
 * RFC 1034 section 4.3.2 (which zone), RFC 6891 (EDNS), RFC 2181 section 9 and 9471 (truncation), RFC 7873 and 9018
 * (cookies), RFC 8482 is left to those who want it: ANY gives all.
 */
import type { Protocol } from '../ports.ts';
import { decodeMessage } from '../wire/decode.ts';
import type { Edns, EdnsOption } from '../wire/edns.ts';
import { encodeMessage } from '../wire/encode.ts';
import { Malformed } from '../wire/malformed.ts';
import type { Message, Question } from '../wire/message.ts';
import { isAtOrBelow, labelCount, type Name, parentOf, ROOT } from '../wire/name.ts';
import { extendedErrorOption } from '../wire/options.ts';
import { OPCODE, RCODE, type Rcode, TYPE } from '../wire/registry.ts';
import { type RRset, targetsOf } from '../wire/rrset.ts';
import { nameEnd } from '../wire/spelling.ts';
import { answerFrom, type ZoneAnswer } from '../zone/answer.ts';
import type { Zone } from '../zone/zone.ts';
import { judgeCookie } from './cookies.ts';
import { type Behaviour, reply, SILENCE } from './host.ts';

const HEADER_OCTETS = 12;
/** RFC 1035 section 4.2.1: without EDNS. */
const PLAIN_UDP_OCTETS = 512;
/** RFC 9715: what passes without fragments nearly everywhere. */
const UDP_OCTETS = 1232;
const STREAM_OCTETS = 65_535;
/** Extended DNS Error 20 (RFC 8914): this server does not serve the zone. */
const NOT_AUTHORITATIVE = extendedErrorOption({ code: 20, text: '' });

/** How a server is set up. */
export interface AuthorityOptions {
  /** `required`: BADCOOKIE over UDP until a good one comes. */
  readonly cookies?: 'off' | 'offered' | 'required';
  /** The largest UDP reply it sends. */
  readonly udpOctets?: number;
  /** NS and their addresses beside positive answers. */
  readonly companions?: boolean;
  /** Serve DNS over TLS too. */
  readonly tls?: boolean;
}

/** A server for `zones`; the deepest one that holds the name answers. */
export function createAuthority(zones: readonly Zone[], options: AuthorityOptions = {}): Behaviour {
  const byDepth = [...zones].sort((a, b) => labelCount(b.origin) - labelCount(a.origin));
  return (bytes, protocol, moment) => {
    if (protocol === 'tls' && options.tls !== true) return { kind: 'error', code: 'refused', afterMs: 0 };
    if (bytes.length < HEADER_OCTETS || ((bytes[2] ?? 0) & 0x80) !== 0) return SILENCE;
    const query = decodeOrNothing(bytes);
    if (query === undefined) return reply(formError(bytes));
    const message = respond(byDepth, query, protocol, options, moment.at);
    const octets = limitFor(query, protocol, options);
    return reply(spelledAsAsked(encodeWithin(message, octets), bytes));
  };
}

function decodeOrNothing(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The header alone, since nothing else can be trusted. */
function formError(query: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_OCTETS);
  bytes.set(query.subarray(0, 2));
  bytes[2] = 0x80 | ((query[2] ?? 0) & 0x79);
  bytes[3] = RCODE.FORMERR;
  return bytes;
}

function respond(
  zones: readonly Zone[],
  query: Message,
  protocol: Protocol,
  options: AuthorityOptions,
  at: number,
): Message {
  const [question] = query.questions;
  if (query.opcode !== OPCODE.QUERY) return bare(query, RCODE.NOTIMP);
  if (question === undefined || query.questions.length !== 1 || question.type === TYPE.OPT)
    return bare(query, RCODE.FORMERR);
  if (query.edns !== undefined && query.edns.version !== 0) return bare(query, RCODE.BADVERS);
  const cookie = judgeCookie(query, options.cookies ?? 'off', protocol, at);
  if (cookie.kind === 'malformed') return bare(query, RCODE.FORMERR);
  const extra = cookie.kind === 'none' ? [] : [cookie.option];
  if (cookie.kind === 'bad') return bare(query, RCODE.BADCOOKIE, extra);
  const zone = zoneFor(zones, question);
  const transfer = question.type === TYPE.AXFR || question.type === TYPE.IXFR;
  if (zone === undefined || transfer) return bare(query, RCODE.REFUSED, [...extra, NOT_AUTHORITATIVE]);
  const dnssecOk = query.edns?.dnssecOk === true;
  return filled(query, answerFrom(zone, question, { dnssecOk, companions: options.companions === true }), extra);
}

/** The deepest zone; for a DS the deepest one above the name, since that is the parent's to answer. */
function zoneFor(deepestFirst: readonly Zone[], { name, type }: Question): Zone | undefined {
  const holding = (below: Name): Zone | undefined => deepestFirst.find(({ origin }) => isAtOrBelow(below, origin));
  const above = type === TYPE.DS && name !== ROOT ? holding(parentOf(name)) : undefined;
  return above ?? holding(name);
}

/** A reply with nothing but its header, the question and OPT. */
export function bare(query: Message, rcode: Rcode, options: readonly EdnsOption[] = []): Message {
  return {
    ...query,
    qr: true,
    aa: false,
    tc: false,
    ra: false,
    z: false,
    ad: false,
    rcode,
    answer: [],
    authority: [],
    additional: [],
    edns: query.edns === undefined ? undefined : ednsFor(query.edns, options),
  };
}

function ednsFor(asked: Edns, options: readonly EdnsOption[]): Edns {
  return { version: 0, udpSize: UDP_OCTETS, dnssecOk: asked.dnssecOk, flags: 0, options };
}

function filled(query: Message, found: ZoneAnswer, options: readonly EdnsOption[]): Message {
  if (found.kind === 'not-in-zone') return bare(query, RCODE.REFUSED, [...options, NOT_AUTHORITATIVE]);
  const { aa, answer, authority, additional } = found;
  return { ...bare(query, rcodeOf(found.kind), options), aa, answer, authority, additional };
}

function rcodeOf(kind: Exclude<ZoneAnswer['kind'], 'not-in-zone'>): Rcode {
  switch (kind) {
    case 'answer':
    case 'nodata':
    case 'referral':
      return RCODE.NOERROR;
    case 'nxdomain':
      return RCODE.NXDOMAIN;
    case 'name-too-long':
      return RCODE.YXDOMAIN;
    default:
      return kind satisfies never;
  }
}

function limitFor(query: Message, protocol: Protocol, options: AuthorityOptions): number {
  if (protocol !== 'udp') return STREAM_OCTETS;
  const asked = Math.max(PLAIN_UDP_OCTETS, query.edns?.udpSize ?? PLAIN_UDP_OCTETS);
  return Math.min(asked, options.udpOctets ?? UDP_OCTETS);
}

/** Leaves out courtesy from the end first; what must be there and does not fit sets TC (RFC 9471 section 3). */
function encodeWithin(message: Message, maxSize: number): Uint8Array {
  const needed = neededGlue(message);
  for (let kept = message.additional.length; kept >= needed; kept--) {
    const bytes = encodeMessage({ ...message, additional: message.additional.slice(0, kept) });
    if (bytes.length <= maxSize) return bytes;
  }
  return encodeMessage({ ...message, tc: true, additional: [] }, { maxSize });
}

/** How many sets at the head of the additional section are glue of servers inside the child. */
function neededGlue(message: Message): number {
  const ns = message.authority.find(({ type }) => type === TYPE.NS);
  if (ns === undefined || message.aa || message.answer.length > 0) return 0;
  const inside = new Set(targetsOf(ns).filter((target) => isAtOrBelow(target, ns.name)));
  const isNeeded = (rrset: RRset): boolean => inside.has(rrset.name);
  return message.additional.filter(isNeeded).length;
}

/** Writes the question name with the client's letters over ours (RFC 4343 section 4.1). */
export function spelledAsAsked(bytes: Uint8Array, query: Uint8Array): Uint8Array {
  const end = nameEnd(query, HEADER_OCTETS);
  if (end !== undefined && nameEnd(bytes, HEADER_OCTETS) === end)
    bytes.set(query.subarray(HEADER_OCTETS, end), HEADER_OCTETS);
  return bytes;
}
