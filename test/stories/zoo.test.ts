/** Every animal of the zoo: what a good resolver makes of it, and whose fault it says it is. */
import { describe, expect, it } from 'vitest';
import { ZOO } from '../../src/sandbox/zoo.ts';
import { verdictOf } from '../../src/trace/verdict.ts';
import { endOf, universe } from './told.ts';

describe('the zoo', () => {
  it.each(ZOO.map((animal) => [animal.species, animal] as const))('%s ends as its keeper says', async (_, animal) => {
    const { core, sandbox, ask } = universe({ settings: { hedge: true, explore: true } });
    const told = await ask(animal.name, animal.type);
    expect(endOf(told)).toBe(animal.expect.reason ?? animal.expect.rcode);
    const verdict = verdictOf(told.story);
    expect(verdict?.whose).toBe(animal.expect.reason === undefined ? undefined : animal.expect.whose);
    expect(told.packets.length).toBeLessThanOrEqual(100);
    expect(told.tookMs).toBeLessThanOrEqual(7000);
    await core.close();
    await sandbox.clock.advance(0);
    expect(sandbox.clock.waiting).toBe(0);
  });
});
