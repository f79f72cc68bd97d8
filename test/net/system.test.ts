import { describe, expect, it } from 'vitest';
import { createSystemRandom, systemClock } from '../../src/net/system.ts';

const random = createSystemRandom();

describe('the dice of the system', () => {
  it.each([1, 2, 3, 6, 255, 256, 257, 64_512, 65_536, 65_537, 1_000_000, 4_294_967_296])(
    'fall within 0 and %d',
    (n) => {
      for (let turn = 0; turn < 3000; turn++) {
        const drawn = random.below(n);
        if (!(Number.isInteger(drawn) && drawn >= 0 && drawn < n)) throw new Error(`${drawn} is not below ${n}`);
      }
    },
  );

  it('favour no face: each is within five standard deviations of its share', () => {
    const faces = 6;
    const draws = 60_000;
    const counts = new Array<number>(faces).fill(0);
    for (let turn = 0; turn < draws; turn++) {
      const face = random.below(faces);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    const deviation = Math.sqrt(draws * (1 / faces) * (1 - 1 / faces));
    for (const count of counts) expect(Math.abs(count - draws / faces)).toBeLessThan(5 * deviation);
  });

  it('use both octets of an id', () => {
    const drawn = Array.from({ length: 2000 }, () => random.uint16());
    expect(drawn.every((id) => id >= 0 && id <= 0xffff)).toBe(true);
    expect(new Set(drawn.map((id) => id >> 8)).size).toBeGreaterThan(200);
    expect(new Set(drawn.map((id) => id & 0xff)).size).toBeGreaterThan(200);
  });

  it('refuse a range they cannot draw from fairly, rather than roll for ever', () => {
    expect(() => random.below(4_294_967_297)).toThrow(RangeError);
    expect(() => random.below(2.5)).toThrow(RangeError);
  });
});

describe('the clock of the system', () => {
  it('sleeps no longer than an abort lets it', async () => {
    const stop = new AbortController();
    const began = systemClock.now();
    const slept = systemClock.sleep(60_000, stop.signal);
    stop.abort();
    await slept;
    await systemClock.sleep(60_000, AbortSignal.abort());
    expect(systemClock.now() - began).toBeLessThan(5000);
  });

  it('tells the wall time in seconds', () => {
    expect(Math.abs(systemClock.epoch() - Date.now() / 1000)).toBeLessThan(2);
  });
});
