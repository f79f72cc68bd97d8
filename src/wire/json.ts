/**
 * Messages as JSON objects after RFC 8427, for `--json` and the API: numbers for bits as in its examples, names in
 * presentation form with the final dot, rdata both as text (`rdataMX`) and as upper-case hex. The OPT record stands
 * among the additional records as the record it is. It must not know who prints it.
 */
import { hexText } from './base.ts';
import { uint16At, uint32At } from './bytes.ts';
import { decodeMessage } from './decode.ts';
import { type Edns, optLength, writeOpt } from './edns.ts';
import type { Message } from './message.ts';
import { nameToText } from './name.ts';
import { genericText, rdataToText } from './presentation.ts';
import { classToText, type Rcode, type RRClass, type RRType, TYPE, typeToText } from './registry.ts';
import { type RRset, rdataList } from './rrset.ts';

/** A question in `questionRRs`. */
export interface JsonQuestion {
  readonly NAME: string;
  readonly TYPE: RRType;
  readonly TYPEname: string;
  readonly CLASS: RRClass;
  /** Not for OPT, whose class is a size. */
  readonly CLASSname?: string;
}

/** A record (RFC 8427 section 2.2); `rdataA`, `rdataMX` and so on hold its text where the type has one (section 2.3). */
export interface JsonRecord extends JsonQuestion {
  readonly TTL: number;
  /** Octets of the uncompressed rdata, which is what RDATAHEX holds. */
  readonly RDLENGTH: number;
  readonly RDATAHEX: string;
  readonly [rdata: `rdata${string}`]: string;
}

/** A message (RFC 8427 section 2.1). The members from QNAME to QCLASSname are there if it has exactly one question. */
export interface JsonMessage {
  readonly ID: number;
  readonly QR: 0 | 1;
  readonly Opcode: number;
  readonly AA: 0 | 1;
  readonly TC: 0 | 1;
  readonly RD: 0 | 1;
  readonly RA: 0 | 1;
  readonly AD: 0 | 1;
  readonly CD: 0 | 1;
  /** All 12 bits, so that BADCOOKIE is 23 and not 7. */
  readonly RCODE: Rcode;
  readonly QDCOUNT: number;
  readonly ANCOUNT: number;
  readonly NSCOUNT: number;
  readonly ARCOUNT: number;
  readonly QNAME?: string;
  readonly QTYPE?: RRType;
  readonly QTYPEname?: string;
  readonly QCLASS?: RRClass;
  readonly QCLASSname?: string;
  readonly questionRRs: readonly JsonQuestion[];
  readonly answerRRs: readonly JsonRecord[];
  readonly authorityRRs: readonly JsonRecord[];
  readonly additionalRRs: readonly JsonRecord[];
  readonly messageOctetsHEX?: string;
}

/**
 * The JSON object of a message or of its octets, which with `octets` are given too (only octets that were handed in:
 * none are made up). The counts are those of the
 * records listed: a record that a message repeats counts once. Throws `Malformed` for octets that are no message.
 */
export function messageToJson(source: Message | Uint8Array, options: { readonly octets?: boolean } = {}): JsonMessage {
  const message = source instanceof Uint8Array ? decodeMessage(source) : source;
  const questionRRs = message.questions.map(({ name, type, class: rrclass }) =>
    heading(nameToText(name), type, rrclass),
  );
  const answerRRs = message.answer.flatMap(recordsToJson);
  const authorityRRs = message.authority.flatMap(recordsToJson);
  const additionalRRs = message.additional.flatMap(recordsToJson);
  if (message.edns !== undefined) additionalRRs.push(optRecord(message.edns, message.rcode));
  return {
    ID: message.id,
    QR: bit(message.qr),
    Opcode: message.opcode,
    AA: bit(message.aa),
    TC: bit(message.tc),
    RD: bit(message.rd),
    RA: bit(message.ra),
    AD: bit(message.ad),
    CD: bit(message.cd),
    RCODE: message.rcode,
    QDCOUNT: questionRRs.length,
    ANCOUNT: answerRRs.length,
    NSCOUNT: authorityRRs.length,
    ARCOUNT: additionalRRs.length,
    ...onlyQuestion(questionRRs),
    questionRRs,
    answerRRs,
    authorityRRs,
    additionalRRs,
    ...(options.octets === true && source instanceof Uint8Array ? { messageOctetsHEX: hexText(source) } : {}),
  };
}

function bit(flag: boolean): 0 | 1 {
  return flag ? 1 : 0;
}

function heading(owner: string, type: RRType, rrclass: RRClass): JsonQuestion {
  return { NAME: owner, TYPE: type, TYPEname: typeToText(type), CLASS: rrclass, CLASSname: classToText(rrclass) };
}

function onlyQuestion(questions: readonly JsonQuestion[]): Partial<JsonMessage> {
  const [question, second] = questions;
  if (question === undefined || second !== undefined) return {};
  const { NAME, TYPE: type, TYPEname, CLASS } = question;
  return { QNAME: NAME, QTYPE: type, QTYPEname: TYPEname, QCLASS: CLASS, QCLASSname: classToText(CLASS) };
}

/** The records of a set as JSON, its signatures behind them. */
export function recordsToJson(rrset: RRset): JsonRecord[] {
  const owner = nameToText(rrset.name);
  const records = rdataList(rrset.rdata).map((rdata) => record(owner, rrset.type, rrset.class, rrset.ttl, rdata));
  const signatures = rdataList(rrset.signatures);
  return [...records, ...signatures.map((rdata) => record(owner, TYPE.RRSIG, rrset.class, rrset.ttl, rdata))];
}

function record(owner: string, type: RRType, rrclass: RRClass, ttl: number, rdata: Uint8Array): JsonRecord {
  const text = rdataToText(type, rdata);
  return {
    ...heading(owner, type, rrclass),
    TTL: ttl,
    ...(text === genericText(rdata) ? {} : { [`rdata${typeToText(type)}`]: text }),
    RDLENGTH: rdata.length,
    RDATAHEX: hexText(rdata),
  };
}

/** RFC 6891 section 6.1.2: the class is the payload size, the TTL holds extended rcode, version and flags. */
function optRecord(edns: Edns, rcode: Rcode): JsonRecord {
  const octets = new Uint8Array(optLength(edns));
  writeOpt(edns, rcode, octets, 0);
  const rdata = octets.subarray(11);
  return {
    NAME: '.',
    TYPE: TYPE.OPT,
    TYPEname: 'OPT',
    CLASS: uint16At(octets, 3),
    TTL: uint32At(octets, 5),
    RDLENGTH: rdata.length,
    RDATAHEX: hexText(rdata),
  };
}
