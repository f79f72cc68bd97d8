/**
 * Master files (RFC 1035 section 5): zones, hints and anchors as text, with $ORIGIN, $TTL (RFC 2308 section 4),
 * $INCLUDE and the generic form (RFC 3597). It must not know files: included text comes from a callback.
 */
import { type Name, nameFromWire } from './name.ts';
import { rdataFromTokens } from './presentation.ts';
import { CLASS, classFromText, isMetaType, type RRClass, type RRType, TYPE, typeFromText } from './registry.ts';
import { packRdata, type RRset } from './rrset.ts';
import { nameOctetsFromText } from './spelling.ts';
import { durationFromText } from './times.ts';
import { BadText, type Entry, readEntries, type Token } from './tokens.ts';
import { rrsigOf, soaOf } from './typed.ts';

/** RFC 2181 section 8: a TTL has 31 bits. */
const MAX_TTL = 0x7fff_ffff;
/** Files within files; a file that includes itself must end somewhere. */
const MAX_INCLUDE_DEPTH = 8;
/** All included files of one text: depth alone would still allow b^8 of them. */
const MAX_INCLUDES = 1000;
/** About ten times the largest zone that is read in one piece here (the root has 2 MB); text is held in memory. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** A fault in a master file; `line` counts from 1, `file` is the name that was given. */
export class BadMaster extends Error {
  readonly line: number;
  readonly what: string;
  readonly file: string | undefined;
  constructor(line: number, what: string, file?: string) {
    super(`${file === undefined ? 'line ' : `${file}:`}${line}: ${what}`);
    this.name = 'BadMaster';
    this.line = line;
    this.what = what;
    this.file = file;
  }
}

/** One record as it stands in the file. */
export interface MasterRecord {
  readonly name: Name;
  readonly type: RRType;
  readonly class: RRClass;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: Uint8Array;
}

/** What a master file says. */
export interface MasterFile {
  /** RRSIG records stand in `signatures` of the set they cover, or in a set of type RRSIG where that is not in the file. */
  readonly rrsets: RRset[];
  /** Every record, RRSIG too, in the order of the file. */
  readonly records: MasterRecord[];
}

/** How a master file is read. */
export interface MasterOptions {
  /** What relative names continue with; without it they are refused until an $ORIGIN comes. */
  readonly origin?: Name;
  /** Seconds for records without a TTL as long as there is no $TTL. */
  readonly ttl?: number;
  /** The name for error texts. */
  readonly file?: string;
  /** The text of an included file; without it $INCLUDE is refused. An Error it throws is told as the reason. */
  readonly include?: (file: string) => string;
}

/** What is true at one place of the file. */
interface Reading {
  readonly records: MasterRecord[];
  readonly include: ((file: string) => string) | undefined;
  file: string | undefined;
  origin: Name | undefined;
  owner: Name | undefined;
  /** From $TTL or the options. */
  defaultTtl: number | undefined;
  /** The last TTL written on a record (RFC 1035 section 5.1), else the minimum of the SOA record. */
  lastTtl: number | undefined;
  class: RRClass;
  characters: number;
  includes: number;
}

/** Reads a master file. Throws {@link BadMaster}; time and memory are linear in the text, includes counted. */
export function parseMaster(text: string, options: MasterOptions = {}): MasterFile {
  const reading: Reading = {
    records: [],
    include: options.include,
    file: options.file,
    origin: options.origin,
    owner: undefined,
    defaultTtl: options.ttl,
    lastTtl: undefined,
    class: CLASS.IN,
    characters: 0,
    includes: 0,
  };
  readText(reading, text, 0);
  return { rrsets: groupRecords(reading.records), records: reading.records };
}

function readText(reading: Reading, text: string, depth: number): void {
  let line = 1;
  try {
    reading.characters += text.length;
    if (reading.characters > MAX_CHARACTERS) throw new BadText(`more than ${MAX_CHARACTERS} characters of text`);
    const entries = readEntries(text);
    for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
      line = entry.line;
      readLine(reading, entry, depth);
    }
  } catch (error) {
    if (error instanceof BadText) throw new BadMaster(error.line ?? line, error.what, reading.file);
    throw error;
  }
}

function readLine(reading: Reading, entry: Entry, depth: number): void {
  const [first, ...rest] = entry.tokens;
  if (first === undefined) return;
  if (!entry.indented && !first.quoted && first.text.startsWith('$')) readDirective(reading, first, rest, depth);
  else readRecord(reading, entry);
}

function readDirective(reading: Reading, directive: Token, rest: readonly Token[], depth: number): void {
  const [argument, second, third] = rest;
  const name = directive.text.toUpperCase();
  if (name !== '$ORIGIN' && name !== '$TTL' && name !== '$INCLUDE') {
    throw new BadText(`${directive.text} is not a known directive ($ORIGIN, $TTL, $INCLUDE)`, directive);
  }
  if (argument === undefined) throw new BadText(`${name}: its argument is missing`, directive);
  const extra = name === '$INCLUDE' ? third : second;
  if (extra !== undefined) throw new BadText(`${name}: "${extra.text}" is left over`, extra);
  if (name === '$ORIGIN') reading.origin = ownerName(reading, argument, '$ORIGIN');
  else if (name === '$TTL') reading.defaultTtl = ttlWord(argument, '$TTL');
  else readIncluded(reading, argument, second, depth);
}

/** Origin and owner come back behind the included file, as BIND does it; a $TTL in it stays (RFC 2308 section 4). */
function readIncluded(reading: Reading, file: Token, origin: Token | undefined, depth: number): void {
  if (reading.include === undefined) throw new BadText('$INCLUDE is not allowed here', file);
  if (depth === MAX_INCLUDE_DEPTH) throw new BadText(`$INCLUDE: more than ${MAX_INCLUDE_DEPTH} files deep`, file);
  if (++reading.includes > MAX_INCLUDES) throw new BadText(`$INCLUDE: more than ${MAX_INCLUDES} files`, file);
  const before = { file: reading.file, origin: reading.origin, owner: reading.owner };
  if (origin !== undefined) reading.origin = ownerName(reading, origin, '$INCLUDE');
  const text = includedText(reading.include, file);
  reading.file = file.text;
  readText(reading, text, depth + 1);
  Object.assign(reading, before);
}

function includedText(include: (file: string) => string, file: Token): string {
  try {
    return include(file.text);
  } catch (error) {
    throw new BadText(`$INCLUDE ${file.text}: ${error instanceof Error ? error.message : String(error)}`, file);
  }
}

function readRecord(reading: Reading, entry: Entry): void {
  const { tokens } = entry;
  let at = 0;
  const first = tokens[0];
  if (!entry.indented && first !== undefined) {
    reading.owner = ownerName(reading, first, 'owner');
    at++;
  }
  const name = reading.owner;
  if (name === undefined) throw new BadText('the first record has no owner name', first);
  let ttl: number | undefined;
  let rrclass: RRClass | undefined;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.quoted) break;
    if (ttl === undefined && /^\d/.test(token.text)) ttl = ttlWord(token, 'TTL');
    else if (rrclass === undefined && dataClass(token.text) !== undefined) rrclass = dataClass(token.text);
    else break;
  }
  const type = typeWord(tokens[at], tokens.at(-1));
  if (rrclass !== undefined) reading.class = rrclass;
  const rdata = rdataFromTokens(type, reading.class, tokens.slice(at + 1), reading.origin);
  if (ttl !== undefined) reading.lastTtl = ttl;
  else if (type === TYPE.SOA) reading.lastTtl ??= Math.min(soaOf(rdata).minimum, MAX_TTL);
  const effective = ttl ?? reading.defaultTtl ?? reading.lastTtl;
  if (effective === undefined) throw new BadText('no TTL: none here, no $TTL and no record with one before', first);
  reading.records.push({ name, type, class: reading.class, ttl: effective, rdata });
}

/** Classes that data can have; ANY and NONE are questions and updates, and ANY is a type as well. */
function dataClass(text: string): RRClass | undefined {
  const rrclass = classFromText(text);
  return rrclass === CLASS.ANY || rrclass === CLASS.NONE ? undefined : rrclass;
}

function typeWord(token: Token | undefined, last: Token | undefined): RRType {
  if (token === undefined) throw new BadText('the record type is missing', last);
  const type = token.quoted ? undefined : typeFromText(token.text);
  if (type === undefined) throw new BadText(`"${token.text}" is not a record type, class or TTL`, token);
  if (isMetaType(type) || type === 0) throw new BadText(`${token.text.toUpperCase()} is not a type of data`, token);
  return type;
}

function ttlWord(token: Token, label: string): number {
  const seconds = durationFromText(token.text);
  if (seconds === undefined || seconds > MAX_TTL) {
    throw new BadText(`${label}: ${token.text} is not a time such as 3600 or 1h30m, at most ${MAX_TTL} seconds`, token);
  }
  return seconds;
}

function ownerName(reading: Reading, token: Token, label: string): Name {
  const octets = nameOctetsFromText(token.text, reading.origin);
  if ('fault' in octets) throw new BadText(`${label}: ${octets.fault}`, token);
  return nameFromWire(Uint8Array.from(octets));
}

/** A set under construction. */
interface Group {
  readonly record: MasterRecord;
  ttl: number;
  readonly rdata: Map<string, Uint8Array>;
  readonly signatures: Uint8Array[];
}

/** Sets in the order of their first records; repeated records count once, the lowest TTL is the set's (RFC 2181 section 5). */
function groupRecords(records: readonly MasterRecord[]): RRset[] {
  const groups = new Map<string, Group>();
  const keyOf = (record: MasterRecord, type: RRType): string => `${record.name} ${type} ${record.class}`;
  for (const record of records) if (record.type !== TYPE.RRSIG) addRecord(groups, keyOf(record, record.type), record);
  for (const record of records) {
    if (record.type !== TYPE.RRSIG) continue;
    const covered = groups.get(keyOf(record, rrsigOf(record.rdata).typeCovered));
    if (covered === undefined) addRecord(groups, keyOf(record, TYPE.RRSIG), record);
    else covered.signatures.push(record.rdata);
  }
  return [...groups.values()].map(({ record, ttl, rdata, signatures }) => ({
    name: record.name,
    type: record.type,
    class: record.class,
    ttl,
    rdata: packRdata([...rdata.values()]),
    signatures: packRdata(signatures),
  }));
}

function addRecord(groups: Map<string, Group>, key: string, record: MasterRecord): void {
  const group = groups.get(key) ?? { record, ttl: record.ttl, rdata: new Map(), signatures: [] };
  groups.set(key, group);
  group.ttl = Math.min(group.ttl, record.ttl);
  group.rdata.set(record.rdata.join(), record.rdata);
}
