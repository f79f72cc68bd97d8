/** Chance from a seed. */
import { describe, expect, it } from 'vitest';
import { type Seed, seededRandom } from '../../src/sandbox/random.ts';

function draws(seed: Seed, count: number, below = 1000): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.below(below));
}

describe('seededRandom', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(draws(7, 20)).toEqual(draws(7, 20));
    expect(draws(7, 20)).not.toEqual(draws(8, 20));
    expect(draws('7/a', 20)).not.toEqual(draws('7/b', 20));
  });

  it('gives these numbers on every machine', () => {
    expect(draws(1, 5, 65_536)).toMatchInlineSnapshot(`
      [
        57910,
        11081,
        2016,
        36931,
        30453,
      ]
    `);
  });

  it('spreads them evenly', () => {
    const counts = new Array<number>(6).fill(0);
    for (const face of draws('dice', 60_000, 6)) counts[face] = (counts[face] ?? 0) + 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('spreads the first numbers of neighbouring seeds too', () => {
    const heads = Array.from({ length: 10_000 }, (_, seed) => seededRandom(seed).below(2)).filter((bit) => bit === 1);
    expect(Math.abs(heads.length - 5000)).toBeLessThan(250);
  });

  it('fills 16 bits', () => {
    const random = seededRandom(1);
    const numbers = Array.from({ length: 5000 }, () => random.uint16());
    expect(Math.min(...numbers)).toBeLessThan(100);
    expect(Math.max(...numbers)).toBeGreaterThan(65_435);
    expect(Math.max(...numbers)).toBeLessThan(65_536);
  });

  it('refuses to choose from nothing', () => {
    const random = seededRandom(1);
    for (const n of [0, -1, Number.NaN, 2 ** 33]) expect(() => random.below(n)).toThrow(RangeError);
    expect(random.below(1)).toBe(0);
  });
});
