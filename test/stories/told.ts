/**
 * A resolver in a sandbox, told by its story: what every test of this folder begins with. One seed, one universe.
 */
import type { Settings } from '../../src/iterate/settings.ts';
import { DEFAULT_SETTINGS } from '../../src/iterate/settings.ts';
import type { Outcome } from '../../src/resolver/answer.ts';
import { type Core, createCore, type ResolveOptions } from '../../src/resolver/resolver.ts';
import type { Fault } from '../../src/sandbox/host.ts';
import type { LogEntry, Mutation } from '../../src/sandbox/internet.ts';
import type { Plan } from '../../src/sandbox/plan.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import { foldStory, type Story } from '../../src/trace/story.ts';
import type { CutStep, ExchangeStep } from '../../src/trace/tree.ts';
import type { Question } from '../../src/wire/message.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { rrsetToText } from '../../src/wire/presentation.ts';
import { CLASS, rcodeToText, typeFromText } from '../../src/wire/registry.ts';

/** What a test changes of the world and of the resolver. */
export interface Setting {
  readonly seed?: number | string;
  readonly faults?: readonly Mutation[];
  readonly settings?: Partial<Settings>;
  /** Zones and servers on top of the believable world. */
  readonly more?: readonly Plan[];
  readonly noRoute?: SandboxOptions['noRoute'];
}

/** One question told: its outcome, its story, and what went over the wire meanwhile. */
export interface Told {
  readonly outcome: Outcome;
  readonly story: Story;
  readonly events: readonly TraceEvent[];
  readonly packets: readonly LogEntry[];
  readonly tookMs: number;
}

/** A resolver and its universe. */
export interface Universe {
  readonly sandbox: Sandbox;
  readonly core: Core;
  ask(name: string, type?: string, options?: ResolveOptions): Promise<Told>;
  /** Lets the clock run. */
  wait(seconds: number): Promise<void>;
}

/** The world without anything on top is built once. */
let believable: World | undefined;

function worldFor(more: readonly Plan[]): World {
  if (more.length > 0) return createWorld(more);
  believable ??= createWorld();
  return believable;
}

/** Hedging and exploration are off unless a test is about them: they make the number of packets a matter of luck. */
export function universe(setting: Setting = {}): Universe {
  const { seed = 1, faults = [], more = [], noRoute = [] } = setting;
  const sandbox = createSandbox({
    seed,
    faults,
    noRoute,
    world: worldFor(more),
    drain: () => new Promise(setImmediate),
  });
  const { clock, random, exchange, hints } = sandbox;
  const settings: Settings = { ...DEFAULT_SETTINGS, hints, hedge: false, explore: false, ...setting.settings };
  const core = createCore({ clock, random, exchange, settings });
  const ask: Universe['ask'] = async (name, type = 'A', options = {}) => {
    const events: TraceEvent[] = [];
    const first = sandbox.log.entries.length;
    const startedAt = clock.now();
    const listen = (event: TraceEvent): void => void events.push(event);
    const outcome = await clock.run(core.resolve(questionFor(name, type), { trace: listen, ...options }));
    const packets = sandbox.log.entries.slice(first);
    return { outcome, story: foldStory(events), events, packets, tookMs: clock.now() - startedAt };
  };
  return { sandbox, core, ask, wait: (seconds) => clock.advance(seconds * 1000) };
}

/** A question of class IN. */
export function questionFor(name: string, type = 'A'): Question {
  const number = typeFromText(type);
  if (number === undefined) throw new Error(`no type ${type}`);
  return { name: nameFromText(name), type: number, class: CLASS.IN };
}

/** `fault` at these addresses. */
export function at(addresses: string | readonly string[], fault: Fault): Mutation {
  return {
    where: (address) => (typeof addresses === 'string' ? address === addresses : addresses.includes(address)),
    fault,
  };
}

/** `fault` everywhere. */
export function everywhere(fault: Fault): Mutation {
  return { where: () => true, fault };
}

/** The rcode of an answer; for a failure its reason. */
export function endOf(told: { readonly outcome: Outcome }): string {
  return told.outcome.kind === 'answer' ? rcodeToText(told.outcome.rcode) : told.outcome.reason;
}

/** The answer section as master-file lines without TTL: `www.example.com. A 192.0.2.80`. */
export function answerLines(told: { readonly outcome: Outcome }): readonly string[] {
  if (told.outcome.kind !== 'answer') return [];
  return told.outcome.answer.flatMap((set) => rrsetToText(set)).map(withoutTtl);
}

function withoutTtl(line: string): string {
  return line.replace(/\s+\d+\s+IN\s+/, ' ').replaceAll('\t', ' ');
}

/** Every cut of a story, those of its look-ups included, in order of the tree. */
export function cutsOf(story: Story): readonly CutStep[] {
  const below = story.cuts.flatMap((cut) => [cut, ...cut.addressLookups.flatMap(cutsOf)]);
  return [...below, ...story.children.flatMap(cutsOf)];
}

/** Every exchange of a story, those of its look-ups included, in order of time. */
export function exchangesOf(story: Story): readonly ExchangeStep[] {
  return cutsOf(story)
    .flatMap((cut) => cut.exchanges)
    .sort((a, b) => a.order - b.order);
}

/** The events of one kind. */
export function eventsOf<Kind extends TraceEvent['kind']>(
  told: { readonly events: readonly TraceEvent[] },
  kind: Kind,
): readonly Extract<TraceEvent, { readonly kind: Kind }>[] {
  return told.events.filter((event): event is Extract<TraceEvent, { readonly kind: Kind }> => event.kind === kind);
}
