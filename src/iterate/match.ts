/**
 * Is this datagram the reply to that query? Pure. RFC 5452 section 9: id and question must match; with 0x20 the
 * letter case too. It must not know sockets; source address and port are the adapter's business.
 */
import type { Judge } from '../ports.ts';
import { OPCODE, RCODE, type Rcode } from '../wire/registry.ts';

const HEADER = 12;

/** What a server may say without a question: that it could not read it, or would not. Never that a name is not there. */
const WITHOUT_QUESTION: ReadonlySet<Rcode> = new Set([RCODE.FORMERR, RCODE.SERVFAIL, RCODE.NOTIMP, RCODE.REFUSED]);

/**
 * The judge for replies to `query`. `exactCase`: the question must be spelled as sent. A reply with the right id but
 * another question, or the right question but another id, is a near miss: somebody guesses, or the server is odd.
 */
export function judgeFor(query: Uint8Array, exactCase: boolean): Judge {
  const questionEnd = endOfQuestion(query);
  return (reply) => {
    if (reply.length < HEADER || ((reply[2] ?? 0) & 0x80) === 0) return 'other';
    if ((((reply[2] ?? 0) >> 3) & 0x0f) !== OPCODE.QUERY) return 'other';
    const sameId = reply[0] === query[0] && reply[1] === query[1];
    const questions = ((reply[4] ?? 0) << 8) | (reply[5] ?? 0);
    if (questions === 0) return !sameId ? 'other' : WITHOUT_QUESTION.has((reply[3] ?? 0) & 0x0f) ? 'mine' : 'suspect';
    const sameQuestion = questions === 1 && equalOctets(query, reply, questionEnd, exactCase);
    if (sameId && sameQuestion) return 'mine';
    return sameId || sameQuestion ? 'suspect' : 'other';
  };
}

/** True if the reply echoes the question in other letters: the server (or a forger) does not keep case. */
export function differsInCaseOnly(query: Uint8Array, reply: Uint8Array): boolean {
  if (reply[0] !== query[0] || reply[1] !== query[1]) return false;
  const end = endOfQuestion(query);
  return !equalOctets(query, reply, end, true) && equalOctets(query, reply, end, false);
}

/** The offset behind the question of a query of ours (uncompressed, one question). */
export function endOfQuestion(query: Uint8Array): number {
  let at = HEADER;
  while (at < query.length && (query[at] ?? 0) !== 0) at += 1 + (query[at] ?? 0);
  return Math.min(query.length, at + 5);
}

function equalOctets(query: Uint8Array, reply: Uint8Array, end: number, exactCase: boolean): boolean {
  if (reply.length < end) return false;
  for (let at = HEADER; at < end; at++) {
    const sent = query[at] ?? 0;
    const got = reply[at] ?? 0;
    if (sent === got) continue;
    // Only letters of the name may differ: length octets are below 0x40, type and class must be exact.
    if (exactCase || at >= end - 4 || (sent ^ got) !== 0x20 || !isLetter(sent)) return false;
  }
  return true;
}

function isLetter(octet: number): boolean {
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
