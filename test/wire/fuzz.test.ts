import { expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import { CORPUS, judge } from './mutate.ts';

/** The full million is in `test/long/wire-fuzz.test.ts`. */
const PACKETS = 50_000;

it('the corpus is good', () => {
  for (const bytes of CORPUS) expect(() => decodeMessage(bytes)).not.toThrow();
});

it(`${PACKETS} mutated packets: only Malformed is thrown, work is bounded, what is accepted survives encoding`, () => {
  let accepted = 0;
  for (let seed = 0; seed < PACKETS; seed++) if (judge(seed)) accepted++;
  // Neither all nor nothing: both ways through the decoder are taken.
  expect(accepted / PACKETS).toBeGreaterThan(0.05);
  expect(accepted / PACKETS).toBeLessThan(0.6);
});
