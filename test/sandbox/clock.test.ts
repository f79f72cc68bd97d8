/** The virtual clock: time stands still until nothing is left to do. */
import { describe, expect, it } from 'vitest';
import { createVirtualClock, SANDBOX_EPOCH, StoppedClock } from '../../src/sandbox/clock.ts';
import { drain } from './packets.ts';

const BOTH = [
  ['by immediates', { drain }],
  ['by turns', {}],
] as const;

describe.each(BOTH)('a clock drained %s', (_, parts) => {
  it('stands still while nobody runs it', async () => {
    const clock = createVirtualClock(parts);
    let over = false;
    void clock.sleep(1).then(() => {
      over = true;
    });
    await drain();
    expect([clock.now(), over, clock.waiting]).toEqual([0, false, 1]);
  });

  it('fires timers in the order of their times, then of their setting', async () => {
    const clock = createVirtualClock(parts);
    const fired: string[] = [];
    const set = async (ms: number, label: string): Promise<void> => {
      await clock.sleep(ms);
      fired.push(`${label}@${clock.now()}`);
    };
    await clock.run(Promise.all([set(30, 'c'), set(10, 'a'), set(30, 'd'), set(20, 'b'), set(0, 'now')]));
    expect(fired).toEqual(['now@0', 'a@10', 'b@20', 'c@30', 'd@30']);
  });

  it('lets everything that is ready happen before time moves on', async () => {
    const clock = createVirtualClock(parts);
    const long = async (): Promise<number> => {
      for (let turn = 0; turn < 600; turn++) await undefined;
      return clock.now();
    };
    const late = clock.sleep(5).then(() => 'late');
    expect(await clock.run(Promise.race([long(), late]))).toBe(0);
  });

  it('gives what the promise gives, and throws what it throws', async () => {
    const clock = createVirtualClock(parts);
    expect(await clock.run(clock.sleep(1000).then(() => 'done'))).toBe('done');
    await expect(clock.run(clock.sleep(1).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect(clock.now()).toBe(1001);
  });

  it('says that a promise would wait for ever instead of doing so', async () => {
    const clock = createVirtualClock(parts);
    void clock.sleep(70);
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow(StoppedClock);
    expect(clock.now()).toBe(70);
  });

  it('advances by exactly what it is told, firing what falls due', async () => {
    const clock = createVirtualClock(parts);
    const fired: number[] = [];
    const tick = async (): Promise<void> => {
      for (let beat = 0; beat < 5; beat++) {
        await clock.sleep(10);
        fired.push(clock.now());
      }
    };
    void tick();
    await clock.advance(25);
    expect([clock.now(), fired]).toEqual([25, [10, 20]]);
    await clock.advance(5);
    expect([clock.now(), fired]).toEqual([30, [10, 20, 30]]);
  });

  it('runs for several at once, each as if alone', async () => {
    const clock = createVirtualClock(parts);
    const at = async (ms: number): Promise<number> => {
      await clock.sleep(ms);
      return clock.now();
    };
    expect(await Promise.all([clock.run(at(40)), clock.run(at(10)), clock.run(at(25))])).toEqual([40, 10, 25]);
  });
});

describe('sleep', () => {
  it('ends at once when its signal aborts, and its timer never moves the clock', async () => {
    const clock = createVirtualClock({ drain });
    const stop = new AbortController();
    const slept = clock.sleep(5000, stop.signal);
    stop.abort();
    await clock.run(slept);
    expect([clock.now(), clock.waiting]).toEqual([0, 0]);
    await clock.run(clock.sleep(5000, stop.signal));
    expect(clock.now()).toBe(0);
  });

  it('takes no time where the time is negative', async () => {
    const clock = createVirtualClock({ drain });
    await clock.run(clock.sleep(-5));
    expect(clock.now()).toBe(0);
  });
});

describe('the wall clock', () => {
  it('begins at a fixed date and goes with the monotonic one, in whole seconds', async () => {
    const clock = createVirtualClock({ drain });
    expect(clock.epoch()).toBe(SANDBOX_EPOCH);
    await clock.advance(2999);
    expect(clock.epoch()).toBe(SANDBOX_EPOCH + 2);
    expect(createVirtualClock({ epoch: 1000 }).epoch()).toBe(1000);
  });

  it('can be stepped without the monotonic one', () => {
    const clock = createVirtualClock({ epoch: 1000 });
    clock.stepEpoch(-600);
    expect([clock.epoch(), clock.now()]).toEqual([400, 0]);
  });
});
