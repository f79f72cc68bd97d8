/**
 * One question to its end: what is known, the walk where nothing is, and the alias chain from name to name. It must
 * not know clients, deadlines or who shares the work (`resolver.ts`).
 *
 * RFC 1034 section 5.3.3 (step 4c), RFC 2308 section 2.1 (rcode of the last name), RFC 6672, RFC 9520 (failures).
 */
import { asksForAliases } from '../iterate/scrub.ts';
import { type Parts, type Task, type Trouble, type Wanted, wallSeconds } from '../iterate/task.ts';
import { overrunTrouble, trouble } from '../iterate/trouble.ts';
import type { Walk } from '../iterate/walk.ts';
import { tellAlias } from '../iterate/walk-trace.ts';
import { type Name, nameToText } from '../wire/name.ts';
import { type Rcode, TYPE, typeToText } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';
import { failureOf, known, tellLooks } from './known.ts';
import { append, type Step, stepFromCache, stepFromWalk } from './step.ts';

/** RFC 9520 section 3.2: failures are cached, 5 seconds at first, doubling to 5 minutes. */
const FAILURE_TTL_S = 5;
const FAILURE_TTL_AT_MOST_S = 300;
const EDE_CACHED_ERROR = 13;

/** Where a chain ended. `sets` is the answer section in order. */
export interface Reached {
  readonly kind: 'reached';
  readonly rcode: Rcode;
  readonly sets: readonly RRset[];
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
  readonly from: 'cache' | 'network';
}

/** What following a chain needs: the cache and its clock, settings, and the walk for what is not cached. */
export interface PursueParts {
  readonly parts: Pick<Parts, 'store' | 'settings' | 'clock'>;
  readonly walk: Walk;
}

/** Follows `wanted` to an answer, a denial, or trouble; troubles are put into the failure cache. */
export async function pursue(engine: PursueParts, wanted: Wanted, task: Task): Promise<Reached | Trouble> {
  const { store, settings } = engine.parts;
  const { limits } = settings;
  const sets: RRset[] = [];
  const visited = new Set<Name>([wanted.name]);
  let from: Reached['from'] = 'cache';
  let name = wanted.name;
  for (let links = 0; links <= limits.aliasLinks; ) {
    const now = wallSeconds(engine.parts.clock);
    const here = { name, type: wanted.type };
    const cached = known(here, store, settings);
    if (task.trace !== undefined) tellLooks(task.trace, here, cached, store, now, task.depth > 0);
    const step = cached === undefined ? await askNetwork(engine, here, task) : stepFromCache(store, cached, now);
    if (step.kind === 'trouble') return keepFailure(engine, here, task, step);
    if (cached === undefined) from = 'network';
    append(sets, step.sets);
    if (step.next === undefined || asksForAliases(wanted.type))
      return { kind: 'reached', rcode: step.rcode, sets, authority: step.authority, additional: step.additional, from };
    for (const passed of step.passed) {
      if (!visited.has(passed)) visited.add(passed);
      else return keepFailure(engine, wanted, task, loopTrouble(wanted.name, passed, sets));
    }
    links += step.passed.length;
    name = step.next;
    if (cached?.kind === 'alias' && task.trace !== undefined) tellAlias(task.trace, cached.link);
  }
  const overrun = { limit: 'alias-links', used: limits.aliasLinks + 1, of: limits.aliasLinks } as const;
  task.trace?.tell({ kind: 'limit', ...overrun, text: 'the alias chain is too long' });
  return keepFailure(engine, wanted, task, {
    ...overrunTrouble(overrun, undefined),
    reason: 'alias-chain-too-long',
    passing: false,
  });
}

async function askNetwork(engine: PursueParts, wanted: Wanted, task: Task): Promise<Step | Trouble> {
  const failure = failureOf(wanted, engine.parts.store, task.depth > 0);
  if (failure !== undefined) {
    const text = `it failed ${wallSeconds(engine.parts.clock) - failure.stored} s ago and is not tried again yet: ${failure.text}`;
    return {
      ...trouble('cached-failure', text, undefined, true),
      ede: [...failure.ede, { code: EDE_CACHED_ERROR, text }],
    };
  }
  const walked = await engine.walk(wanted, task);
  return walked.kind === 'trouble' ? walked : stepFromWalk(walked);
}

function loopTrouble(start: Name, at: Name, partial: readonly RRset[]): Trouble {
  const text = `the alias chain from ${nameToText(start)} comes back to ${nameToText(at)}`;
  // A DNAME and what it makes of the name are shown with the error (RFC 6672 section 3.1); plain CNAMEs are not.
  const shown = partial.some(({ type }) => type === TYPE.DNAME) ? partial : [];
  return { ...trouble('alias-loop', text, undefined), partial: shown };
}

/** RFC 9520: what failed is remembered, with a growing pause; what failed only here and now is not, but for a client. */
function keepFailure(engine: PursueParts, wanted: Wanted, task: Task, failed: Trouble): Trouble {
  const nothingLearned =
    failed.reason === 'aborted' || failed.reason === 'cached-failure' || failed.reason === 'offline';
  const onlyHere = failed.passing && task.depth > 0;
  if (!nothingLearned && !onlyHere && !task.signal.aborted) rememberFailure(engine, wanted, task, failed);
  return failed;
}

/** Puts a failure into the cache, for longer each time it comes back. */
export function rememberFailure(engine: PursueParts, wanted: Wanted, task: Task, failed: Trouble): void {
  const { store, clock } = engine.parts;
  const now = wallSeconds(clock);
  const last = store.lastFailure(wanted.name, wanted.type);
  const nested = task.depth > 0;
  const again = last !== undefined && last.nested === nested && now - last.expires < FAILURE_TTL_AT_MOST_S;
  const backoffS = again ? Math.min(FAILURE_TTL_AT_MOST_S, last.backoffS * 2) : FAILURE_TTL_S;
  const { reason, text, ede } = failed;
  const origin = { server: '', zone: failed.zone ?? wanted.name, learned: now };
  store.putFailure(wanted.name, {
    type: wanted.type,
    reason,
    text,
    ede,
    backoffS,
    nested,
    stored: now,
    expires: now + backoffS,
    origin,
  });
  task.trace?.tell({
    kind: 'stored',
    level: 'failure',
    name: wanted.name,
    type: typeToText(wanted.type),
    ttlS: backoffS,
    rank: reason,
  });
}
