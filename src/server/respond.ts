/**
 * One client message to one reply: header rules, EDNS, who may ask, and what the resolver's outcome looks like on the
 * wire. No sockets. It must not know how names are resolved.
 *
 * RFC 1035 section 4.1.1, RFC 6891 section 6.1.3 (BADVERS), RFC 6895, RFC 8914 (EDE), RFC 9619 (QDCOUNT), RFC 4035
 * section 3.2 (DO, CD), RFC 2181 section 9 (TC).
 */
import type { Millis } from '../ports.ts';
import type { Answer, Failure, Outcome } from '../resolver/answer.ts';
import type { Core } from '../resolver/resolver.ts';
import { decodeMessage } from '../wire/decode.ts';
import type { Edns, EdnsOption } from '../wire/edns.ts';
import { encodeMessage } from '../wire/encode.ts';
import { Malformed, type Message, type Question } from '../wire/message.ts';
import type { Name } from '../wire/name.ts';
import { extendedErrorOption, keepaliveOption, optionOf } from '../wire/options.ts';
import { questionEnd } from '../wire/query.ts';
import { CLASS, OPCODE, OPTION, RCODE, type Rcode, TYPE } from '../wire/registry.ts';
import { NO_RDATA, type RRset } from '../wire/rrset.ts';
import { type Access, type AccessRule, createGuard } from './guard.ts';
import { identityAnswer } from './identity.ts';
import { specialUseAnswer } from './special-use.ts';

/** A header has this many octets; shorter messages get no reply. */
const HEADER_OCTETS = 12;
/** Without EDNS a client takes 512 octets over UDP (RFC 1035 section 4.2.1). */
const PLAIN_UDP_OCTETS = 512;
/** EDE texts are cut to this, so that a reply with one still fits (RFC 8914 section 2). */
const EDE_TEXT_OCTETS = 200;

export interface ResponderSettings {
  readonly access: readonly AccessRule[];
  readonly minimalResponses: boolean;
  /** Octets of a UDP reply at most, and what we announce. */
  readonly maxUdpPayload: number;
  /** Answer to `id.server` and `hostname.bind` (CH); undefined: refused. */
  readonly identity: string | undefined;
  /** Answer to `version.server` and `version.bind` (CH); undefined: refused. */
  readonly version: string | undefined;
  /** Extended errors for clients with EDNS. */
  readonly extendedErrors: boolean;
  /** Answer special-use names ourselves (RFC 6303, 6761, 7686, 8375, 9462). */
  readonly specialUseZones: boolean;
  /** Zones with servers of their own by configuration: at or below a special-use zone they are asked instead. */
  readonly ownZones?: readonly Name[];
  /** What a client on a stream that asks for it is told about idle connections (RFC 7828). */
  readonly tcpIdleMs?: Millis;
  /** Questions under way at once; further ones are dropped. Undefined: no bound here. */
  readonly questionsAtOnce: number | undefined;
}

export interface Client {
  /** IP address without port. */
  readonly address: string;
  readonly protocol: 'udp' | 'tcp';
}

/** The reply to one message; undefined: none is sent. Rejects only for our own bugs. */
export type Respond = (bytes: Uint8Array, client: Client) => Promise<Uint8Array | undefined>;

export function createResponder(parts: { readonly core: Core; readonly settings: ResponderSettings }): Respond {
  const { core, settings } = parts;
  const guard = createGuard(settings.access);
  let underWay = 0;
  return async (bytes, client) => {
    if (bytes.length < HEADER_OCTETS || ((bytes[2] ?? 0) & 0x80) !== 0) return undefined;
    const access = guard(client.address);
    if (access === 'drop') return undefined;
    const query = decodeOrUndefined(bytes);
    if (query === undefined) return headerOnly(bytes, isQuery(bytes) ? RCODE.FORMERR : RCODE.NOTIMP);
    const reply = (outcome: Reply): Uint8Array => encodeReply(query, bytes, client, outcome, settings);
    if (access === 'refuse') return reply(STRANGER);
    const early = headerRcode(query);
    if (early !== undefined) return reply({ rcode: early });
    const [question] = query.questions;
    if (question === undefined) return headerOnly(bytes, RCODE.FORMERR);
    const own = ownAnswer(question, settings);
    if (own !== undefined) return reply(own);
    if (!query.rd) return reply(withoutRecursion(question, access, core));
    if (settings.questionsAtOnce !== undefined && underWay >= settings.questionsAtOnce) return undefined;
    underWay++;
    try {
      return reply(fromOutcome(await core.resolve(question, query.cd ? { checkingDisabled: true } : {}), settings));
    } finally {
      underWay--;
    }
  };
}

function decodeOrUndefined(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** False for the other opcodes: their messages may look otherwise (RFC 2136, RFC 8490). */
function isQuery(bytes: Uint8Array): boolean {
  return (((bytes[2] ?? 0) >> 3) & 0x0f) === OPCODE.QUERY;
}

/** A reply to what cannot be read: the id and opcode, and nothing else of it. */
function headerOnly(bytes: Uint8Array, rcode: Rcode): Uint8Array {
  const reply = new Uint8Array(HEADER_OCTETS);
  reply[0] = bytes[0] ?? 0;
  reply[1] = bytes[1] ?? 0;
  reply[2] = 0x80 | ((bytes[2] ?? 0) & 0x79);
  reply[3] = rcode;
  return reply;
}

/** The error that the header, the OPT or the question's form alone earns. */
function headerRcode(query: Message): Rcode | undefined {
  if (query.opcode !== OPCODE.QUERY) return RCODE.NOTIMP;
  if (query.questions.length !== 1) return RCODE.FORMERR;
  if (query.edns !== undefined && query.edns.version > 0) return RCODE.BADVERS;
  const [question] = query.questions;
  if (question === undefined) return RCODE.FORMERR;
  switch (question.type) {
    case TYPE.AXFR:
    case TYPE.IXFR:
      return RCODE.REFUSED;
    case TYPE.MAILA:
    case TYPE.MAILB:
      return RCODE.NOTIMP;
    case TYPE.OPT:
    case TYPE.TKEY:
    case TYPE.TSIG:
    case TYPE.NXNAME:
      return RCODE.FORMERR;
    default:
      return undefined;
  }
}

/** What a reply consists of beside the query's own header bits. */
interface Reply {
  readonly rcode: Rcode;
  readonly aa?: boolean;
  readonly answer?: readonly RRset[];
  readonly authority?: readonly RRset[];
  readonly additional?: readonly RRset[];
  readonly options?: readonly EdnsOption[];
}

/** RFC 8914 section 4.19: "Prohibited". */
const STRANGER: Reply = {
  rcode: RCODE.REFUSED,
  options: [extendedErrorOption({ code: 18, text: 'this resolver answers its own clients only' })],
};

function ownAnswer(question: Question, settings: ResponderSettings): Reply | undefined {
  if (question.class === CLASS.CH) return identityAnswer(question, settings) ?? { rcode: RCODE.REFUSED };
  if (question.class !== CLASS.IN) return { rcode: RCODE.REFUSED };
  return settings.specialUseZones ? specialUseAnswer(question, settings.ownZones) : undefined;
}

/** RD=0: the cache may be read by those allowed to (it tells what others asked); nobody recurses for it. */
function withoutRecursion(question: Question, access: Access, core: Core): Reply {
  const answer = access === 'snoop' ? core.peek(question) : undefined;
  if (answer === undefined) return { rcode: RCODE.REFUSED };
  return { rcode: answer.rcode, answer: answer.answer, authority: answer.authority, additional: answer.additional };
}

function fromOutcome(outcome: Outcome, settings: ResponderSettings): Reply {
  return outcome.kind === 'answer' ? fromAnswer(outcome, settings) : fromFailure(outcome);
}

/** RFC 2308 section 2: a negative answer needs its SOA; what else surrounds an answer is a courtesy. */
function fromAnswer(outcome: Answer, settings: ResponderSettings): Reply {
  const { rcode, answer, question } = outcome;
  const options = outcome.ede.map(edeOption);
  if (!settings.minimalResponses)
    return { rcode, answer, authority: outcome.authority, additional: outcome.additional, options };
  const positive =
    rcode === RCODE.NOERROR && answer.some(({ type }) => type === question.type || question.type === TYPE.ANY);
  // Somebody who asks for name servers wants their addresses (priming, RFC 9609 section 4).
  const additional = question.type === TYPE.NS ? outcome.additional : [];
  return { rcode, answer, authority: positive ? [] : outcome.authority, additional, options };
}

function fromFailure(failure: Failure): Reply {
  return { rcode: rcodeOf(failure), answer: failure.partial, options: failure.ede.map(edeOption) };
}

function rcodeOf({ reason }: Failure): Rcode {
  if (reason === 'local-policy') return RCODE.REFUSED;
  return reason === 'name-too-long' ? RCODE.YXDOMAIN : RCODE.SERVFAIL;
}

function edeOption(error: { readonly code: number; readonly text: string }): EdnsOption {
  return extendedErrorOption({ code: error.code, text: error.text.slice(0, EDE_TEXT_OCTETS) });
}

function encodeReply(
  query: Message,
  bytes: Uint8Array,
  client: Client,
  reply: Reply,
  settings: ResponderSettings,
): Uint8Array {
  const [question] = query.questions;
  const strip = query.edns?.dnssecOk === true || question === undefined ? undefined : question.type;
  const message: Message = {
    id: query.id,
    qr: true,
    opcode: query.opcode,
    aa: reply.aa ?? false,
    tc: false,
    rd: query.rd,
    ra: true,
    z: false,
    ad: false,
    cd: query.cd,
    rcode: reply.rcode,
    questions: query.questions,
    answer: withoutDnssec(reply.answer, strip),
    authority: withoutDnssec(reply.authority, strip),
    additional: withoutDnssec(reply.additional, strip),
    edns: query.edns === undefined ? undefined : ednsOf(query.edns, client, reply, settings),
  };
  // The question goes back in the letters it came in (RFC 1034 section 3.6, and 0x20 of the client).
  const end = query.questions.length === 1 ? questionEnd(bytes) : undefined;
  const questionBytes = end === undefined ? undefined : bytes.subarray(HEADER_OCTETS, end);
  if (client.protocol === 'tcp') return encodeMessage(message, { questionBytes });
  const theirs = query.edns === undefined ? PLAIN_UDP_OCTETS : Math.max(PLAIN_UDP_OCTETS, query.edns.udpSize);
  return encodeMessage(message, { maxSize: Math.min(theirs, settings.maxUdpPayload), questionBytes });
}

function ednsOf(theirs: Edns, client: Client, reply: Reply, settings: ResponderSettings): Edns {
  const errors = settings.extendedErrors ? (reply.options ?? []) : [];
  const { tcpIdleMs } = settings;
  const keepalive =
    client.protocol === 'tcp' && tcpIdleMs !== undefined && optionOf(theirs.options, OPTION.KEEPALIVE) !== undefined;
  const options = keepalive ? [...errors, keepaliveOption(tcpIdleMs)] : errors;
  return { version: 0, udpSize: settings.maxUdpPayload, dnssecOk: theirs.dnssecOk, flags: 0, options };
}

/** RFC 4035 section 3.2.1: without DO no DNSSEC records, unless they are what was asked for. */
function withoutDnssec(sets: readonly RRset[] | undefined, asked: number | undefined): readonly RRset[] {
  if (sets === undefined || asked === undefined) return sets ?? [];
  const kept = sets.filter(
    ({ type }) =>
      !(type === TYPE.RRSIG || type === TYPE.NSEC || type === TYPE.NSEC3) || type === asked || asked === TYPE.ANY,
  );
  return asked === TYPE.ANY
    ? kept
    : kept.map((set) => (set.signatures.length === 0 ? set : { ...set, signatures: NO_RDATA }));
}
