/**
 * Chance from a seed: the same seed gives the same universe. For the sandbox and tests only: whoever knows some of the
 * numbers can compute the rest, so it must never choose ids or ports for the real Internet.
 *
 * sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, no multiplication, the same on every machine.
 */
import type { Random } from '../ports.ts';

/** Rounds after seeding until every bit of the state has met every other. */
const WARM_UP_ROUNDS = 15;

/** A seed as a person writes it. */
export type Seed = number | string;

/** A generator whose numbers depend on `seed` alone; text seeds give independent streams: `${seed}/loss`. */
export function seededRandom(seed: Seed): Random {
  const [first, second] = hash(String(seed));
  let a = first;
  let b = second;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return {
    uint16: () => next() >>> 16,
    below: (n) => {
      if (!(n >= 1 && n <= 0x1_0000_0000)) throw new RangeError(`below(${n}): n must be from 1 to 2^32`);
      // Numbers of the last, incomplete round would favour small results.
      const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
      let number = next();
      while (number >= limit) number = next();
      return number % n;
    },
  };
}

/** FNV-1a from two starting points: 64 bits of a text. */
function hash(text: string): readonly [number, number] {
  let first = 0x811c9dc5;
  let second = 0xc9dc5118;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193) >>> 0;
    second = Math.imul(second ^ (code + at), 0x01000193) >>> 0;
  }
  return [first, second];
}
