/**
 * What we say, as octets: the reply's header and question after the query's, EDNS, extended errors, no DNSSEC records
 * for those who did not ask, truncation. It must not know how an answer was found.
 *
 * RFC 1035 section 4.1.1, RFC 6891 (EDNS), RFC 8914 (EDE), RFC 7828 (keepalive), RFC 4035 section 3.2 (DO), RFC 2181
 * section 9 (TC), RFC 9619 (QDCOUNT).
 */
import type { Millis } from '../ports.ts';
import type { Edns, EdnsOption, ExtendedError } from '../wire/edns.ts';
import { encodeMessage } from '../wire/encode.ts';
import type { Message, Question } from '../wire/message.ts';
import { extendedErrorOption, keepaliveOption, optionOf } from '../wire/options.ts';
import { questionEnd } from '../wire/query.ts';
import { OPTION, RCODE, type Rcode, TYPE } from '../wire/registry.ts';
import { NO_RDATA, type RRset } from '../wire/rrset.ts';

/** A header has this many octets; shorter messages get no reply. */
const HEADER_OCTETS = 12;
/** Without EDNS a client takes 512 octets over UDP (RFC 1035 section 4.2.1). */
const PLAIN_UDP_OCTETS = 512;
/**
 * All extended errors of a reply together: header (12), the longest question (259), OPT (11) and these fit in 512
 * octets, so that no error costs its reply (RFC 8914 section 3).
 */
const ERRORS_OCTETS = 230;
/** The text of one error: a sentence and some names. */
const ERROR_TEXT_OCTETS = 200;
const TC = 0x02;
/** Option code, option length and error code. */
const ERROR_HEAD_OCTETS = 6;

/** How replies are written. */
export interface ReplySettings {
  /** Octets of a UDP reply at most, and what we announce. */
  readonly maxUdpPayload: number;
  /** Extended errors for clients with EDNS. */
  readonly extendedErrors: boolean;
  /** What a client on a stream that asks for it is told about idle connections (RFC 7828). */
  readonly tcpIdleMs?: Millis;
}

/** Who asks, and over what. */
export interface Client {
  /** IP address without port. */
  readonly address: string;
  readonly protocol: 'udp' | 'tcp';
}

/** What a reply consists of beside the query's own header bits. */
export interface Reply {
  readonly rcode: Rcode;
  readonly aa?: boolean;
  readonly answer?: readonly RRset[];
  readonly authority?: readonly RRset[];
  readonly additional?: readonly RRset[];
  readonly errors?: readonly ExtendedError[];
}

/** False for messages that never get a reply: shorter than a header, or replies themselves (loops, reflection). */
export function mayBeAnswered(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_OCTETS && ((bytes[2] ?? 0) & 0x80) === 0;
}

/** A reply to what cannot be read: the id, the opcode and RD, and nothing else of it. */
export function headerOnly(bytes: Uint8Array, rcode: Rcode): Uint8Array {
  const reply = new Uint8Array(HEADER_OCTETS);
  reply[0] = bytes[0] ?? 0;
  reply[1] = bytes[1] ?? 0;
  reply[2] = 0x80 | ((bytes[2] ?? 0) & 0x79);
  reply[3] = rcode;
  return reply;
}

/** What a client gets when answering it failed through a fault of ours; undefined where nothing may be said. */
export function apology(bytes: Uint8Array): Uint8Array | undefined {
  return mayBeAnswered(bytes) ? headerOnly(bytes, RCODE.SERVFAIL) : undefined;
}

const NO_QUESTIONS: readonly Question[] = [];
const NO_OPTIONS: readonly EdnsOption[] = [];

/** The octets of `reply` to `query`, which was read from `bytes`. */
export function encodeReply(
  query: Message,
  bytes: Uint8Array,
  client: Client,
  reply: Reply,
  settings: ReplySettings,
): Uint8Array {
  // RFC 9619: no message has two questions, the reply to one that has neither.
  const [question] = query.questions.length === 1 ? query.questions : NO_QUESTIONS;
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
    questions: question === undefined ? NO_QUESTIONS : query.questions,
    answer: withoutDnssec(reply.answer, strip),
    authority: withoutDnssec(reply.authority, strip),
    additional: withoutDnssec(reply.additional, strip),
    edns: query.edns === undefined ? undefined : ednsOf(query.edns, client, reply, settings),
  };
  // The question goes back in the letters it came in (RFC 1034 section 3.6, and 0x20 of the client).
  const end = question === undefined ? undefined : questionEnd(bytes);
  const questionBytes = end === undefined ? undefined : bytes.subarray(HEADER_OCTETS, end);
  if (client.protocol === 'tcp') return encodeMessage(message, { questionBytes });
  const theirs = query.edns === undefined ? PLAIN_UDP_OCTETS : Math.max(PLAIN_UDP_OCTETS, query.edns.udpSize);
  const maxSize = Math.min(theirs, settings.maxUdpPayload);
  const encoded = encodeMessage(message, { maxSize, questionBytes });
  const { edns } = message;
  if (edns === undefined || edns.options.length === 0 || ((encoded[2] ?? 0) & TC) === 0) return encoded;
  // RFC 8914 section 3: errors go before anything else does.
  return encodeMessage({ ...message, edns: { ...edns, options: NO_OPTIONS } }, { maxSize, questionBytes });
}

function ednsOf(theirs: Edns, client: Client, reply: Reply, settings: ReplySettings): Edns {
  const errors = settings.extendedErrors ? errorOptions(reply.errors) : NO_OPTIONS;
  const { tcpIdleMs } = settings;
  const keepalive =
    client.protocol === 'tcp' && tcpIdleMs !== undefined && optionOf(theirs.options, OPTION.KEEPALIVE) !== undefined;
  const options = keepalive ? [...errors, keepaliveOption(tcpIdleMs)] : errors;
  return { version: 0, udpSize: settings.maxUdpPayload, dnssecOk: theirs.dnssecOk, flags: 0, options };
}

/** The errors as options while there is room; the first ones keep their texts. */
function errorOptions(errors: readonly ExtendedError[] | undefined): readonly EdnsOption[] {
  if (errors === undefined || errors.length === 0) return NO_OPTIONS;
  const options: EdnsOption[] = [];
  let room = ERRORS_OCTETS;
  for (const { code, text } of errors) {
    if (room < ERROR_HEAD_OCTETS) break;
    const option = extendedErrorOption({
      code,
      text: cutText(text, Math.min(ERROR_TEXT_OCTETS, room - ERROR_HEAD_OCTETS)),
    });
    options.push(option);
    room -= 4 + option.data.length;
  }
  return options;
}

const ENCODER = new TextEncoder();

/** The start of `text` that has at most `octets` octets of UTF-8, whole characters only. */
function cutText(text: string, octets: number): string {
  const { read } = ENCODER.encodeInto(text, new Uint8Array(octets));
  return read === text.length ? text : text.slice(0, read);
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
