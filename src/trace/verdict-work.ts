/**
 * Verdicts on work that was ended: limits, time, policy, memory of an earlier failure, validation. Pure.
 */
import type { Judged } from './blame.ts';
import type { LimitName } from './event.ts';
import { type Scene, storiesOf } from './evidence.ts';
import { silenceVerdict, witnessList, zoneText } from './verdict-silence.ts';
import { type Witness, witnessesOf } from './witness.ts';
import { clean, millis, nameOf, seconds } from './words.ts';

/** What to do about each limit. */
const LIMIT_TODO: Readonly<Record<LimitName, string>> = {
  'packets-per-question':
    'Few honest names need so much work: look at the trace (--trace) for the zone that multiplies it.',
  'packets-per-name':
    'Few honest names need so much work: look at the trace (--trace) for the servers that do not answer usefully.',
  'bytes-per-question':
    'The replies on the way are unusually large: look at the trace (--trace) for the zone that sends them.',
  'address-depth': 'Its operators should use name servers with glue, or in zones that need no further look-ups.',
  'glueless-failures': 'Its operators should remove name servers that do not exist from the delegation.',
  'alias-links': 'Its operators should shorten the alias chain.',
  referrals: 'Its servers should answer instead of referring on.',
  'sends-per-cut': 'Its servers answer too seldom: tell its operators, or try again later.',
  deadline: 'Try again: what was learned so far is kept, so the next try starts further down.',
  waiting: 'Ask again in a moment: many clients wait for the same answer.',
};

/** A limit of ours was hit. */
export function budgetVerdict(scene: Scene): Judged {
  const limit = scene.limits.at(-1);
  const zone = zoneText(scene.zone);
  if (limit === undefined) {
    return {
      what: `The work for this question hit a limit at ${zone}: ${clean(scene.failed.text)}.`,
      whose: 'zone',
      todo: LIMIT_TODO['packets-per-question'],
    };
  }
  const ours = limit.limit === 'waiting';
  return {
    what: `A limit was hit at ${zone}: ${clean(limit.text)} (${limit.used} of ${limit.of}).`,
    whose: ours ? 'you' : 'zone',
    todo: LIMIT_TODO[limit.limit],
  };
}

/** The client's time was over. */
export function deadlineVerdict(scene: Scene): Judged {
  const slow = slowest(scene);
  const took = millis(scene.story.tookMs);
  if (scene.replies === 0 && scene.witnesses.length === 0) {
    return {
      what: `No answer in time (${took}): nobody replied at all.`,
      whose: 'network',
      todo: 'Check the network connection and whether port 53 (UDP and TCP) is open to any address.',
    };
  }
  const { witnesses } = scene;
  if (
    witnesses.length > 0 &&
    witnesses.every(({ fate }) => fate === 'silent' || fate === 'unreachable' || fate === 'open')
  ) {
    const silence = silenceVerdict(scene);
    return { ...silence, what: `No answer in time (${took}). ${silence.what}` };
  }
  const where = slow.length === 0 ? '' : `; most time went to ${witnessList(slow)}`;
  return {
    what: `No answer in time (${took}) at ${zoneText(scene.zone)}${where}.`,
    whose: slow.length === 0 ? 'network' : 'zone',
    todo: 'Try again: what was learned so far is kept, so the next try starts further down.',
  };
}

/** The two servers that kept silent longest. */
function slowest(scene: Scene): Witness[] {
  const exchanges = storiesOf(scene.story).flatMap((story) => story.cuts.flatMap((cut) => cut.exchanges));
  return witnessesOf(exchanges)
    .filter((witness) => witness.waitedMs > 0)
    .sort((a, b) => b.waitedMs - a.waitedMs)
    .slice(0, 2);
}

/** Validation failed. */
export function bogusVerdict(scene: Scene): Judged {
  const note = scene.story.notes.findLast((told) => told.kind === 'verdict' && told.security === 'bogus');
  const why = note?.kind === 'verdict' && note.text !== undefined ? note.text : scene.failed.text;
  return {
    what: `The answer is bogus: ${clean(why)}.`,
    whose: 'zone',
    todo: `Check the clock of this machine first; if it is right, the operators of ${zoneText(scene.zone)} must mend their DNSSEC (keys, DS, signatures). --cd shows the answer without validation.`,
  };
}

/** A failure that is remembered (RFC 9520). */
export function cachedVerdict(scene: Scene): Judged {
  const looks = [...scene.story.cacheLooks, ...scene.story.cuts.flatMap((cut) => cut.cacheLooks)];
  const hit = looks.findLast((look) => look.level === 'failure' && look.hit);
  const ago = hit?.ageS === undefined ? 'a moment ago' : `${seconds(hit.ageS)} ago`;
  const left = hit?.ttlS === undefined ? 'shortly' : `in ${seconds(hit.ttlS)}`;
  const why = clean((hit?.text ?? scene.failed.text).replace(/^it failed \d+ s ago and is not tried again yet: /, ''));
  const name = nameOf(hit?.name ?? scene.story.question.name);
  return {
    what: `${name} failed ${ago} and is not asked again yet (RFC 9520): ${why}.`,
    whose: 'zone',
    todo: `Ask again ${left}, or flush the entry; the cause is the earlier failure.`,
  };
}

/** Somebody stopped it. */
export function abortedVerdict(scene: Scene): Judged {
  return {
    what: `The resolution was stopped after ${millis(scene.story.tookMs)}, before it had an answer.`,
    whose: 'you',
    todo: 'Whoever asked has withdrawn the question; ask again to go on from what is cached by now.',
  };
}

/** Our own configuration says no. */
export function policyVerdict(scene: Scene): Judged {
  return {
    what: `Local policy answers for ${nameOf(scene.story.question.name)}: ${clean(scene.failed.text)}.`,
    whose: 'you',
    todo: 'The configuration of this resolver decides that: its local records, block lists or address policy.',
  };
}
