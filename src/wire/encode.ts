/**
 * Messages to bytes (RFC 1035 section 4.1), compressed, and cut to a size in whole RRsets (RFC 2181 section 9). It must
 * not know who receives them or over what. What cannot be written is our own mistake and throws.
 */
import { copyOctets, putUint16, putUint32, uint16At } from './bytes.ts';
import { type Compression, compressAt, compression, rollBack, writeOwner, writeRdataName } from './compress.ts';
import { optLength, writeOpt } from './edns.ts';
import type { Message } from './message.ts';
import { wireLength, writeNameOctets } from './name.ts';
import { shapeIn } from './rdata.ts';
import { type RRType, TYPE } from './registry.ts';
import { type PackedRdata, type RRset, rdataCount } from './rrset.ts';
import { NAME, type Shape } from './shapes.ts';
import { nameEnd } from './spelling.ts';

const HEADER_OCTETS = 12;
/** Type, class, TTL, RDLENGTH. */
const RECORD_OCTETS = 10;
/** RFC 1035 section 4.2.2: what a stream's length prefix can hold. */
export const MAX_MESSAGE_OCTETS = 0xffff;
/** More than compression can save in one record: owner and the two names of a SOA, 255 octets each. */
const SLACK_OCTETS = 1024;
/** Sets of the additional section that may fail to fit before the rest is not tried: each try costs work. */
const MAX_MISFITS = 8;

/** How a message is to be written. */
export interface EncodeOptions {
  /** Octets at most; 65535 unless given. */
  readonly maxSize?: number | undefined;
  /** The question section as the client spelled it, copied as it is in place of `questions`. */
  readonly questionBytes?: Uint8Array | undefined;
}

/** A message being written. */
interface Writer {
  readonly table: Compression;
  readonly limit: number;
  readonly ttlOffsets: number[] | undefined;
  at: number;
}

/** The bytes of a message. Over `maxSize`: RRsets are left out, TC is set if one of answer or authority is. */
export function encodeMessage(message: Message, options?: EncodeOptions): Uint8Array {
  return write(message, options, undefined);
}

/** As {@link encodeMessage}, with the offsets of all TTLs (the OPT's aside), ascending: for ageing a copy. */
export function encodeMessageWithTtls(
  message: Message,
  options?: EncodeOptions,
): { readonly bytes: Uint8Array; readonly ttlOffsets: number[] } {
  const ttlOffsets: number[] = [];
  return { bytes: write(message, options, ttlOffsets), ttlOffsets };
}

function write(message: Message, options: EncodeOptions | undefined, ttlOffsets: number[] | undefined): Uint8Array {
  const { edns } = message;
  if (edns === undefined && message.rcode > 0x0f) throw new Error(`rcode ${message.rcode} needs EDNS`);
  const reserved = edns === undefined ? 0 : optLength(edns);
  const maxSize = options?.maxSize ?? MAX_MESSAGE_OCTETS;
  const spelled = options?.questionBytes;
  const needed = measure(message, spelled);
  const fixed = needed.questions + reserved;
  const bytes = new Uint8Array(Math.min(fixed + needed.records, Math.max(fixed, maxSize) + SLACK_OCTETS));
  const table = compression(bytes, needed.names);
  const writer: Writer = { table, limit: maxSize - reserved, ttlOffsets, at: HEADER_OCTETS };
  writeQuestions(writer, message, spelled);
  const answers = writeSection(writer, message.answer, true);
  const authorities = answers.cut ? NOTHING : writeSection(writer, message.authority, true);
  const cut = answers.cut || authorities.cut;
  const additionals = cut ? NOTHING : writeSection(writer, message.additional, false);
  if (edns !== undefined) writer.at = writeOpt(edns, message.rcode, bytes, writer.at);
  writeHeader(bytes, message, cut);
  putUint16(bytes, 6, answers.records);
  putUint16(bytes, 8, authorities.records);
  putUint16(bytes, 10, additionals.records + (edns === undefined ? 0 : 1));
  return writer.at === bytes.length ? bytes : bytes.slice(0, writer.at);
}

/** Octets that are enough for everything without compression, and how many names there are. */
function measure(
  message: Message,
  spelled: Uint8Array | undefined,
): { questions: number; records: number; names: number } {
  let questions = HEADER_OCTETS + (spelled?.length ?? 0);
  if (spelled === undefined) for (const { name } of message.questions) questions += wireLength(name) + 4;
  let records = 0;
  let names = message.questions.length;
  for (const section of [message.answer, message.authority, message.additional]) {
    for (const { name, rdata, signatures } of section) {
      const count = rdataCount(rdata) + rdataCount(signatures);
      records += count * (name.length + 1 + RECORD_OCTETS) + rdata.length + signatures.length;
      names += count;
    }
  }
  return { questions, records, names };
}

function writeHeader(bytes: Uint8Array, message: Message, cut: boolean): void {
  putUint16(bytes, 0, message.id);
  bytes[2] =
    (message.qr ? 0x80 : 0) |
    ((message.opcode & 0x0f) << 3) |
    (message.aa ? 0x04 : 0) |
    (message.tc || cut ? 0x02 : 0) |
    (message.rd ? 0x01 : 0);
  bytes[3] =
    (message.ra ? 0x80 : 0) |
    (message.z ? 0x40 : 0) |
    (message.ad ? 0x20 : 0) |
    (message.cd ? 0x10 : 0) |
    (message.rcode & 0x0f);
  putUint16(bytes, 4, message.questions.length);
}

function writeQuestions(writer: Writer, message: Message, spelled: Uint8Array | undefined): void {
  const { table } = writer;
  if (spelled !== undefined) {
    table.bytes.set(spelled, HEADER_OCTETS);
    const end = nameEnd(table.bytes, HEADER_OCTETS);
    if (end !== undefined && end <= HEADER_OCTETS + spelled.length) compressAt(table, HEADER_OCTETS, end, true);
    writer.at += spelled.length;
    return;
  }
  for (const { name, type, class: rrclass } of message.questions) {
    const end = writeNameOctets(name, table.bytes, writer.at);
    const at = compressAt(table, writer.at, end, true);
    putUint16(table.bytes, at, type);
    putUint16(table.bytes, at + 2, rrclass);
    writer.at = at + 4;
  }
}

interface Written {
  readonly records: number;
  /** A set did not fit. */
  readonly cut: boolean;
}

const NOTHING: Written = { records: 0, cut: false };

/** Writes the sets that fit; a `needed` section ends with the first that does not, another one after a few. */
function writeSection(writer: Writer, sets: readonly RRset[], needed: boolean): Written {
  let records = 0;
  let misfits = 0;
  for (const set of sets) {
    const start = writer.at;
    const ttls = writer.ttlOffsets?.length ?? 0;
    const written = writeSet(writer, set);
    if (written >= 0) {
      records += written;
      continue;
    }
    writer.at = start;
    if (writer.ttlOffsets !== undefined) writer.ttlOffsets.length = ttls;
    if (needed) return { records, cut: true };
    if (++misfits === MAX_MISFITS) break;
    rollBack(writer.table, start);
  }
  return { records, cut: false };
}

/** The number of records written; -1 where the set does not fit. */
function writeSet(writer: Writer, set: RRset): number {
  const shape = shapeIn(set.type, set.class);
  const records = writeRecords(writer, set, set.type, set.rdata, shape?.compress ? shape : undefined);
  if (records < 0 || set.signatures.length === 0) return records;
  const signatures = writeRecords(writer, set, TYPE.RRSIG, set.signatures, undefined);
  return signatures < 0 ? -1 : records + signatures;
}

function writeRecords(writer: Writer, set: RRset, type: RRType, packed: PackedRdata, shape: Shape | undefined): number {
  const { table, ttlOffsets } = writer;
  const { bytes } = table;
  let records = 0;
  for (let read = 0; read + 2 <= packed.length; ) {
    const from = read + 2;
    const to = from + uint16At(packed, read);
    if (writer.at + set.name.length + 1 + RECORD_OCTETS + to - from > bytes.length) return -1;
    const at = writeOwner(table, set.name, writer.at);
    putUint16(bytes, at, type);
    putUint16(bytes, at + 2, set.class);
    putUint32(bytes, at + 4, set.ttl);
    ttlOffsets?.push(at + 4);
    const rdataAt = at + RECORD_OCTETS;
    const end =
      shape === undefined
        ? writeVerbatim(bytes, packed, from, to, rdataAt)
        : writeCompressed(table, shape, packed, from, to, rdataAt);
    putUint16(bytes, at + 8, end - rdataAt);
    if (end > writer.limit) return -1;
    writer.at = end;
    records++;
    read = to;
  }
  return records;
}

function writeVerbatim(bytes: Uint8Array, packed: PackedRdata, from: number, to: number, at: number): number {
  copyOctets(packed, from, to, bytes, at);
  return at + to - from;
}

/** Rdata that has not the shape of its type is written as it is, and nothing will point into it. */
function writeCompressed(
  table: Compression,
  shape: Shape,
  packed: PackedRdata,
  from: number,
  to: number,
  at: number,
): number {
  const end = writeFields(table, shape, packed, from, to, at);
  if (end >= 0) return end;
  rollBack(table, at);
  return writeVerbatim(table.bytes, packed, from, to, at);
}

/** The offset behind the fields; -1 where they do not fill `[from, to)` exactly. */
function writeFields(
  table: Compression,
  shape: Shape,
  packed: PackedRdata,
  from: number,
  to: number,
  at: number,
): number {
  let read = from;
  let write = at;
  for (const field of shape.fields) {
    const end = field === NAME ? (nameEnd(packed, read) ?? to + 1) : read + field;
    if (end > to) return -1;
    write =
      field === NAME
        ? writeRdataName(table, packed, read, end, write)
        : writeVerbatim(table.bytes, packed, read, end, write);
    read = end;
  }
  return read === to ? write : -1;
}
