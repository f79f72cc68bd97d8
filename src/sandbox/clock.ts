/**
 * A clock that stands still until it is told to go on: `run` pops one timer after the other as fast as the machine
 * allows, and everything that happens between two timers takes no time. It must not know who sleeps.
 *
 * Before a timer is popped, all work that is ready must have been done, or a timeout would overtake the reply that it
 * waits for. Promises alone cannot tell when the microtask queue is empty; a macrotask can. Ambient timers are forbidden
 * here, so the macrotask is an argument: `() => new Promise(setImmediate)` from the command line and the tests. Without
 * it the clock lets a fixed, generous number of microtask turns pass: as deterministic, slower, and right for chains of
 * promises no longer than that.
 */
import type { Clock, Millis, Seconds } from '../ports.ts';

/** 2026-01-01T00:00:00Z: the day on which every sandbox universe begins. */
export const SANDBOX_EPOCH: Seconds = 1_767_225_600;
/** A question that follows 11 aliases through 6 nested address look-ups takes about 300 turns between two timers. */
const TURNS = 2000;

/** Lets everything that is ready to run, run. */
export type Drain = () => Promise<void>;

/** A {@link Clock} moved by hand. */
export interface VirtualClock extends Clock {
  /** Lets `ms` pass, firing every timer that falls due on the way, in order. */
  advance(ms: Millis): Promise<void>;
  /** Lets time pass until `promise` settles; throws {@link StoppedClock} if nothing is left that could settle it. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Moves the wall clock alone, as an operator or NTP does; negative: backwards. */
  stepEpoch(seconds: Seconds): void;
  /** Timers that are waiting. */
  readonly waiting: number;
}

/** A promise was waited for that no timer will ever settle: our own bug, and no fault of the network. */
export class StoppedClock extends Error {
  constructor(now: Millis) {
    super(`at ${now} ms nothing is left to wait for, yet the promise has not settled: it would wait for ever`);
    this.name = 'StoppedClock';
  }
}

interface Timer {
  readonly at: Millis;
  readonly fire: () => void;
}

/** A clock at 0 ms; `epoch` is its wall time in seconds then. */
export function createVirtualClock(parts: { readonly epoch?: Seconds; readonly drain?: Drain } = {}): VirtualClock {
  const quiet = createQuiet(parts.drain ?? drainByTurns);
  /** In order of time, then of setting: the next one is the last. */
  const timers: Timer[] = [];
  let now: Millis = 0;
  let epoch = parts.epoch ?? SANDBOX_EPOCH;
  const pop = (): void => {
    const timer = timers.pop();
    if (timer === undefined) return;
    quiet.take();
    now = Math.max(now, timer.at);
    timer.fire();
  };
  const advance = async (ms: Millis): Promise<void> => {
    const until = now + ms;
    for (;;) {
      await quiet.reach();
      const next = timers.at(-1);
      if (next === undefined || next.at > until) break;
      if (quiet.holds()) pop();
    }
    now = Math.max(now, until);
  };
  const run = async <T>(promise: Promise<T>): Promise<T> => {
    let settled = false;
    const note = (): void => {
      settled = true;
    };
    promise.then(note, note);
    for (;;) {
      await quiet.reach();
      if (settled) return promise;
      if (quiet.holds() && timers.length === 0) throw new StoppedClock(now);
      if (quiet.holds()) pop();
    }
  };
  return {
    now: () => now,
    epoch: () => epoch + Math.floor(now / 1000),
    sleep: (ms, signal) => sleepUntil(now + Math.max(0, ms), signal, timers),
    advance,
    run,
    stepEpoch: (seconds) => {
      epoch += seconds;
    },
    get waiting() {
      return timers.length;
    },
  };
}

/** The state in which nothing is left to do before the next timer. */
interface Quiet {
  /** Waits for it; all who wait share one drain. */
  reach(): Promise<void>;
  /** Whether it still holds: of several that reached it together only the first may pop a timer. */
  holds(): boolean;
  /** Ends it. */
  take(): void;
}

function createQuiet(drain: Drain): Quiet {
  let draining: Promise<void> | undefined;
  let quiet = false;
  return {
    reach: () => {
      draining ??= drain().then(() => {
        quiet = true;
        draining = undefined;
      });
      return draining;
    },
    holds: () => quiet,
    take: () => {
      quiet = false;
    },
  };
}

/** One timer as a promise; an abort takes it out of the queue, so that it never moves the clock. */
function sleepUntil(at: Millis, signal: AbortSignal | undefined, timers: Timer[]): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    const timer: Timer = { at, fire: end };
    const abort = (): void => {
      const position = timers.lastIndexOf(timer);
      if (position >= 0) timers.splice(position, 1);
      end();
    };
    signal?.addEventListener('abort', abort);
    timers.splice(positionFor(timers, at), 0, timer);
  });
}

/** Where a timer for `at` goes: before all that are due no later, since the queue is popped from its end. */
function positionFor(timers: readonly Timer[], at: Millis): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timers[middle]?.at ?? 0) > at) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function drainByTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await undefined;
}
