/**
 * What travels with every piece of work done for one client question, and the parts the walk is made of. Types only;
 * it must not know how anything is done.
 */
import type { Servers } from '../cache/servers.ts';
import type { Store } from '../cache/store.ts';
import type { Clock, Exchange, Random, Seconds } from '../ports.ts';
import type { FailureReason, Purpose, Trace } from '../trace/event.ts';
import type { ExtendedError } from '../wire/edns.ts';
import type { Name } from '../wire/name.ts';
import type { RRType } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Budget } from './budget.ts';
import type { Settings } from './settings.ts';

/** A question of class IN. */
export interface Wanted {
  readonly name: Name;
  readonly type: RRType;
}

/** The questions under way from the client's down to this one: a question that meets itself is a cycle. */
export interface Path {
  readonly wanted: Wanted;
  readonly above: Path | undefined;
}

/** One question being worked on. */
export interface Task {
  readonly budget: Budget;
  /** How many server-address look-ups deep this is. */
  readonly depth: number;
  readonly path: Path;
  readonly signal: AbortSignal;
  readonly trace: Trace | undefined;
  /** For the address of a server: glue met on the way will do, nobody need be asked for it again. */
  readonly glueWillDo?: boolean;
}

/** Why there is no answer, inside the engine. `passing`: true only here and now (cycle, budget): never cached. */
export interface Trouble {
  readonly kind: 'trouble';
  readonly reason: FailureReason;
  readonly text: string;
  readonly ede: readonly ExtendedError[];
  readonly passing: boolean;
  readonly zone: Name | undefined;
  /** The part of an alias chain that was found, for a loop. */
  readonly partial?: readonly RRset[];
}

/** The addresses (or keys) a look-up found; `sets` is empty for a negative answer. */
export type Found = { readonly kind: 'found'; readonly sets: readonly RRset[] } | Trouble;

/** The one door back into the resolver: how the walk asks for server addresses. */
export type Lookup = (wanted: Wanted, task: Task, purpose: Purpose) => Promise<Found>;

/** Everything the walk needs, made once. */
export interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly exchange: Exchange;
  readonly settings: Settings;
  readonly store: Store;
  readonly servers: Servers;
  readonly lookup: Lookup;
}

/** Whole seconds of the wall clock: cache ages count in them. */
export function wallSeconds(clock: Clock): Seconds {
  return Math.floor(clock.epoch());
}
