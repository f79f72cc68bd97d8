/**
 * A whole universe from one seed: clock, chance and wire as the resolver wants them, and the world behind the wire. It
 * must not know the resolver.
 */
import type { Clock, Exchange, Random, Seconds } from '../ports.ts';
import { createVirtualClock, type Drain, type VirtualClock } from './clock.ts';
import { createInternet, type Internet, type InternetLog, type Mutation } from './internet.ts';
import { type Seed, seededRandom } from './random.ts';
import { createWorld, type RootHint, type World } from './world.ts';

/** What a sandbox is made of; all but the seed has a default. */
export interface SandboxOptions {
  readonly seed: Seed;
  /** Laid over the hosts they pick, outermost. */
  readonly faults?: readonly Mutation[];
  /** Families that the client has no route for. */
  readonly noRoute?: readonly (4 | 6)[];
  /** A world built before; one of its own otherwise. */
  readonly world?: World;
  /** `() => new Promise(setImmediate)` makes the clock exact and fast: see `clock.ts`. */
  readonly drain?: Drain;
  /** The wall clock at the beginning. */
  readonly epoch?: Seconds;
}

/** The ports of a resolver, and what tests and lessons look at and turn. */
export interface Sandbox {
  readonly clock: VirtualClock & Clock;
  readonly random: Random;
  readonly exchange: Exchange;
  readonly hints: readonly RootHint[];
  readonly log: InternetLog;
  readonly internet: Internet;
  readonly world: World;
}

/** Equal seeds and equal questions give equal packets at equal times. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { seed, epoch, drain, faults = [], noRoute = [] } = options;
  const world = options.world ?? createWorld();
  const clock = createVirtualClock({
    ...(epoch === undefined ? {} : { epoch }),
    ...(drain === undefined ? {} : { drain }),
  });
  const internet = createInternet({
    clock,
    random: seededRandom(`${seed}/internet`),
    hosts: world.hosts,
    mutations: faults,
    noRoute,
  });
  const { exchange, log } = internet;
  return { clock, random: seededRandom(`${seed}/resolver`), exchange, hints: world.hints, log, internet, world };
}
