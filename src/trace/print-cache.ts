/**
 * The looks into the cache in one line a step: which level was hit, with age, time left and origin. Pure; it must not
 * know the cache.
 */
import type { CacheLevel } from './event.ts';
import type { View } from './print-result.ts';
import type { CacheLook } from './tree.ts';
import { addressOf, clean, nameOf, seconds } from './words.ts';

const LEVEL_TEXT: Readonly<Record<CacheLevel, string>> = {
  answer: 'answer',
  alias: 'alias',
  negative: 'negative',
  failure: 'failure',
  delegation: 'nearest cut',
  address: 'address',
  key: 'key',
};

/** Misses of these levels say nothing by default. */
const QUIET_MISSES: ReadonlySet<CacheLevel> = new Set(['negative', 'failure', 'address', 'key']);
/** Hits of one level told one by one before "N more". */
const HITS_TOLD = 4;

/** The lines about these looks: one by default (in brief only if there was a hit), one a look with -v. */
export function cacheLines(view: View, looks: readonly CacheLook[], brief: boolean): string[] {
  if (looks.length === 0) return [];
  if (view.verbosity > 0)
    return looks.map(
      (look) => `${LEVEL_TEXT[look.level]} ${nameOf(look.name)} ${clean(look.type, 20)}: ${lookText(view, look)}`,
    );
  if (brief && !looks.some((look) => look.hit)) return [];
  const levels = [...new Set(looks.map((look) => look.level))];
  const texts = levels.flatMap((level) =>
    levelText(
      view,
      level,
      looks.filter((look) => look.level === level),
    ),
  );
  return texts.length === 0 ? [] : [texts.join(' · ')];
}

function levelText(view: View, level: CacheLevel, looks: readonly CacheLook[]): string[] {
  const hits = looks.filter((look) => look.hit);
  if (hits.length === 0)
    return QUIET_MISSES.has(level) ? [] : [`${LEVEL_TEXT[level]}: ${level === 'delegation' ? 'none' : 'no'}`];
  const texts = hits.slice(0, HITS_TOLD).map((hit) => `${subjectOf(hit)} ${factsOf(hit)}`.trimEnd());
  if (hits.length > HITS_TOLD) texts.push(`${hits.length - HITS_TOLD} more`);
  return [`${LEVEL_TEXT[level]}: ${view.paint('good', '✓')} ${texts.join(', ')}`];
}

function subjectOf(look: CacheLook): string {
  return look.level === 'delegation' ? nameOf(look.name) : `${nameOf(look.name)} ${clean(look.type, 20)}`;
}

function lookText(view: View, look: CacheLook): string {
  const text = look.text === undefined ? '' : ` ${clean(look.text)}`;
  return look.hit ? `${view.paint('good', '✓')} yes ${factsOf(look)}${text}` : `no${text}`;
}

/** `(1 h 40 m left, learned 20 m ago from 192.0.2.1)` */
function factsOf(look: CacheLook): string {
  const facts: string[] = [];
  if (look.side !== undefined) facts.push(`${look.side} side`);
  if (look.ttlS !== undefined) facts.push(`${seconds(look.ttlS)} left`);
  if (look.ageS !== undefined) facts.push(`learned ${seconds(look.ageS)} ago`);
  if (look.origin !== undefined) {
    const from = look.origin.server === '' ? 'by ourselves' : `from ${addressOf(look.origin.server)}`;
    if (look.ageS === undefined) facts.push(`learned ${from}`);
    else facts[facts.length - 1] += ` ${from}`;
  }
  return facts.length === 0 ? '' : `(${facts.join(', ')})`;
}
