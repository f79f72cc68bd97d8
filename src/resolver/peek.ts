/**
 * Answers out of the cache alone, synchronously: for hits, and for clients that ask without recursion. It must not
 * know the walk. RFC 1034 section 4.3.1 (a server that does not recurse answers or refers).
 */

import { RANK } from '../cache/entry.ts';
import { asksForAliases } from '../iterate/scrub.ts';
import { type Parts, wallSeconds } from '../iterate/task.ts';
import type { Question } from '../wire/message.ts';
import { parentOf, ROOT } from '../wire/name.ts';
import { RCODE, TYPE } from '../wire/registry.ts';
import { type RRset, targetsOf } from '../wire/rrset.ts';
import { aged, known } from './known.ts';
import type { Reached } from './pursue.ts';
import { append, stepFromCache } from './step.ts';

type PeekParts = Pick<Parts, 'store' | 'settings' | 'clock'>;

/** The whole chain out of the cache, or undefined if any part of it is not there. */
export function reachedFromCache(question: Question, parts: PeekParts): Reached | undefined {
  const { store, settings } = parts;
  const now = wallSeconds(parts.clock);
  const sets: RRset[] = [];
  let { name } = question;
  for (let links = 0; links <= settings.limits.aliasLinks; links++) {
    const found = known({ name, type: question.type }, store, settings);
    if (found === undefined) return undefined;
    const step = stepFromCache(store, found, now);
    append(sets, step.sets);
    const { rcode, authority, additional } = step;
    if (step.next === undefined || asksForAliases(question.type))
      return { kind: 'reached', rcode, sets, authority, additional, from: 'cache' };
    name = step.next;
  }
  return undefined;
}

/** The nearest NS set that is known, child's or parent's, with the addresses known for its servers. */
export function referralFromCache(question: Question, parts: PeekParts): Reached | undefined {
  const { store } = parts;
  const now = wallSeconds(parts.clock);
  for (let zone = question.name; ; zone = parentOf(zone)) {
    const child = store.set(zone, TYPE.NS, RANK.authority);
    const cut = child === undefined ? store.cutAt(zone) : undefined;
    const ns = child?.rrset ?? cut?.ns;
    const dated = child ?? cut;
    if (ns !== undefined && dated !== undefined) {
      const additional = targetsOf(ns).flatMap((name) =>
        [TYPE.A, TYPE.AAAA].flatMap((type) => {
          const entry = store.set(name, type, RANK.additional);
          return entry === undefined ? [] : [aged(entry.rrset, entry, now)];
        }),
      );
      return {
        kind: 'reached',
        rcode: RCODE.NOERROR,
        sets: [],
        authority: [aged(ns, dated, now)],
        additional,
        from: 'cache',
      };
    }
    if (zone === ROOT) return undefined;
  }
}
