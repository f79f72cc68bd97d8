/**
 * Does a packet meet the MATCH line of an entry? Strict in everything a scenario states; only the order of records
 * within a section is compared apart (as multisets), since it is not portable between resolvers. It must not know
 * ranges and steps.
 */
import { isAtOrBelow } from '../../src/wire/name.ts';
import { opcodeToText, rcodeToText, typeToText } from '../../src/wire/registry.ts';
import type { Criteria, Entry } from './entry.ts';
import { CO_FLAG, comparableRdata, DO_FLAG, type Opt, type Packet, type PlainRecord } from './packet.ts';
import type { Dialect } from './scenario.ts';
import { flagsText, optText, questionText, recordText } from './text.ts';

/** A packet seen on the wire; its ID counts, so whoever sees a random one puts 0 there. */
export interface Seen {
  readonly packet: Packet;
  readonly transport: 'udp' | 'tcp';
}

const EDE_OPTION = 15;
const COOKIE_OPTION = 10;
/** The OPT size in the packets that Deckard builds; its `edns` criterion compares it. */
const DECKARD_UDP_SIZE = 4096;
/** What `all` stands for in Deckard's dialect: not the ID, not EDNS. */
const DECKARD_ALL = ['opcode', 'qtype', 'qname', 'flags', 'rcode', 'answer', 'authority', 'additional'] as const;

type Check = (expected: Packet, seen: Seen, withTtl: boolean) => string | undefined;

/** Why `seen` does not meet the entry, in words; undefined if it does. */
export function mismatch(entry: Entry, seen: Seen, dialect: Dialect): string | undefined {
  const criteria = entry.match;
  if (criteria === undefined) return undefined;
  const cut = cutOptions(criteria, seen);
  if (typeof cut === 'string') return cut;
  const serial = criteria.serial === undefined ? undefined : serialMismatch(criteria.serial, seen.packet);
  if (serial !== undefined) return serial;
  const withTtl = dialect === 'unbound' && criteria.words.has('ttl');
  for (const word of expand(criteria.words, dialect)) {
    const reason = CHECKS[word]?.(entry.packet, cut, withTtl);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The sections whose records are the expected ones in another order; reported, never a failure. */
export function reordered(entry: Entry, seen: Seen): string[] {
  const words = entry.match?.words ?? new Set();
  const whole = words.has('all') || words.has('all_noedns');
  return (['answer', 'authority', 'additional'] as const).filter((section) => {
    if (!whole && !words.has(section)) return false;
    const [expected, got] = [entry.packet[section], seen.packet[section]];
    return expected.some((record, at) => keyOf(record, false) !== (got[at] === undefined ? '' : keyOf(got[at], false)));
  });
}

function expand(words: ReadonlySet<string>, dialect: Dialect): Iterable<string> {
  if (dialect === 'unbound' || !words.has('all')) return words;
  return new Set([...words].flatMap((word) => (word === 'all' ? DECKARD_ALL : [word])));
}

const CHECKS: Readonly<Record<string, Check>> = {
  opcode: (expected, { packet }) => same('opcode', opcodeToText(expected.opcode), opcodeToText(packet.opcode)),
  rcode: (expected, { packet }) => same('rcode', rcodeToText(expected.rcode), rcodeToText(packet.rcode)),
  flags: (expected, { packet }) => same('flags', flagsText(expected.flags), flagsText(packet.flags)),
  qtype: (expected, { packet }) => same('qtype', qtypeOf(expected), qtypeOf(packet)),
  qname: (expected, { packet }) =>
    same('qname', expected.questions[0]?.name ?? 'none', packet.questions[0]?.name ?? 'none'),
  qcase: (expected, { packet }) => same('qname octets', spellingOf(expected), spellingOf(packet)),
  question: (expected, { packet }) => same('question', questionsOf(expected), questionsOf(packet)),
  subdomain: (expected, { packet }) => {
    const [zone, name] = [expected.questions[0]?.name, packet.questions[0]?.name];
    if (zone !== undefined && name !== undefined && isAtOrBelow(name, zone)) return undefined;
    return `qname: expected at or below ${zone ?? 'none'}, got ${name ?? 'none'}`;
  },
  answer: (expected, { packet }, withTtl) => sameRecords('answer', expected.answer, packet.answer, withTtl),
  authority: (expected, { packet }, withTtl) => sameRecords('authority', expected.authority, packet.authority, withTtl),
  additional: (expected, { packet }, withTtl) =>
    sameRecords('additional', expected.additional, packet.additional, withTtl),
  all_noedns: (expected, seen, withTtl) => wholePacket(expected, seen, withTtl),
  all: (expected, seen, withTtl) =>
    wholePacket(expected, seen, withTtl) ?? same('EDNS', optText(expected.opt), optText(seen.packet.opt)),
  edns: (_, { packet }) =>
    same('EDNS', `version 0 size ${DECKARD_UDP_SIZE}`, `version ${packet.opt?.version} size ${packet.opt?.size}`),
  ednsdata: (expected, { packet }) => same('EDNS options', optionsOf(expected.opt), optionsOf(packet.opt)),
  noedns: (_, { packet }) => (packet.opt === undefined ? undefined : 'EDNS: expected none'),
  DO: (_, { packet }) => (((packet.opt?.flags ?? 0) & DO_FLAG) !== 0 ? undefined : 'DO is not set'),
  CO: (_, { packet }) => (((packet.opt?.flags ?? 0) & CO_FLAG) !== 0 ? undefined : 'CO is not set'),
  UDP: (_, { transport }) => same('transport', 'udp', transport),
  TCP: (_, { transport }) => same('transport', 'tcp', transport),
};

function wholePacket(expected: Packet, seen: Seen, withTtl: boolean): string | undefined {
  const got = seen.packet;
  return (
    same('ID', String(expected.id), String(got.id)) ??
    same('opcode', opcodeToText(expected.opcode), opcodeToText(got.opcode)) ??
    same('rcode', rcodeToText(expected.rcode), rcodeToText(got.rcode)) ??
    same('flags', flagsText(expected.flags), flagsText(got.flags)) ??
    same('question', questionsOf(expected), questionsOf(got)) ??
    sameRecords('answer', expected.answer, got.answer, withTtl) ??
    sameRecords('authority', expected.authority, got.authority, withTtl) ??
    sameRecords('additional', expected.additional, got.additional, withTtl)
  );
}

function same(what: string, expected: string, got: string): string | undefined {
  return expected === got ? undefined : `${what}: expected ${expected}, got ${got}`;
}

function qtypeOf(packet: Packet): string {
  const question = packet.questions[0];
  return question === undefined ? 'none' : typeToText(question.type);
}

function spellingOf(packet: Packet): string {
  return Buffer.from(packet.questions[0]?.spelled ?? []).toString('latin1');
}

function questionsOf(packet: Packet): string {
  return packet.questions.length === 0 ? 'none' : packet.questions.map(questionText).join(', ');
}

function optionsOf(opt: Opt | undefined): string {
  return opt === undefined ? 'no OPT' : Buffer.from(opt.options).toString('hex');
}

/** Equal as multisets: every record as often here as there. */
function sameRecords(
  section: string,
  expected: readonly PlainRecord[],
  got: readonly PlainRecord[],
  withTtl: boolean,
): string | undefined {
  const left = new Map<string, PlainRecord[]>();
  for (const record of expected)
    left.set(keyOf(record, withTtl), [...(left.get(keyOf(record, withTtl)) ?? []), record]);
  const surplus = got.filter((record) => left.get(keyOf(record, withTtl))?.pop() === undefined);
  const missing = [...left.values()].flat();
  if (missing.length === 0 && surplus.length === 0) return undefined;
  const parts = [
    ...missing.map((record) => `missing [${recordText(record)}]`),
    ...surplus.map((record) => `not expected [${recordText(record)}]`),
  ];
  return `${section}: ${parts.join(', ')}`;
}

function keyOf(record: PlainRecord, withTtl: boolean): string {
  const rdata = Buffer.from(comparableRdata(record)).toString('hex');
  return `${record.name} ${record.class} ${record.type} ${withTtl ? record.ttl : ''} ${rdata}`;
}

function serialMismatch(serial: number, packet: Packet): string | undefined {
  const soa = packet.authority.find((record) => record.type === 6);
  const got = soa === undefined ? 0 : Buffer.from(soa.rdata).readUInt32BE(soa.rdata.length - 20);
  return same('serial', String(serial), String(got));
}

/** Takes the options out that the criteria name (EDE, cookies), or says which of them is missing or wrong. */
function cutOptions(criteria: Criteria, seen: Seen): Seen | string {
  const cookie = criteria.words.has('client_cookie') ? 8 : criteria.words.has('server_cookie') ? 24 : undefined;
  if (criteria.ede === undefined && cookie === undefined) return seen;
  const opt = seen.packet.opt;
  if (opt === undefined) return 'EDNS: expected an option, got no OPT';
  const kept: Uint8Array[] = [];
  let [foundEde, foundCookie] = [false, false];
  for (let at = 0; at + 4 <= opt.options.length; ) {
    const view = Buffer.from(opt.options.subarray(at));
    const [code, length] = [view.readUInt16BE(0), view.readUInt16BE(2)];
    const isEde = code === EDE_OPTION && criteria.ede !== undefined;
    const isCookie = code === COOKIE_OPTION && cookie !== undefined;
    if (isEde && (criteria.ede === 'any' || view.readUInt16BE(4) === criteria.ede)) foundEde = true;
    if (isCookie && length === cookie) foundCookie = true;
    if (!isEde && !isCookie) kept.push(opt.options.subarray(at, at + 4 + length));
    at += 4 + length;
  }
  if (criteria.ede !== undefined && !foundEde) return `EDE: expected ${criteria.ede}, got ${optText(opt)}`;
  if (cookie !== undefined && !foundCookie) return `cookie: expected ${cookie} octets, got ${optText(opt)}`;
  const options = Uint8Array.from(Buffer.concat(kept));
  return { ...seen, packet: { ...seen.packet, opt: { ...opt, options } } };
}
