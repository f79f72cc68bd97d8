/**
 * Notices when the wall clock is set: cache ages follow it, so a step must be told (design section 4). It must not
 * know the cache, which guards itself (entries from the future count as expired).
 */
import type { Clock, Seconds } from '../ports.ts';

/** Drift below this is the ordinary slewing of a time service. */
const STEP_AT_LEAST_S = 5;

/** Compares the two clocks whenever it is asked. */
export interface ClockWatch {
  /** Seconds the wall clock has stepped against the monotonic one since the last call; 0 for none worth telling. */
  step(): Seconds;
}

/** What the clocks say now is taken as right. */
export function createClockWatch(clock: Clock): ClockWatch {
  const offset = (): Seconds => clock.epoch() - clock.now() / 1000;
  let known = offset();
  return {
    step: () => {
      const stepped = offset() - known;
      if (Math.abs(stepped) < STEP_AT_LEAST_S) return 0;
      known += stepped;
      return Math.round(stepped);
    },
  };
}
