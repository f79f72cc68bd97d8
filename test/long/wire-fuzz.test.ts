/**
 * The decoder against a million mutated packets, seeds that `npm test` does not use.
 */
import { expect, it } from 'vitest';
import { judge } from '../wire/mutate.ts';

const PACKETS = 1_200_000;
const FIRST_SEED = 1_000_000;

it(`${PACKETS} mutated packets: only Malformed is thrown, work is bounded, what is accepted survives encoding`, () => {
  let accepted = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PACKETS; seed++) if (judge(seed)) accepted++;
  console.log(`${PACKETS} packets, ${accepted} accepted, ${PACKETS - accepted} refused as malformed`);
  expect(accepted).toBeGreaterThan(0);
});
