/** A hundred storms; two thousand and more are in `test/long/storms.test.ts`. */
import { describe, expect, it } from 'vitest';
import { storm } from './storm.ts';

const SEEDS = 100;
/** Seeds whose storm is run twice, to compare the traces. */
const TWICE = 10;

describe('storms', () => {
  it.each(Array.from({ length: SEEDS / 10 }, (_, at) => 10 * at + 1))('seeds %i to ten more hold', async (first) => {
    const faults: string[] = [];
    for (let seed = first; seed < first + 10; seed++)
      faults.push(...(await storm(seed)).faults.map((fault) => `seed ${seed}: ${fault}`));
    expect(faults).toEqual([]);
  });

  it('equal seeds give equal traces, event for event', async () => {
    for (let seed = 1; seed <= TWICE; seed++)
      expect(`${seed} ${(await storm(seed)).trace}`).toBe(`${seed} ${(await storm(seed)).trace}`);
  });

  it('other seeds give other traces', async () => {
    expect((await storm(1)).trace).not.toBe((await storm(2)).trace);
  });
});
