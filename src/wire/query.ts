/**
 * Queries to servers, built and altered as bytes: the fast path of the walk. It must not know servers or caches.
 * RFC 1035 section 4.1, RFC 6891 section 6.1, draft-vixie-dnsext-dns0x20 (letter case as entropy).
 */
import { putUint16, uint16At } from './bytes.ts';
import { type Edns, optLength, writeOpt } from './edns.ts';
import type { Question } from './message.ts';
import { wireLength, writeNameOctets } from './name.ts';

const HEADER_OCTETS = 12;
const RD = 0x01;
const CD = 0x10;

/** What a query says; `spelled` are the octets of the question's name with other letters, uncompressed. */
export interface QueryParts {
  readonly id: number;
  readonly question: Question;
  readonly rd: boolean;
  readonly cd: boolean;
  readonly edns: Edns | undefined;
  readonly spelled?: Uint8Array;
}

/** The bytes of a query with one question; its name in lower case unless `spelled`. */
export function buildQuery(parts: QueryParts): Uint8Array {
  const { question, edns, spelled } = parts;
  const nameOctets = spelled === undefined ? wireLength(question.name) : spelled.length;
  const behind = HEADER_OCTETS + nameOctets + 4;
  const bytes = new Uint8Array(behind + (edns === undefined ? 0 : optLength(edns)));
  putUint16(bytes, 0, parts.id);
  bytes[2] = parts.rd ? RD : 0;
  bytes[3] = parts.cd ? CD : 0;
  bytes[5] = 1;
  if (spelled === undefined) writeNameOctets(question.name, bytes, HEADER_OCTETS);
  else bytes.set(spelled, HEADER_OCTETS);
  putUint16(bytes, behind - 4, question.type);
  putUint16(bytes, behind - 2, question.class);
  if (edns !== undefined) {
    bytes[11] = 1;
    writeOpt(edns, 0, bytes, behind);
  }
  return bytes;
}

/**
 * The offset behind the first question of a message if its name is not compressed; undefined where there is none,
 * or it is cut short.
 */
export function questionEnd(bytes: Uint8Array): number | undefined {
  if (uint16At(bytes, 4) === 0) return undefined;
  let at = HEADER_OCTETS;
  for (let length = bytes[at] ?? 0; length !== 0; length = bytes[at] ?? 0) {
    if (length > 0x3f || at >= bytes.length) return undefined;
    at += 1 + length;
  }
  return at + 5 <= bytes.length ? at + 5 : undefined;
}

/** Gives each letter of a query's question name upper or lower case by chance, in place. */
export function randomizeCase(query: Uint8Array, random: { uint16(): number }): void {
  let bits = 0;
  let left = 0;
  let at = HEADER_OCTETS;
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) {
    const stop = at + 1 + length;
    for (at++; at < stop; at++) {
      const lower = (query[at] ?? 0) | 0x20;
      if (lower < 0x61 || lower > 0x7a) continue;
      if (left === 0) {
        bits = random.uint16();
        left = 16;
      }
      query[at] = (bits & 1) === 0 ? lower : lower & 0xdf;
      bits >>>= 1;
      left--;
    }
  }
}

/**
 * Writes the question name of `query` in lower case over that of `reply`, if both are the same but for letters:
 * names in the reply's rdata compress into it, and the letters were ours. Leaves other replies alone.
 */
export function overwriteQuestionName(reply: Uint8Array, query: Uint8Array): void {
  const end = questionEnd(query);
  if (end === undefined || reply.length < end || uint16At(reply, 4) === 0) return;
  for (let at = HEADER_OCTETS; at < end - 4; at++) {
    if (lowered(query[at] ?? 0) !== lowered(reply[at] ?? 0)) return;
  }
  for (let at = HEADER_OCTETS; at < end - 4; at++) reply[at] = lowered(query[at] ?? 0);
}

/** Length octets are below 0x40 and stay as they are. */
function lowered(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet;
}
