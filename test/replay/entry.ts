/**
 * One ENTRY of a scenario: a packet, the criteria by which it accepts another packet, and what to patch into it
 * before it is sent. The words are the ones of testbound and of Deckard; an unknown word is an error, never ignored.
 */
import { type Name, nameFromText, nameFromWire, ROOT } from '../../src/wire/name.ts';
import { rdataFromText } from '../../src/wire/presentation.ts';
import { classFromText, typeFromText } from '../../src/wire/registry.ts';
import { BadScenario, type Lines } from './lines.ts';
import { CO_FLAG, DO_FLAG, FLAG, type Packet, type PlainRecord, type Question } from './packet.ts';

/** What an entry says of the packets it accepts; `undefined` accepts every packet. */
export interface Criteria {
  /** The words without a value. */
  readonly words: ReadonlySet<string>;
  /** `ede=N`; 'any' for whatever code. */
  readonly ede: number | 'any' | undefined;
  readonly serial: number | undefined;
}

export interface Entry {
  readonly line: number;
  readonly match: Criteria | undefined;
  readonly adjust: ReadonlySet<string>;
  /** The packet described by REPLY and the sections; its ID is 0. */
  readonly packet: Packet;
  /** HEX_ANSWER or RAW: these bytes go out instead of the packet. */
  readonly bytes: Uint8Array | undefined;
  /** Deckard: the scenario fails if nobody asked for it. */
  readonly mandatory: boolean;
}

/** What holds from one entry to the next: `$ORIGIN` and `$TTL`. */
export interface Defaults {
  origin: Name;
  ttl: number;
}

const MATCH_WORDS = new Set([
  'opcode', 'qtype', 'qname', 'question', 'subdomain', 'rcode', 'answer', 'authority', 'additional', 'all',
  'all_noedns', 'ttl', 'DO', 'CO', 'noedns', 'UDP', 'TCP', 'client_cookie', 'server_cookie', 'ednsdata', 'flags',
  'edns', 'qcase',
]); // biome-ignore format: a table
const ADJUST_WORDS = new Set(['copy_id', 'copy_query', 'raw_id', 'do_not_answer']);
const OPCODES: Readonly<Record<string, number>> = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5 };
const RCODES: Readonly<Record<string, number>> = {
  NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMPL: 4, NOTIMP: 4, REFUSED: 5, YXDOMAIN: 6, YXRRSET: 7,
  NXRRSET: 8, NOTAUTH: 9, NOTZONE: 10, BADVERS: 16, BADCOOKIE: 23,
}; // biome-ignore format: a table
/** The UDP size of the OPT record in packets that a scenario describes (testbound; RFC 9715 section 3.2). */
const SCENARIO_UDP_SIZE = 1232;
const DAY_UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

type SectionName = 'questions' | 'answer' | 'authority' | 'additional';

/** An entry while its lines are read. */
interface Draft {
  words: Set<string>;
  matched: boolean;
  ede: number | 'any' | undefined;
  serial: number | undefined;
  adjust: Set<string>;
  flags: number;
  opcode: number;
  rcode: number;
  ednsFlags: number | undefined;
  options: Uint8Array | undefined;
  section: SectionName;
  readonly questions: Question[];
  readonly answer: PlainRecord[];
  readonly authority: PlainRecord[];
  readonly additional: PlainRecord[];
  bytes: Uint8Array | undefined;
  mandatory: boolean;
}

/** Reads from the line behind ENTRY_BEGIN up to ENTRY_END. */
export function readEntry(lines: Lines, defaults: Defaults): Entry {
  const first = lines.number();
  const draft: Draft = {
    words: new Set(), matched: false, ede: undefined, serial: undefined, adjust: new Set(), flags: 0, opcode: 0, rcode: 0,
    ednsFlags: undefined, options: undefined, section: 'questions', questions: [], answer: [], authority: [], additional: [],
    bytes: undefined, mandatory: false,
  }; // biome-ignore format: one state
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.startsWith('#')) continue;
    if (line.startsWith('ENTRY_END')) return finish(draft, first);
    readLine(line, draft, lines, defaults);
  }
  throw new BadScenario(first, 'ENTRY_BEGIN without ENTRY_END');
}

function readLine(line: string, draft: Draft, lines: Lines, defaults: Defaults): void {
  const [keyword = '', ...words] = withoutComment(line).split(/\s+/);
  switch (keyword) {
    case 'MATCH':
      draft.matched = true;
      for (const word of words) readMatch(word, draft, lines);
      return;
    case 'ADJUST':
      for (const word of words) {
        if (!ADJUST_WORDS.has(word)) throw new BadScenario(lines.number(), `unknown ADJUST word ${word}`);
        draft.adjust.add(word);
      }
      return;
    case 'REPLY':
    case 'FLAGS':
      for (const word of words) readReply(word, draft, lines);
      return;
    case 'SECTION':
      draft.section = sectionName(words[0], lines);
      return;
    case 'HEX_ANSWER_BEGIN':
      draft.bytes = readHex(lines, 'HEX_ANSWER_END');
      return;
    case 'HEX_EDNSDATA_BEGIN':
      draft.options = readHex(lines, 'HEX_EDNSDATA_END');
      return;
    case 'RAW':
      draft.bytes = Uint8Array.from(Buffer.from(lines.next() ?? '', 'hex'));
      return;
    case 'MANDATORY':
      draft.mandatory = true;
      return;
    case '$ORIGIN':
      defaults.origin = nameFromText(words[0] ?? '.');
      return;
    case '$TTL':
      defaults.ttl = ttlOf(words[0] ?? '') ?? defaults.ttl;
      return;
    case 'TSIG':
    case 'EXTRA_PACKET':
      throw new BadScenario(lines.number(), `${keyword} is not supported`);
    default:
      readRecord(line, draft, lines, defaults);
  }
}

function readMatch(word: string, draft: Draft, lines: Lines): void {
  const [name = '', value] = word.split(/[=:]/);
  if (name === 'ede') draft.ede = value === 'any' ? 'any' : Number(value);
  else if (name === 'serial') draft.serial = Number(value);
  else if (MATCH_WORDS.has(word)) draft.words.add(word);
  else throw new BadScenario(lines.number(), `unknown MATCH word ${word}`);
}

function readReply(word: string, draft: Draft, lines: Lines): void {
  const [opcode, rcode, flag] = [OPCODES[word], RCODES[word], FLAG[word]];
  if (opcode !== undefined) draft.opcode = opcode;
  else if (rcode !== undefined) draft.rcode = rcode;
  else if (flag !== undefined) draft.flags |= flag;
  else if (word === 'DO') draft.ednsFlags = (draft.ednsFlags ?? 0) | DO_FLAG;
  else if (word === 'CO') draft.ednsFlags = (draft.ednsFlags ?? 0) | CO_FLAG;
  else throw new BadScenario(lines.number(), `unknown REPLY word ${word}`);
}

function sectionName(word: string | undefined, lines: Lines): SectionName {
  if (word === 'QUESTION') return 'questions';
  if (word === 'ANSWER') return 'answer';
  if (word === 'AUTHORITY') return 'authority';
  if (word === 'ADDITIONAL') return 'additional';
  throw new BadScenario(lines.number(), `unknown section ${word}`);
}

function readHex(lines: Lines, end: string): Uint8Array {
  let hex = '';
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.startsWith(end)) return Uint8Array.from(Buffer.from(hex, 'hex'));
    hex += withoutComment(line).replace(/\s+/g, '');
  }
  throw new BadScenario(lines.number(), `no ${end}`);
}

/** `owner [ttl] [class] type rdata`, TTL and class in any order; in the question section without TTL and rdata. */
function readRecord(line: string, draft: Draft, lines: Lines, defaults: Defaults): void {
  const text = withoutComment(line);
  const fields = /^(\S+)\s*(.*)$/s.exec(text);
  if (fields === null) return;
  const spelled = spelledName(fields[1] ?? '', defaults.origin);
  let rest = fields[2] ?? '';
  let ttl = defaults.ttl;
  let rrclass = 1;
  for (;;) {
    const [, word = '', more = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
    const [number, named] = [ttlOf(word), classFromText(word)];
    if (number !== undefined) ttl = number;
    else if (named !== undefined && typeFromText(word) === undefined) rrclass = named;
    else {
      const type = typeFromText(word);
      if (type === undefined) throw new BadScenario(lines.number(), `not a record: ${text}`);
      add(draft, { spelled, name: nameFromWire(spelled), type, class: rrclass, ttl }, more, lines, defaults);
      return;
    }
    rest = more;
  }
}

function add(draft: Draft, head: Omit<PlainRecord, 'rdata'>, text: string, lines: Lines, defaults: Defaults): void {
  if (draft.section === 'questions') {
    draft.questions.push({ spelled: head.spelled, name: head.name, type: head.type, class: head.class });
    return;
  }
  try {
    const rdata = text === '' ? new Uint8Array(0) : rdataFromText(head.type, repadded(text), defaults.origin);
    draft[draft.section].push({ ...head, rdata });
  } catch (error) {
    throw new BadScenario(lines.number(), `${text}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Base64 with padding behind whole groups (`UNUSABLE==`), which Deckard's library lets pass. */
function repadded(text: string): string {
  return text.replace(/(\s(?:[A-Za-z0-9+/]{4})+)=+$/, '$1');
}

function finish(draft: Draft, line: number): Entry {
  const { id, opt } = {
    id: 0,
    opt:
      draft.ednsFlags === undefined && draft.options === undefined
        ? undefined
        : {
            size: SCENARIO_UDP_SIZE,
            version: 0,
            flags: draft.ednsFlags ?? 0,
            options: draft.options ?? new Uint8Array(0),
          },
  };
  const { flags, opcode, rcode, questions, answer, authority, additional } = draft;
  return {
    line,
    match: draft.matched ? { words: draft.words, ede: draft.ede, serial: draft.serial } : undefined,
    adjust: draft.adjust,
    packet: { id, flags, opcode, rcode, questions, answer, authority, additional, opt },
    bytes: draft.bytes,
    mandatory: draft.mandatory,
  };
}

/** Seconds from `3600` or `1h`; undefined for anything else. */
function ttlOf(word: string): number | undefined {
  const parts = /^(\d+)([smhdw]?)$/i.exec(word);
  if (parts === null) return undefined;
  return Number(parts[1]) * (DAY_UNITS[(parts[2] ?? '').toLowerCase()] ?? 1);
}

/** The line up to a `;` that is neither quoted nor escaped. */
export function withoutComment(line: string): string {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (char === ';' && !quoted) return line.slice(0, at).trim();
  }
  return line.trim();
}

/** The wire octets of a name in the spelling of the file; one without a final dot is relative to `origin`. */
export function spelledName(text: string, origin: Name): Uint8Array {
  if (text === '@') return spelledName(origin, ROOT);
  const octets: number[] = [];
  let label: number[] = [];
  const close = (): void => {
    if (label.length > 0) octets.push(label.length, ...label);
    label = [];
  };
  for (let at = 0; at < text.length; at++) {
    const digits = /^\\(\d{3})/.exec(text.slice(at, at + 4));
    if (digits !== null) {
      label.push(Number(digits[1]));
      at += 3;
    } else if (text[at] === '\\') label.push(text.charCodeAt(++at));
    else if (text[at] === '.') close();
    else label.push(text.charCodeAt(at));
  }
  const relative = !text.endsWith('.') || text.endsWith('\\.');
  close();
  const tail = relative && origin !== ROOT ? spelledName(origin, ROOT) : Uint8Array.of(0);
  return Uint8Array.from([...octets, ...tail]);
}
