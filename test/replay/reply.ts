/**
 * The bytes of a reply: the packet of an entry, adjusted to the query it answers. It must not know ranges and steps.
 */
import type { Entry } from './entry.ts';
import { DO_FLAG, type Packet, writePacket } from './packet.ts';
import type { Dialect } from './scenario.ts';

/** What Deckard offers as UDP size; its adjusted replies carry OPT exactly when the query does. */
const DECKARD_REPLY_SIZE = 1232;

/** The bytes that answer `query` (with the query's own ID); undefined where the entry says to drop it. */
export function replyBytes(entry: Entry, query: Packet, id: number, dialect: Dialect): Uint8Array | undefined {
  if (entry.adjust.has('do_not_answer')) return undefined;
  if (entry.bytes !== undefined)
    return withId(entry.bytes, dialect === 'unbound' || entry.adjust.has('raw_id') ? id : undefined);
  const adjusted = dialect === 'unbound' ? adjustUnbound(entry, query) : adjustDeckard(entry, query);
  const copiesId = dialect === 'unbound' || entry.adjust.has('copy_id') || entry.adjust.has('copy_query');
  return withId(writePacket(adjusted), copiesId ? id : undefined);
}

/** A server repeats the letters it was asked in (0x20), whatever the entry's spelling. */
function adjustUnbound(entry: Entry, query: Packet): Packet {
  const [asked] = query.questions;
  const [own] = entry.packet.questions;
  if (entry.adjust.has('copy_query')) return { ...entry.packet, questions: query.questions };
  if (own === undefined || own.name !== asked?.name) return entry.packet;
  return { ...entry.packet, questions: [{ ...own, spelled: asked.spelled }] };
}

/** The query's letters are copied with the ID, and EDNS mirrors the query's. */
function adjustDeckard(entry: Entry, query: Packet): Packet {
  const asked = query.questions[0];
  const own = entry.packet.questions[0];
  const copied = entry.adjust.has('copy_id') && own !== undefined && asked !== undefined;
  const questions = copied ? [{ ...own, name: asked.name, spelled: asked.spelled }] : entry.packet.questions;
  const opt =
    query.opt === undefined
      ? undefined
      : { size: DECKARD_REPLY_SIZE, version: 0, flags: query.opt.flags & DO_FLAG, options: new Uint8Array(0) };
  return { ...entry.packet, questions: entry.adjust.has('copy_query') ? query.questions : questions, opt };
}

function withId(bytes: Uint8Array, id: number | undefined): Uint8Array {
  const copy = bytes.slice();
  if (id !== undefined && copy.length >= 2) {
    copy[0] = id >> 8;
    copy[1] = id & 0xff;
  }
  return copy;
}

/** What a client sends: the packet of a QUERY entry. Deckard's clients always speak EDNS. */
export function clientQuery(entry: Entry, dialect: Dialect): Uint8Array {
  if (entry.bytes !== undefined) return entry.bytes.slice();
  if (dialect === 'unbound') return writePacket(entry.packet);
  const flags = entry.packet.opt?.flags ?? 0;
  return writePacket({ ...entry.packet, opt: { size: 4096, version: 0, flags, options: new Uint8Array(0) } });
}

/** Deckard's answer to what no entry accepts: SERVFAIL to the question. */
export function servfail(query: Packet, id: number): Uint8Array {
  const flags = 0x8000 | (query.flags & 0x0100);
  const opt =
    query.opt === undefined ? undefined : { ...query.opt, size: DECKARD_REPLY_SIZE, options: new Uint8Array(0) };
  return writePacket({ ...query, id, flags, rcode: 2, answer: [], authority: [], additional: [], opt });
}
