/**
 * A whole `.rpl` file as a value: configuration lines, ranges of standing servers, steps. Two dialects share the
 * format: Unbound's testbound and CZ.NIC's Deckard.
 *
 * They are told apart by their content: testbound's configuration is `unbound.conf` text, so it opens at least one
 * section (`server:`, `stub-zone:`, `forward-zone:` ...); Deckard's is flat (`stub-addr: 192.0.2.1` on its own) and
 * knows no sections. A file without any configuration is testbound's unless it uses words that only Deckard has.
 */
import ipaddr from 'ipaddr.js';
import type { Address, Seconds } from '../../src/ports.ts';
import { ROOT } from '../../src/wire/name.ts';
import { type Defaults, type Entry, readEntry, withoutComment } from './entry.ts';
import { BadScenario, type Lines, linesOf } from './lines.ts';

export type Dialect = 'unbound' | 'deckard';

/** Standing servers: they answer while `from <= step <= to`. */
export interface Range {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** Empty: every address. */
  readonly addresses: readonly Address[];
  readonly entries: readonly Entry[];
}

export type StepKind =
  | 'QUERY'
  | 'CHECK_ANSWER'
  | 'CHECK_OUT_QUERY'
  | 'REPLY'
  | 'TIMEOUT'
  | 'ERROR'
  | 'TIME_PASSES'
  | 'TRAFFIC'
  | 'NOTHING'
  | 'UNSUPPORTED';

export interface Step {
  readonly line: number;
  readonly number: number;
  readonly kind: StepKind;
  /** The rest of the line, for messages. */
  readonly text: string;
  readonly address: Address | undefined;
  readonly elapse: Seconds;
  readonly entry: Entry | undefined;
}

export interface Scenario {
  readonly dialect: Dialect;
  readonly title: string;
  /** Configuration lines without comments lines; a TEMPFILE_NAME line stands as `tempfile:ID`. */
  readonly config: readonly string[];
  /** Contents of TEMPFILE_CONTENTS by their ID. */
  readonly files: ReadonlyMap<string, string>;
  readonly ranges: readonly Range[];
  readonly steps: readonly Step[];
}

const SECTION =
  /^\s*(server|stub-zone|forward-zone|remote-control|auth-zone|view|rpz|python|dynlib|cachedb|dnscrypt|redis)\s*:/;
/** Words of a body that testbound does not know. */
const DECKARD_WORDS =
  /^\s*(RAW|MANDATORY|TSIG|FLAGS\s|RANGE_BEGIN\s+\d+\s+\d+\s+[\w.:]+|MATCH\s.*\b(flags|edns|qcase)\b|ADJUST\s.*\b(raw_id|do_not_answer)\b)/m;
const STEPS_WITH_ENTRY = new Set<StepKind>(['QUERY', 'CHECK_ANSWER', 'CHECK_OUT_QUERY', 'REPLY']);
const STEP_KINDS: readonly StepKind[] = [
  'QUERY', 'CHECK_ANSWER', 'CHECK_OUT_QUERY', 'REPLY', 'TIMEOUT', 'ERROR', 'TIME_PASSES', 'TRAFFIC', 'NOTHING',
]; // biome-ignore format: a table

/** Reads a scenario; throws {@link BadScenario} with the line for whatever it does not understand. */
export function parseScenario(text: string): Scenario {
  const lines = linesOf(text);
  const { config, files } = readConfig(lines);
  const ranges: Range[] = [];
  const steps: Step[] = [];
  const defaults: Defaults = { origin: ROOT, ttl: 3600 };
  let title = '';
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.startsWith('SCENARIO_BEGIN')) title = line.slice('SCENARIO_BEGIN'.length).trim();
    else if (line.startsWith('SCENARIO_END')) break;
    else if (line.startsWith('RANGE_BEGIN')) ranges.push(readRange(line, lines, defaults));
    else if (line.startsWith('STEP')) steps.push(readStep(line, lines, defaults, steps.at(-1)));
    else throw new BadScenario(lines.number(), `unexpected ${line}`);
  }
  return { dialect: dialectOf(config, text), title, config, files, ranges, steps };
}

function dialectOf(config: readonly string[], text: string): Dialect {
  if (config.some((line) => SECTION.test(line))) return 'unbound';
  if (config.some((line) => withoutComment(line) !== '')) return 'deckard';
  return DECKARD_WORDS.test(text) ? 'deckard' : 'unbound';
}

function readConfig(lines: Lines): { config: string[]; files: Map<string, string> } {
  const config: string[] = [];
  const files = new Map<string, string>();
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.startsWith('CONFIG_END')) return { config, files };
    const [keyword = '', id = ''] = line.split(/\s+/);
    if (keyword === 'TEMPFILE_CONTENTS') files.set(id, readFile(lines, 'TEMPFILE_END'));
    else if (keyword === 'AUTOTRUST_FILE') {
      files.set(id, readFile(lines, 'AUTOTRUST_END'));
      config.push(`server: auto-trust-anchor-file: "${id}"`);
    } else if (keyword === 'TEMPFILE_NAME') config.push(`"tempfile:${id}"`);
    else if (keyword === 'COMMANDLINE') config.push(`commandline: "${line.slice(keyword.length).trim()}"`);
    else config.push(line);
  }
  throw new BadScenario(lines.number(), 'no CONFIG_END');
}

function readFile(lines: Lines, end: string): string {
  const content: string[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.startsWith(end)) return `${content.join('\n')}\n`;
    content.push(line);
  }
  throw new BadScenario(lines.number(), `no ${end}`);
}

function readRange(first: string, lines: Lines, defaults: Defaults): Range {
  const start = lines.number();
  const [, from, to, ...addresses] = withoutComment(first).split(/\s+/);
  if (from === undefined || to === undefined || Number.isNaN(Number(from) + Number(to)))
    throw new BadScenario(start, `not a range: ${first}`);
  const range = {
    line: start,
    from: Number(from),
    to: Number(to),
    addresses: addresses.map(addressOf),
    entries: [] as Entry[],
  };
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.startsWith('RANGE_END')) return range;
    if (line.startsWith('ENTRY_BEGIN')) range.entries.push(readEntry(lines, defaults));
    else if (line.startsWith('ADDRESS')) range.addresses.push(addressOf(withoutHash(line).split(/\s+/)[1] ?? ''));
    else if (line.startsWith('$TTL')) defaults.ttl = Number(line.split(/\s+/)[1]);
    else throw new BadScenario(lines.number(), `unexpected ${line} in a range`);
  }
  throw new BadScenario(start, 'RANGE_BEGIN without RANGE_END');
}

function readStep(first: string, lines: Lines, defaults: Defaults, before: Step | undefined): Step {
  const line = lines.number();
  const parts = /^STEP\s+(\d+)\s+([A-Z_]+)\s*(.*)$/.exec(withoutComment(first));
  if (parts === null) throw new BadScenario(line, `not a step: ${first}`);
  const [, digits = '', word = '', rest = ''] = parts;
  const number = Number(digits);
  if (before !== undefined && number <= before.number)
    throw new BadScenario(line, `step ${number} after step ${before.number}`);
  const kind = STEP_KINDS.find((one) => one === word) ?? 'UNSUPPORTED';
  const elapse = /^ELAPSE\s+([\d.]+)$/.exec(rest);
  if (kind === 'TIME_PASSES' && elapse === null)
    return {
      line,
      number,
      kind: 'UNSUPPORTED',
      text: `${word} ${rest}`,
      address: undefined,
      elapse: 0,
      entry: undefined,
    };
  const address = /^ADDRESS\s+(\S+)$/.exec(rest)?.[1];
  const withEntry = STEPS_WITH_ENTRY.has(kind) && lines.peek()?.startsWith('ENTRY_BEGIN') === true;
  if (withEntry) lines.next();
  return {
    line,
    number,
    kind,
    text: `${word} ${rest}`.trim(),
    address: address === undefined ? undefined : addressOf(address),
    elapse: Number(elapse?.[1] ?? 0),
    entry: withEntry ? readEntry(lines, defaults) : undefined,
  };
}

function withoutHash(line: string): string {
  return withoutComment(line.replace(/#.*$/, ''));
}

/** Canonical text (RFC 5952), the port behind `@` unless it is 53. */
export function addressOf(text: string): Address {
  const [host = '', port] = text.split('@');
  const canonical = ipaddr.parse(host).toString();
  return port === undefined || port === '53' ? canonical : `${canonical}@${port}`;
}
