/**
 * The clock of a scenario: it stands still until TIME_PASSES moves it. 0 is a time like any other.
 */
import type { Clock, Millis, Seconds } from '../../src/ports.ts';

export interface ScenarioClock extends Clock {
  /** Moves on in one go, then wakes every sleeper that is due, oldest first, letting each run before the next. */
  pass(ms: Millis): Promise<void>;
  /** When the next sleeper is due; undefined if nobody sleeps. */
  nextDue(): Millis | undefined;
}

interface Sleeper {
  readonly due: Millis;
  wake(): void;
}

/** Rounds of the event loop that let everything run that can run: promises settle within one, streams within two. */
const SETTLE_ROUNDS = 3;

/** Resolves when the resolver has done all it can do without time, chance or wire. */
export async function settle(): Promise<void> {
  for (let round = 0; round < SETTLE_ROUNDS; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}

export function createScenarioClock(epoch: Seconds): ScenarioClock {
  let now: Millis = 0;
  const sleepers = new Set<Sleeper>();
  const oldest = (): Sleeper | undefined =>
    [...sleepers].reduce<Sleeper | undefined>(
      (first, one) => (first === undefined || one.due < first.due ? one : first),
      undefined,
    );
  return {
    now: () => now,
    // Whole seconds, as resolvers count TTLs.
    epoch: () => epoch + Math.floor(now / 1000),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted === true) {
          resolve();
          return;
        }
        const sleeper = { due: now + ms, wake: () => end() };
        const end = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        signal?.addEventListener('abort', end, { once: true });
        sleepers.add(sleeper);
      }),
    async pass(ms) {
      now += ms;
      for (let due = oldest(); due !== undefined && due.due <= now; due = oldest()) {
        due.wake();
        await settle();
      }
      await settle();
    },
    nextDue: () => oldest()?.due,
  };
}
