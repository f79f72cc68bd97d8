/** Zones from text and their answers as lines, for the tables. */
import { parseMaster } from '../../src/wire/master.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { rrsetToText } from '../../src/wire/presentation.ts';
import { CLASS, typeFromText } from '../../src/wire/registry.ts';
import type { RRset } from '../../src/wire/rrset.ts';
import { type AnswerOptions, answerFrom } from '../../src/zone/answer.ts';
import { createZone, type Zone } from '../../src/zone/zone.ts';

/** A zone whose relative names continue with its origin; TTL 3600 where none is written. */
export function zoneFrom(origin: string, text: string): Zone {
  const name = nameFromText(origin);
  return createZone(name, parseMaster(text, { origin: name, ttl: 3600 }).rrsets);
}

/** An answer with its records as master-file lines without TTL and class: `www.example. A 192.0.2.1`. */
export interface Lines {
  readonly kind: string;
  readonly aa: boolean;
  readonly answer: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

/** Asks `zone` for `name`, which is absolute. */
export function ask(zone: Zone, name: string, type: string, options: Partial<AnswerOptions> = {}): Lines {
  const question = { name: nameFromText(name), type: typeFromText(type) ?? 0, class: CLASS.IN };
  const found = answerFrom(zone, question, { dnssecOk: false, ...options });
  if (found.kind === 'not-in-zone') return { kind: found.kind, aa: false, answer: [], authority: [], additional: [] };
  const { kind, aa, answer, authority, additional } = found;
  return { kind, aa, answer: lines(answer), authority: lines(authority), additional: lines(additional) };
}

function lines(sets: readonly RRset[]): string[] {
  return sets.flatMap((set) => rrsetToText(set, { signatures: true })).map((line) => line.replace(/ \d+ IN /, ' '));
}
