/**
 * Bytes to a message (RFC 1035 section 4.1), strictly: what does not add up to the last octet is refused, in work
 * bounded by the octets that are there. It must not know who sent them or why.
 *
 *   +----+--------------------------------+---------+---------+---------+---------+
 *   | id | QR opcode AA TC RD RA Z AD CD rcode | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT |  12 octets
 *   +----+--------------------------------+---------+---------+---------+---------+
 *   question: name, type, class     record: name, type, class, TTL, RDLENGTH, rdata
 */
import { uint16At, uint32At } from './bytes.ts';
import { type Edns, readOpt } from './edns.ts';
import { type KnownName, type NameSource, nameSource } from './expand.ts';
import { type Gathering, type GatheringCost, gather, gathered, gathering } from './gather.ts';
import { readName } from './intern.ts';
import { Malformed } from './malformed.ts';
import type { Message, Question } from './message.ts';
import { measureRdata, shapeIn } from './rdata.ts';
import { CLASS, TYPE } from './registry.ts';
import type { RRset } from './rrset.ts';

const HEADER_OCTETS = 12;
/** Root name, type, class. */
const LEAST_QUESTION_OCTETS = 5;
/** Root name, type, class, TTL, RDLENGTH. */
const LEAST_RECORD_OCTETS = 11;

/** What a decoding has done, in counts: for tests of its bounds. */
export interface Work {
  /** Labels and pointers looked at. */
  readonly steps: number;
  /** Octets of names decoded. */
  readonly nameOctets: number;
  /** Names made. */
  readonly names: number;
  /** Octets of rdata allocated. */
  readonly rdataOctets: number;
  /** Sets looked at to find those of records. */
  readonly searched: number;
  /** Pairs of rdata compared to find repeated ones. */
  readonly compared: number;
}

/** The counts of one decoding while it runs, and where it reads names. */
interface Reading extends GatheringCost {
  readonly source: NameSource;
  rdataOctets: number;
}

/** Reads a whole message. Throws only {@link Malformed}. `measured`, if given, hears what it cost, also when it throws. */
export function decodeMessage(bytes: Uint8Array, measured?: (work: Work) => void): Message {
  const source = nameSource(bytes);
  const reading: Reading = { source, rdataOctets: 0, searched: 0, compared: 0 };
  if (measured === undefined) return decodeFrom(reading);
  try {
    return decodeFrom(reading);
  } finally {
    const { steps, nameOctets, names } = source;
    const { rdataOctets, searched, compared } = reading;
    measured({ steps, nameOctets, names: names.length, rdataOctets, searched, compared });
  }
}

function decodeFrom(reading: Reading): Message {
  const { source } = reading;
  const { bytes } = source;
  if (bytes.length < HEADER_OCTETS) throw new Malformed(bytes.length, 'the header is cut short');
  const flags = uint16At(bytes, 2);
  const answers = uint16At(bytes, 6);
  const authorities = uint16At(bytes, 8);
  const additionals = uint16At(bytes, 10);
  checkCounts(bytes, answers + authorities + additionals);
  source.end = HEADER_OCTETS;
  const questions = readQuestions(source, uint16At(bytes, 4));
  const answer = readSection(reading, answers);
  const authority = readSection(reading, authorities);
  const { sets: additional, edns, extendedRcode } = readAdditional(reading, additionals);
  if (source.end !== bytes.length) throw new Malformed(source.end, 'octets follow the last record');
  return {
    id: uint16At(bytes, 0),
    qr: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0x0f,
    aa: (flags & 0x0400) !== 0,
    tc: (flags & 0x0200) !== 0,
    rd: (flags & 0x0100) !== 0,
    ra: (flags & 0x0080) !== 0,
    z: (flags & 0x0040) !== 0,
    ad: (flags & 0x0020) !== 0,
    cd: (flags & 0x0010) !== 0,
    rcode: (extendedRcode << 4) | (flags & 0x0f),
    questions,
    answer,
    authority,
    additional,
    edns,
  };
}

/** Forged counts are refused before anything is allocated for them. */
function checkCounts(bytes: Uint8Array, records: number): void {
  const least = HEADER_OCTETS + uint16At(bytes, 4) * LEAST_QUESTION_OCTETS + records * LEAST_RECORD_OCTETS;
  if (least > bytes.length) throw new Malformed(4, 'the header counts more records than the message can hold');
}

function readQuestions(source: NameSource, count: number): Question[] {
  const questions: Question[] = [];
  const { bytes } = source;
  for (let left = count; left > 0; left--) {
    const { name } = readName(source, source.end, bytes.length);
    const at = source.end;
    if (at + 4 > bytes.length) throw new Malformed(at, 'a question is cut short');
    questions.push({ name, type: uint16At(bytes, at), class: uint16At(bytes, at + 2) });
    source.end = at + 4;
  }
  return questions;
}

const NO_SETS: RRset[] = [];

function readSection(reading: Reading, count: number): RRset[] {
  if (count === 0) return NO_SETS;
  const { source } = reading;
  const section = gathering(source.bytes, reading);
  for (let left = count; left > 0; left--) {
    const owner = source.end;
    const name = readName(source, owner, source.bytes.length);
    if (isOptAt(source)) throw new Malformed(owner, 'an OPT record outside the additional section');
    readRecord(reading, section, name);
  }
  return gathered(section);
}

interface Additional {
  readonly sets: RRset[];
  readonly edns: Edns | undefined;
  readonly extendedRcode: number;
}

const NO_ADDITIONAL: Additional = { sets: NO_SETS, edns: undefined, extendedRcode: 0 };

function readAdditional(reading: Reading, count: number): Additional {
  if (count === 0) return NO_ADDITIONAL;
  const { source } = reading;
  const { bytes } = source;
  const section = gathering(bytes, reading);
  let edns: Edns | undefined;
  let extendedRcode = 0;
  for (let left = count; left > 0; left--) {
    const owner = source.end;
    const name = readName(source, owner, bytes.length);
    if (!isOptAt(source)) {
      readRecord(reading, section, name);
      continue;
    }
    if (bytes[owner] !== 0) throw new Malformed(owner, 'an OPT record whose owner is not the root');
    if (edns !== undefined) throw new Malformed(owner, 'two OPT records');
    const at = source.end;
    const end = rdataEnd(bytes, at);
    extendedRcode = bytes[at + 4] ?? 0;
    edns = readOpt(bytes, at, end);
    source.end = end;
  }
  return { sets: gathered(section), edns, extendedRcode };
}

/** True if the record whose owner ends at `source.end` is an OPT. */
function isOptAt(source: NameSource): boolean {
  return uint16At(source.bytes, source.end) === TYPE.OPT;
}

/** The end of the rdata of the record whose type stands at `at`; throws where it lies beyond the message. */
function rdataEnd(bytes: Uint8Array, at: number): number {
  if (at + 10 > bytes.length) throw new Malformed(at, 'a record is cut short');
  const end = at + 10 + uint16At(bytes, at + 8);
  if (end > bytes.length) throw new Malformed(at + 8, 'RDLENGTH runs past the end of the message');
  return end;
}

/** Reads the record whose owner ends at `source.end`. */
function readRecord(reading: Reading, section: Gathering, owner: KnownName): void {
  const { source } = reading;
  const { bytes } = source;
  const at = source.end;
  const end = rdataEnd(bytes, at);
  const type = uint16At(bytes, at);
  const rrclass = uint16At(bytes, at + 2);
  const ttl = uint32At(bytes, at + 4);
  const from = at + 10;
  const shape = shapeIn(type, rrclass);
  // RFC 2136: updates and their prerequisites name sets by records of class ANY and NONE without rdata.
  const bare = from === end && (rrclass === CLASS.ANY || rrclass === CLASS.NONE);
  const octets = shape === undefined || bare ? end - from : measureRdata(source, shape, from, end);
  // RFC 2181 section 8: a TTL with its top bit set means 0.
  const seconds = ttl > 0x7fffffff ? 0 : ttl;
  reading.rdataOctets += octets;
  gather(section, owner, type, rrclass, seconds, shape?.mayBeCompressed ? shape : undefined, from, end, octets);
  source.end = end;
}
