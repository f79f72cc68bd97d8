/** Storms by the thousand: `npm run test:long`. */
import { describe, expect, it } from 'vitest';
import { storm } from '../storms/storm.ts';

const SEEDS = 2500;
/** Seeds of `npm test` come before. */
const FIRST = 1001;
/** The share of questions that lost packets may cost. */
const UNLUCKY_AT_MOST = 0.005;

describe('storms', () => {
  it(`${SEEDS} seeds hold, and each gives the same trace twice`, async () => {
    const faults: string[] = [];
    let answered = 0;
    let failed = 0;
    let unlucky = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const once = await storm(seed);
      const twice = await storm(seed);
      answered += once.answered;
      failed += once.failed;
      unlucky += once.unlucky;
      faults.push(...once.faults.map((fault) => `seed ${seed}: ${fault}`));
      if (once.trace !== twice.trace) faults.push(`seed ${seed}: two runs, two traces`);
    }
    console.info(
      `${SEEDS} storms: ${answered} answered, ${failed} failed as the weather had it, ${unlucky} by lost packets`,
    );
    expect(unlucky / (answered + failed)).toBeLessThan(UNLUCKY_AT_MOST);
    expect(faults).toEqual([]);
  });
});
