/**
 * The real clock and the real dice: Node's monotonic and wall clocks, timers, and its CSPRNG. It must not know DNS.
 */
import { randomFillSync } from 'node:crypto';
import type { Clock, Random } from '../ports.ts';

/** Random octets fetched at once: a system call for each id and port would cost more than the rest of a query. */
const POOL_OCTETS = 4096;

/** What four octets can tell apart. */
const RANGE_AT_MOST = 4_294_967_296;

/** `now` is `performance.now()`, `epoch` is `Date.now()` in seconds. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epoch: () => Date.now() / 1000,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

/** Uniform numbers from the CSPRNG (RFC 5452 section 9.2: ids and ports must not be guessed). */
export function createSystemRandom(): Random {
  const pool = new Uint8Array(POOL_OCTETS);
  let used = POOL_OCTETS;
  const octet = (): number => {
    if (used >= POOL_OCTETS) {
      randomFillSync(pool);
      used = 0;
    }
    return pool[used++] ?? 0;
  };
  const uint16 = (): number => (octet() << 8) | octet();
  const uint32 = (): number => uint16() * 65_536 + uint16();
  return {
    uint16,
    below: (n) => {
      if (n <= 1) return 0;
      if (n === 256) return octet();
      // Beyond it no draw would be fair: the loop below would never end.
      if (!Number.isInteger(n) || n > RANGE_AT_MOST) throw new RangeError(`no fair draw below ${n}`);
      // Rejection keeps it uniform; the loop ends after two turns on average at worst.
      const range = n <= 65_536 ? 65_536 : RANGE_AT_MOST;
      const draw = n <= 65_536 ? uint16 : uint32;
      const fair = range - (range % n);
      let drawn = draw();
      while (drawn >= fair) drawn = draw();
      return drawn % n;
    },
  };
}

/** The dice of this process. */
export const systemRandom: Random = createSystemRandom();
