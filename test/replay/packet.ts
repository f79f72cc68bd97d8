/**
 * DNS packets as the replay runner sees them: read and written here, without the codec of `src/wire`, so that a fault
 * of that codec shows as a failing scenario. Records stay in the order of the wire and are not grouped. RFC 1035
 * section 4.1, RFC 6891 section 6.1. It must not know scenarios.
 */
import { type Name, nameFromWire } from '../../src/wire/name.ts';

export interface Question {
  /** Uncompressed wire octets in the spelling of the packet. */
  readonly spelled: Uint8Array;
  readonly name: Name;
  readonly type: number;
  readonly class: number;
}

export interface PlainRecord {
  readonly spelled: Uint8Array;
  readonly name: Name;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** Names inside are uncompressed; their case is kept. */
  readonly rdata: Uint8Array;
}

/** The OPT record. */
export interface Opt {
  readonly size: number;
  readonly version: number;
  /** All 16 flag bits; DO is 0x8000. */
  readonly flags: number;
  readonly options: Uint8Array;
}

export interface Packet {
  readonly id: number;
  /** The second 16 bits of the header without opcode and rcode: QR AA TC RD RA Z AD CD in place. */
  readonly flags: number;
  readonly opcode: number;
  /** With the extended bits of the OPT record. */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answer: readonly PlainRecord[];
  readonly authority: readonly PlainRecord[];
  /** Without OPT. */
  readonly additional: readonly PlainRecord[];
  readonly opt: Opt | undefined;
}

/** The flags by their name in `REPLY` lines. */
export const FLAG: Readonly<Record<string, number>> = {
  QR: 0x8000,
  AA: 0x0400,
  TC: 0x0200,
  RD: 0x0100,
  RA: 0x0080,
  AD: 0x0020,
  CD: 0x0010,
};
export const DO_FLAG = 0x8000;
/** Compact Answers OK, RFC 9824 section 5.1. */
export const CO_FLAG = 0x4000;
const FLAG_BITS = 0x87f0;
const OPT_TYPE = 41;
/** More labels than a legal name has: stops pointer loops. */
const MAX_HOPS = 128;

/** Where names stand in the rdata of the types that have any: octets to skip before each name; RFC 3597 section 4. */
const NAMES_IN_RDATA: Readonly<Record<number, readonly number[]>> = {
  2: [0], 3: [0], 4: [0], 5: [0], 6: [0, 0], 7: [0], 8: [0], 9: [0], 12: [0], 14: [0, 0], 15: [2], 17: [0, 0],
  18: [2], 21: [2], 26: [2, 0], 33: [6], 36: [2], 39: [0], 46: [18], 47: [0], 107: [2],
}; // biome-ignore format: a table

/** Bytes that are not a DNS packet. */
export class BadPacket extends Error {}

function need(bytes: Uint8Array, at: number, length: number): void {
  if (at + length > bytes.length)
    throw new BadPacket(`the packet ends at ${bytes.length}, ${at + length} octets are needed`);
}

function read16(bytes: Uint8Array, at: number): number {
  need(bytes, at, 2);
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function read32(bytes: Uint8Array, at: number): number {
  return read16(bytes, at) * 0x10000 + read16(bytes, at + 2);
}

/** One name, decompressed; `end` is the offset behind it in the packet. */
function readName(bytes: Uint8Array, at: number): { spelled: Uint8Array; end: number } {
  const octets: number[] = [];
  let end = -1;
  for (let hops = 0; hops <= MAX_HOPS; hops++) {
    need(bytes, at, 1);
    const length = bytes[at] ?? 0;
    if (length >= 0xc0) {
      if (end < 0) end = at + 2;
      at = read16(bytes, at) & 0x3fff;
    } else if (length > 63) throw new BadPacket(`label of type ${length >> 6}`);
    else {
      need(bytes, at, length + 1);
      for (let part = 0; part <= length; part++) octets.push(bytes[at + part] ?? 0);
      at += length + 1;
      if (length === 0) return { spelled: Uint8Array.from(octets), end: end < 0 ? at : end };
    }
  }
  throw new BadPacket('a name does not end');
}

function readRdata(bytes: Uint8Array, at: number, length: number, type: number): Uint8Array {
  need(bytes, at, length);
  const skips = type === 35 ? [naptrSkip(bytes, at)] : (NAMES_IN_RDATA[type] ?? []);
  if (skips.length === 0 || length === 0) return bytes.slice(at, at + length);
  const parts: Uint8Array[] = [];
  let read = at;
  for (const skip of skips) {
    need(bytes, read, skip);
    parts.push(bytes.subarray(read, read + skip));
    const name = readName(bytes, read + skip);
    parts.push(name.spelled);
    read = name.end;
  }
  if (read > at + length) throw new BadPacket('a name runs over the end of its rdata');
  parts.push(bytes.subarray(read, at + length));
  return Uint8Array.from(Buffer.concat(parts));
}

/** NAPTR: order, preference and three character strings before the name (RFC 3403 section 4.1). */
function naptrSkip(bytes: Uint8Array, at: number): number {
  let skip = 4;
  for (let strings = 0; strings < 3; strings++) skip += 1 + (bytes[at + skip] ?? 0);
  return skip;
}

/** Reads a whole packet; throws {@link BadPacket}. */
export function readPacket(bytes: Uint8Array): Packet {
  need(bytes, 0, 12);
  let at = 12;
  const questions: Question[] = [];
  for (let left = read16(bytes, 4); left > 0; left--) {
    const { spelled, end } = readName(bytes, at);
    questions.push({ spelled, name: nameFromWire(spelled), type: read16(bytes, end), class: read16(bytes, end + 2) });
    at = end + 4;
  }
  let opt: Opt | undefined;
  let extended = 0;
  const section = (count: number): PlainRecord[] => {
    const records: PlainRecord[] = [];
    for (let left = count; left > 0; left--) {
      const { spelled, end } = readName(bytes, at);
      const type = read16(bytes, end);
      const length = read16(bytes, end + 8);
      const rdata = readRdata(bytes, end + 10, length, type);
      const record = {
        spelled,
        name: nameFromWire(spelled),
        type,
        class: read16(bytes, end + 2),
        ttl: read32(bytes, end + 4),
        rdata,
      };
      at = end + 10 + length;
      if (type !== OPT_TYPE) records.push(record);
      else {
        if (opt !== undefined) throw new BadPacket('two OPT records');
        extended = (record.ttl >>> 24) << 4;
        opt = { size: record.class, version: (record.ttl >>> 16) & 0xff, flags: record.ttl & 0xffff, options: rdata };
      }
    }
    return records;
  };
  const answer = section(read16(bytes, 6));
  const authority = section(read16(bytes, 8));
  const additional = section(read16(bytes, 10));
  if (at !== bytes.length) throw new BadPacket(`${bytes.length - at} octets behind the last record`);
  const bits = read16(bytes, 2);
  return {
    id: read16(bytes, 0), flags: bits & FLAG_BITS, opcode: (bits >> 11) & 15, rcode: extended | (bits & 15),
    questions, answer, authority, additional, opt,
  }; // biome-ignore format: as in the header
}

/** Writes a packet without name compression, records in the order given, OPT last. */
export function writePacket(packet: Packet): Uint8Array {
  const parts: Uint8Array[] = [];
  const opt = packet.opt;
  const header = new DataView(new ArrayBuffer(12));
  header.setUint16(0, packet.id);
  header.setUint16(2, packet.flags | (packet.opcode << 11) | (packet.rcode & 15));
  header.setUint16(4, packet.questions.length);
  header.setUint16(6, packet.answer.length);
  header.setUint16(8, packet.authority.length);
  header.setUint16(10, packet.additional.length + (opt === undefined ? 0 : 1));
  parts.push(new Uint8Array(header.buffer));
  for (const question of packet.questions) parts.push(question.spelled, words(question.type, question.class));
  for (const record of [...packet.answer, ...packet.authority, ...packet.additional])
    parts.push(...recordParts(record));
  if (opt !== undefined) {
    const ttl = ((packet.rcode >> 4) << 24) | (opt.version << 16) | opt.flags;
    const record = { type: OPT_TYPE, class: opt.size, ttl: ttl >>> 0, rdata: opt.options };
    parts.push(...recordParts({ ...record, spelled: Uint8Array.of(0) }));
  }
  return Uint8Array.from(Buffer.concat(parts));
}

function recordParts(record: Omit<PlainRecord, 'name'>): Uint8Array[] {
  return [
    record.spelled,
    words(record.type, record.class, Math.floor(record.ttl / 0x10000), record.ttl & 0xffff, record.rdata.length),
    record.rdata,
  ];
}

function words(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

/** The rdata with all names in it in lower case: what is compared. */
export function comparableRdata(record: PlainRecord): Uint8Array {
  const skips = record.type === 35 ? [naptrSkip(record.rdata, 0)] : NAMES_IN_RDATA[record.type];
  if (skips === undefined) return record.rdata;
  const copy = record.rdata.slice();
  let at = 0;
  for (const skip of skips) {
    at += skip;
    for (let length = copy[at] ?? 0; length > 0; length = copy[at] ?? 0) {
      for (let part = at + 1; part <= at + length; part++) {
        const octet = copy[part] ?? 0;
        if (octet >= 0x41 && octet <= 0x5a) copy[part] = octet + 32;
      }
      at += length + 1;
    }
    at += 1;
  }
  return copy;
}
