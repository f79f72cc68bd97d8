/**
 * What a server says wrong: lameness, forged records, hostility to EDNS, mangled questions, nonsense. Each is a
 * `Fault`; it changes messages, never timing (`faults.ts`). RFC 8906 and RFC 8020 name most of them.
 */
import type { Millis } from '../ports.ts';
import { decodeMessage } from '../wire/decode.ts';
import { encodeMessage } from '../wire/encode.ts';
import { Malformed } from '../wire/malformed.ts';
import type { Message, Question } from '../wire/message.ts';
import type { Name } from '../wire/name.ts';
import { CLASS, RCODE, type Rcode, TYPE } from '../wire/registry.ts';
import { type RRset, rrsetOf } from '../wire/rrset.ts';
import { nameEnd } from '../wire/spelling.ts';
import { addressToRdata } from '../wire/typed.ts';
import type { Zone } from '../zone/zone.ts';
import { bare, spelledAsAsked } from './authority.ts';
import { cutShort, only } from './faults.ts';
import { type Behaviour, type Fault, type Parcel, reply, SILENCE } from './host.ts';

const HEADER_OCTETS = 12;
/** The address that all forgeries lead to; nobody must ever be sent there. */
export const FORGED_ADDRESS = '203.0.113.250';

/** What the server meant to say, changed. */
type Rewrite = (message: Message, query: Message) => Message;

/** Changes every reply. */
export function rewriting(rewrite: Rewrite): Fault {
  return (next) => (query, protocol, moment) => {
    const reaction = next(query, protocol, moment);
    const asked = decoded(query);
    if (reaction.kind === 'error' || asked === undefined) return reaction;
    const change = (parcel: Parcel): Parcel => {
      const said = decoded(parcel.bytes);
      if (said === undefined) return parcel;
      return { ...parcel, bytes: spelledAsAsked(encodeMessage(rewrite(said, asked)), query) };
    };
    return { kind: 'parcels', parcels: reaction.parcels.map(change) };
  };
}

/** Answers queries that `when` picks without a look at the zone. */
export function answering(
  answer: (query: Message) => Message,
  when: (question: Question) => boolean = () => true,
): Fault {
  return (next) => (query, protocol, moment) => {
    const asked = decoded(query);
    const question = asked?.questions[0];
    if (asked === undefined || question === undefined || !when(question)) return next(query, protocol, moment);
    return reply(spelledAsAsked(encodeMessage(answer(asked)), query));
  };
}

function decoded(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** REFUSED, SERVFAIL, NOTIMP ... to all queries, or to those that `when` picks. */
export function failing(rcode: Rcode, when?: (question: Question) => boolean): Fault {
  return answering((query) => bare(query, rcode), when);
}

/** Refers everybody to `ns`: upwards, sideways or to itself, as its owner says. */
export function referring(ns: RRset, glue: readonly RRset[] = []): Fault {
  return answering((query) => ({ ...bare(query, RCODE.NOERROR), authority: [ns], additional: glue }));
}

/** Answers rightly but without AA, like a cache. */
export const notAuthoritative: Fault = rewriting((message) => ({ ...message, aa: false }));

/** Adds records that nobody asked for, where a careless resolver would believe them. */
export function adding(forged: {
  readonly answer?: readonly RRset[];
  readonly authority?: readonly RRset[];
  readonly additional?: readonly RRset[];
}): Fault {
  return rewriting((message) => ({
    ...message,
    answer: [...message.answer, ...(forged.answer ?? [])],
    authority: [...message.authority, ...(forged.authority ?? [])],
    additional: [...message.additional, ...(forged.additional ?? [])],
  }));
}

/** Takes records away: glue that the parent forgot, an SOA that a negative answer lacks. */
export function withholding(what: (rrset: RRset) => boolean): Fault {
  const kept = (sets: readonly RRset[]): readonly RRset[] => sets.filter((rrset) => !what(rrset));
  return rewriting((message) => ({
    ...message,
    answer: kept(message.answer),
    authority: kept(message.authority),
    additional: kept(message.additional),
  }));
}

/** Says NXDOMAIN for names that exist only through names below them (against RFC 8020 and RFC 4592 section 2.2.2). */
export function denyingEmptyNames(zone: Zone): Fault {
  const isEmpty = (name: Name | undefined): boolean => name !== undefined && zone.nodes.get(name)?.size === 0;
  return rewriting((message) =>
    isEmpty(message.questions[0]?.name) && message.rcode === RCODE.NOERROR
      ? { ...message, rcode: RCODE.NXDOMAIN }
      : message,
  );
}

/** Serves only queries without OPT; `instead` is what others get. */
function withoutEdns(instead: Behaviour): Fault {
  return (next) => (query, protocol, moment) =>
    decoded(query)?.edns === undefined ? next(query, protocol, moment) : instead(query, protocol, moment);
}

/** FORMERR to EDNS, as RFC 6891 section 7 expects of servers that do not know it. */
export const formErrorOnEdns: Fault = withoutEdns(plainError(RCODE.FORMERR));

/** NOTIMP to EDNS. */
export const notImplementedOnEdns: Fault = withoutEdns(plainError(RCODE.NOTIMP));

/** Nothing at all to EDNS: a firewall that does not know OPT (RFC 8906 section 3.2.1). */
export const silentOnEdns: Fault = withoutEdns(() => SILENCE);

/** Answers EDNS queries as if they had none. */
export const stripsEdns: Fault = rewriting((message) => ({
  ...message,
  edns: undefined,
  // An old header has four bits for it.
  rcode: message.rcode & 0x0f,
}));

function plainError(rcode: Rcode): Behaviour {
  return (query) => {
    const asked = decoded(query);
    if (asked === undefined) return SILENCE;
    return reply(spelledAsAsked(encodeMessage({ ...bare(asked, rcode), edns: undefined }), query));
  };
}

/** Sends the question back in lower case, so that 0x20 cannot tell it from a forgery. */
export const lowersCase: Fault = changingBytes((bytes) => {
  const end = nameEnd(bytes, HEADER_OCTETS) ?? HEADER_OCTETS;
  for (let at = HEADER_OCTETS; at < end; at++) {
    const octet = bytes[at] ?? 0;
    // Length octets are below 0x40, so nothing but letters is hit.
    if (octet >= 0x41 && octet <= 0x5a) bytes[at] = octet + 0x20;
  }
  return bytes;
});

/** Answers a question that nobody asked, under the right id. */
export function mistaking(other: Name): Fault {
  return (next) => (query, protocol, moment) => {
    const reaction = next(query, protocol, moment);
    if (reaction.kind === 'error') return reaction;
    const parcels = reaction.parcels.flatMap((parcel) => {
      const said = decoded(parcel.bytes);
      if (said === undefined) return [parcel];
      const questions = said.questions.map((question) => ({ ...question, name: other }));
      return [{ ...parcel, bytes: encodeMessage({ ...said, questions }) }];
    });
    return { kind: 'parcels', parcels };
  };
}

/** Id and question are right; the answer behind them points into itself (a compression loop). */
export const malformed: Fault = changingBytes((bytes) => {
  const questionEnd = (nameEnd(bytes, HEADER_OCTETS) ?? HEADER_OCTETS) + 4;
  const broken = new Uint8Array(questionEnd + 16);
  broken.set(bytes.subarray(0, questionEnd));
  broken.set([0, 1, 0, 0, 0, 0], 6);
  broken.set([0xc0 | (questionEnd >> 8), questionEnd & 0xff], questionEnd);
  return broken;
});

/** TC=1 over UDP, whatever the size. */
export const truncating: Fault = only('udp', () => (query) => reply(cutShort(query)));

/** TC=1 over TCP too, where nothing can be too long. */
export const truncatingAlways: Fault = () => (query) => reply(cutShort(query));

/**
 * Somebody off the path guesses: `count` forged replies with wrong ids, all right but for that, come before the true
 * one (RFC 5452). Streams are safe from them.
 */
export function spoofed(count: number, earlierMs: Millis = 5): Fault {
  return only('udp', (next) => (query, protocol, moment) => {
    const reaction = next(query, protocol, moment);
    const asked = decoded(query);
    if (reaction.kind === 'error' || asked === undefined) return reaction;
    const guesses = Array.from({ length: count }, (): Parcel => {
      const id = (asked.id + 1 + moment.random.below(0xffff)) & 0xffff;
      return { bytes: spelledAsAsked(encodeMessage({ ...forgery(asked), id }), query), afterMs: 0 };
    });
    const truth = reaction.parcels.map(({ bytes, afterMs }) => ({ bytes, afterMs: afterMs + earlierMs }));
    return { kind: 'parcels', parcels: [...guesses, ...truth] };
  });
}

/** An authoritative-looking answer that leads to {@link FORGED_ADDRESS}. */
function forgery(query: Message): Message {
  const name = query.questions[0]?.name;
  const answer = name === undefined ? [] : [rrsetOf(name, TYPE.A, 86_400, [addressToRdata(FORGED_ADDRESS)])];
  return { ...bare(query, RCODE.NOERROR), aa: true, answer };
}

/** True for the questions that minimising resolvers ask on their way down: for NS, or for a name with nothing at it. */
export function looksMinimised(zone: Zone): (question: Question) => boolean {
  return ({ name, type, class: rrclass }) =>
    rrclass === CLASS.IN && (type === TYPE.NS || (zone.nodes.get(name)?.size ?? 1) === 0);
}

function changingBytes(change: (bytes: Uint8Array) => Uint8Array): Fault {
  return (next) => (query, protocol, moment) => {
    const reaction = next(query, protocol, moment);
    if (reaction.kind === 'error') return reaction;
    const parcels = reaction.parcels.map((parcel) => ({ ...parcel, bytes: change(parcel.bytes.slice()) }));
    return { kind: 'parcels', parcels };
  };
}
