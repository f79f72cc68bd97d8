/**
 * An answer in the form that people of `dig` read: master-file lines in columns, or a sentence where there is no
 * record to show. Pure.
 */
import type { Seconds } from '../ports.ts';
import { clean, nameOf, seconds } from './words.ts';

/** An answer to show: `records` are lines in master-file form, in the order of the answer section. */
export interface ShownAnswer {
  readonly name: string;
  readonly type: string;
  readonly rcode: string;
  readonly records: readonly string[];
  readonly ttlS: Seconds;
  /** Owner of the SOA that came with a negative answer. */
  readonly zone?: string | undefined;
}

/** One line of rdata this long is shown; 64 kB of TXT stay readable elsewhere (--json). */
const RECORD_LENGTH = 8192;
/** Names longer than this do not widen the first column for all. */
const NAME_COLUMN = 40;

/** The records, then a sentence if the name does not exist, or has no records of the type. */
export function answerLines(answer: ShownAnswer): string[] {
  const lines = columns(answer.records.map((record) => clean(record, RECORD_LENGTH)));
  const said = negativeSentence(answer);
  return said === undefined ? lines : [...lines, said];
}

/** `x. does not exist (NXDOMAIN).`; undefined for an answer with the records asked for. */
export function negativeSentence(answer: ShownAnswer): string | undefined {
  const last = lastName(answer);
  const says = answer.zone === undefined ? '' : ` So says the zone ${nameOf(answer.zone)};`;
  const kept = answer.zone === undefined ? '' : answer.ttlS > 0 ? ` kept for ${seconds(answer.ttlS)}.` : ' not kept.';
  if (answer.rcode === 'NXDOMAIN') return `${last} does not exist (NXDOMAIN).${says}${kept}`;
  if (answer.rcode === 'YXDOMAIN')
    return `${last} cannot be resolved: a DNAME makes it longer than 255 octets (YXDOMAIN, RFC 6672 section 2.2).`;
  if (answer.rcode !== 'NOERROR') return `${last}: ${clean(answer.rcode, 20)}.`;
  if (holdsWhatWasAsked(answer)) return undefined;
  return `${last} exists but has no ${clean(answer.type, 20)} records (NODATA).${says}${kept}`;
}

interface Fields {
  readonly owner: string;
  readonly ttl: string;
  readonly rrclass: string;
  readonly type: string;
  readonly rdata: string;
}

function fieldsOf(record: string): Fields | undefined {
  const found = /^(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s*(.*)$/s.exec(record);
  if (found === null) return undefined;
  const [, owner = '', ttl = '', rrclass = '', type = '', rdata = ''] = found;
  return { owner, ttl, rrclass, type, rdata };
}

function holdsWhatWasAsked(answer: ShownAnswer): boolean {
  if (answer.type === 'ANY') return answer.records.length > 0;
  return answer.records.some((record) => {
    const fields = fieldsOf(record);
    return fields === undefined || fields.type === answer.type;
  });
}

/** The end of the alias chain: the name that a negative answer speaks of. */
function lastName(answer: ShownAnswer): string {
  const aliases = answer.records.map(fieldsOf).filter((fields) => fields?.type === 'CNAME');
  const last = aliases.at(-1);
  return last === undefined ? nameOf(answer.name) : clean(last.rdata, 1100);
}

function columns(records: readonly string[]): string[] {
  const rows = records.map((record) => fieldsOf(record) ?? record);
  const width = (field: keyof Fields, most: number): number =>
    Math.min(most, Math.max(0, ...rows.map((row) => (typeof row === 'string' ? 0 : row[field].length))));
  const widths = {
    owner: width('owner', NAME_COLUMN),
    ttl: width('ttl', 10),
    rrclass: width('rrclass', 10),
    type: width('type', 12),
  };
  return rows.map((row) => {
    if (typeof row === 'string') return row;
    const head = `${row.owner.padEnd(widths.owner)}  ${row.ttl.padStart(widths.ttl)}  ${row.rrclass.padEnd(widths.rrclass)}`;
    return `${head}  ${row.type.padEnd(widths.type)}  ${row.rdata}`.trimEnd();
  });
}
