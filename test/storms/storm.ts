/**
 * One storm: a seed, its weather, a list of questions at a resolver with everything switched on, and what must hold
 * whatever happens. It must not know the test runner: what is wrong comes back as sentences.
 */
import { createHash } from 'node:crypto';
import { DEFAULT_SETTINGS, type Settings } from '../../src/iterate/settings.ts';
import type { Random } from '../../src/ports.ts';
import type { Outcome } from '../../src/resolver/answer.ts';
import { createCore } from '../../src/resolver/resolver.ts';
import { build } from '../../src/sandbox/plan.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { HEALTHY } from '../../src/sandbox/world/healthy.ts';
import { ROOT_HINTS, TOP } from '../../src/sandbox/world/top.ts';
import { joined, type World } from '../../src/sandbox/world.ts';
import type { Question } from '../../src/wire/message.ts';
import { nameFromText, nameToText } from '../../src/wire/name.ts';
import { rrsetToText } from '../../src/wire/presentation.ts';
import { CLASS, rcodeToText, TYPE, typeFromText, typeToText } from '../../src/wire/registry.ts';
import type { RRset } from '../../src/wire/rrset.ts';
import { createOracle, sameRecords, type Truth } from './oracle.ts';
import { type Weather, weatherFrom } from './weather.ts';

/** What a storm left behind. */
export interface Aftermath {
  readonly faults: readonly string[];
  /** Of all events as JSON: equal seeds, equal traces. */
  readonly trace: string;
  readonly answered: number;
  readonly failed: number;
  /** Failed though somebody honest was there, in a storm that loses packets. */
  readonly unlucky: number;
  readonly packets: number;
}

const PACKETS_AT_MOST = 100;
const MILLIS_AT_MOST = 7000;
const PAUSES_MS = [0, 0, 500, 20_000, 400_000] as const;

/** Runs the storm of `seed`. */
export async function storm(seed: number): Promise<Aftermath> {
  const random = seededRandom(`storm ${seed}`);
  const weather = weatherFrom(random);
  const hints = ROOT_HINTS.map(({ name, addresses }) => ({ name: nameFromText(name), addresses }));
  const world: World = { ...build(joined([TOP, HEALTHY, weather.plan])), hints };
  const sandbox = createSandbox({ seed, world, drain: () => new Promise(setImmediate) });
  const { clock, exchange } = sandbox;
  const core = createCore({ clock, random: sandbox.random, exchange, settings: settingsFrom(random, hints) });
  const oracle = createOracle(
    world.zones.map(({ zone }) => zone),
    weather.lost.map(nameFromText),
  );
  const faults: string[] = [];
  const hash = createHash('sha256');
  let answered = 0;
  let unlucky = 0;
  for (const [name, type] of weather.questions) {
    const question: Question = { name: nameFromText(name), type: typeFromText(type) ?? 1, class: CLASS.IN };
    const before = sandbox.log.packets;
    const startedAt = clock.now();
    const trace = (event: object): void => void hash.update(JSON.stringify(event));
    const outcome = await clock.run(core.resolve(question, { trace }));
    const truth = oracle.truth(question);
    if (outcome.kind === 'answer') answered++;
    if (!isExplained(outcome, truth)) unlucky++;
    const what = `${name} ${type}`;
    const packets = sandbox.log.packets - before;
    if (packets > PACKETS_AT_MOST) faults.push(`${what}: ${packets} packets`);
    if (clock.now() - startedAt > MILLIS_AT_MOST) faults.push(`${what}: ${clock.now() - startedAt} ms`);
    faults.push(...judge(outcome, truth, weather).map((fault) => `${what}: ${fault}`));
    // A listener makes the core tell its looks into the cache; without one it takes a shorter way to the same answer.
    const again = await clock.run(core.resolve(question));
    faults.push(...judge(again, truth, weather).map((fault) => `${what} again: ${fault}`));
    await clock.advance(PAUSES_MS[random.below(PAUSES_MS.length)] ?? 0);
  }
  for (const { rrset } of core.store.sets())
    if (!oracle.says(rrset))
      faults.push(`cached ${nameToText(rrset.name)} ${typeToText(rrset.type)}, which no zone says`);
  await core.close();
  await clock.advance(0);
  if (clock.waiting > 0) faults.push(`${clock.waiting} timers left over`);
  const failed = weather.questions.length - answered;
  return { faults, trace: hash.digest('hex'), answered, failed, unlucky, packets: sandbox.log.packets };
}

/** Everything on, and the choices that a configuration has at random: none of them may cost the truth. */
function settingsFrom(random: Random, hints: Settings['hints']): Settings {
  const perhaps = (): boolean => random.below(2) === 0;
  const modes = ['relaxed', 'relaxed', 'strict', 'off'] as const;
  return {
    ...DEFAULT_SETTINGS,
    hints,
    minimisation: modes[random.below(modes.length)] ?? 'relaxed',
    minimisationType: perhaps() ? TYPE.A : TYPE.NS,
    hideType: perhaps(),
    verifySiblingGlue: perhaps(),
    belowNxdomain: perhaps(),
    scrubPromiscuous: perhaps(),
    keepCompanions: perhaps(),
    keepNegativeCompanions: perhaps(),
    aliasChains: perhaps() ? 'in-zone' : 'first-link',
    unsignedDname: perhaps(),
  };
}

/** A failure that the truth explains: aliases without end, or a zone that nobody serves. */
function isExplained(outcome: Outcome, truth: Truth): boolean {
  return outcome.kind === 'answer' || truth.isLoop || truth.isLost;
}

/** Where the outcome differs from the truth. */
function judge(outcome: Outcome, truth: Truth, weather: Weather): readonly string[] {
  if (outcome.kind === 'failure') {
    const mayFail = isExplained(outcome, truth) || weather.isLossy;
    return mayFail ? [] : [`failed (${outcome.reason}): ${outcome.text}`];
  }
  if (truth.isLoop) return ['answered, though the aliases never end'];
  const faults =
    outcome.rcode === truth.rcode ? [] : [`${rcodeToText(outcome.rcode)}, not ${rcodeToText(truth.rcode)}`];
  return [...faults, ...differences(outcome.answer, truth.answer)];
}

function differences(given: readonly RRset[], true_: readonly RRset[]): readonly string[] {
  const label = (set: RRset): string => `${nameToText(set.name)} ${typeToText(set.type)}`;
  const unlike = (sets: readonly RRset[], others: readonly RRset[]): readonly RRset[] =>
    sets.filter((set) => !others.some((other) => label(other) === label(set) && sameRecords(other, set)));
  return [
    ...unlike(given, true_).map((set) => `gave ${rrsetToText(set).join(', ')}, which is not true`),
    ...unlike(true_, given).map((set) => `left out ${rrsetToText(set).join(', ')}`),
  ];
}
