/**
 * The world a question is asked in: the Internet, or the sandbox. Only here and in `build.ts` are real parts chosen.
 */
import type { Settings } from '../iterate/settings.ts';
import type { Outcome } from '../resolver/answer.ts';
import { type Core, createCore } from '../resolver/resolver.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { createWorld, type World } from '../sandbox/world.ts';
import type { TraceEvent, TraceListener } from '../trace/event.ts';
import { foldStory, type Story } from '../trace/story.ts';
import type { Question } from '../wire/message.ts';
import type { ResolveFlags } from './arguments.ts';
import { type BuildOptions, buildCore } from './build.ts';

/** A core, and the way to wait for what it does: in the sandbox time passes only while somebody waits. */
export interface Universe {
  readonly core: Core;
  run<T>(work: Promise<T>): Promise<T>;
}

/** The Internet. */
export function realUniverse(settings: Settings, options: BuildOptions): Universe {
  return { core: buildCore(settings, options), run: (work) => work };
}

/** One seed, one universe: two runs show the same. */
const SEED = 1;

/** The small internet in memory, with its own root servers; it knows nothing of the configured zones. */
export function sandboxUniverse(settings: Settings, world: World = createWorld()): Universe {
  const sandbox = createSandbox({ seed: SEED, world, drain: () => new Promise((resolve) => setImmediate(resolve)) });
  const { clock, random, exchange, hints } = sandbox;
  // The world lives in addresses for documentation, which a policy for the real Internet may exclude.
  const inside: Settings = { ...settings, hints, zones: [], doNotQuery: () => false, privateAddress: undefined };
  return { core: createCore({ clock, random, exchange, settings: inside }), run: (work) => clock.run(work) };
}

/** The settings as the flags narrow them. */
export function narrowed(settings: Settings, flags: Pick<ResolveFlags, 'family' | 'overTcp'>): Settings {
  return {
    ...settings,
    ipv4: flags.family === undefined ? settings.ipv4 : flags.family === 4,
    ipv6: flags.family === undefined ? settings.ipv6 : flags.family === 6,
    overTcp: flags.overTcp || settings.overTcp,
  };
}

/** What came of one question. */
export interface Resolved {
  readonly question: Question;
  readonly outcome: Outcome;
  readonly story: Story;
}

/** How a question is to be asked. */
export interface Wanted {
  readonly flags: Pick<ResolveFlags, 'checkingDisabled' | 'json' | 'verbosity'>;
  readonly signal: AbortSignal;
  /** Hears every event as it happens. */
  readonly listen?: (event: TraceEvent) => void;
}

/** One question to its outcome and story. */
export async function resolveIn(universe: Universe, question: Question, wanted: Wanted): Promise<Resolved> {
  const { flags, signal, listen } = wanted;
  const events: TraceEvent[] = [];
  const hear = (event: TraceEvent): void => {
    events.push(event);
    listen?.(event);
  };
  const trace: TraceListener = Object.assign(hear, { wire: flags.json || flags.verbosity > 0 });
  const options = { signal, trace, checkingDisabled: flags.checkingDisabled };
  const outcome = await universe.run(universe.core.resolve(question, options));
  const story = foldStory(events);
  if (outcome.kind === 'answer' || story.end.kind !== 'unfinished') return { question, outcome, story };
  // Given up from outside (an abort, a refusal at the door): nobody was left to tell the end.
  const { reason, text, ede } = outcome;
  const end: TraceEvent = {
    at: story.at + story.tookMs,
    step: 1,
    parent: 0,
    kind: 'failed',
    reason,
    text,
    ede,
    packets: story.totals.packets,
  };
  return { question, outcome, story: foldStory([...events, end]) };
}
