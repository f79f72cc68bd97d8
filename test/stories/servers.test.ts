/** Dead, slow and lame servers: retry, choice, hedging, TCP after silence. */
import { describe, expect, it } from 'vitest';
import { dead, lossy, satellite, sometimes } from '../../src/sandbox/faults.ts';
import { failing } from '../../src/sandbox/lies.ts';
import { verdictOf } from '../../src/trace/verdict.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { at, endOf, eventsOf, everywhere, exchangesOf, universe } from './told.ts';

const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];
const ROOT_MOST_DEAD = (living: readonly string[]): readonly string[] =>
  universe()
    .sandbox.hints.flatMap(({ addresses }) => addresses)
    .filter((address) => !living.includes(address));

describe('dead and slow servers', () => {
  it('finds the one living address of four', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { ask } = universe({ seed, faults: [at(EXAMPLE_COM.slice(1), dead)] });
      expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
    }
  });

  it('does not ask the dead ones again once it knows them', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM.slice(1), dead)] });
    await ask('www.example.com');
    const later = await ask('mail.example.com');
    expect(endOf(later)).toBe('NOERROR');
    expect(later.packets[0]?.address).toBe(EXAMPLE_COM[0]);
  });

  it('reports silence for a dead zone within the deadline, after at most 8 sends', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, dead)] });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('silence');
    expect(told.packets.filter(({ address }) => EXAMPLE_COM.includes(address)).length).toBeLessThanOrEqual(8);
    expect(told.tookMs).toBeLessThan(7000);
  });

  it('sends at most three packets to one address for one question', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, dead)] });
    const told = await ask('www.example.com');
    for (const address of EXAMPLE_COM)
      expect(told.packets.filter((packet) => packet.address === address).length).toBeLessThanOrEqual(3);
  });

  it('hears servers 700 ms away, from the root down', async () => {
    const { ask } = universe({ faults: [everywhere(satellite)], settings: { clientDeadlineMs: 30_000 } });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    expect(exchangesOf(told.story).some(({ end }) => end.kind === 'reply' && end.late)).toBe(true);
  });

  it('learns how far away a satellite is and waits for it', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, satellite)] });
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
    for (let at = 0; at < 8; at++) await ask(`name${at}.wild.example.com`);
    const learnt = await ask('only4.example.com');
    expect(learnt.packets).toHaveLength(1);
    expect(learnt.story.totals.timeouts).toBe(0);
  });

  it('gets through where every third packet is lost', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { ask } = universe({ seed, faults: [everywhere(lossy(0.18))], settings: { clientDeadlineMs: 20_000 } });
      expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
    }
  });

  it('turns to another server at once when one says SERVFAIL', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM.slice(1), failing(RCODE.SERVFAIL))] });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    expect(told.tookMs).toBeLessThan(1000);
  });

  it('blames the network when nothing answers anywhere', async () => {
    const { ask } = universe({ faults: [everywhere(dead)] });
    const told = await ask('www.example.com');
    expect(told.outcome.kind).toBe('failure');
    expect(verdictOf(told.story)?.whose).toBe('network');
    expect(told.tookMs).toBeLessThanOrEqual(7000);
    expect(told.packets.length).toBeLessThanOrEqual(20);
  });

  it('finds the root although one of its servers in thirteen lives', async () => {
    const living = ['193.0.14.129', '2001:7fd::1', '192.5.5.241', '198.41.0.4', '199.7.83.42', '192.58.128.30'];
    const { ask } = universe({
      seed: 3,
      faults: [at(ROOT_MOST_DEAD(living), dead)],
      settings: { clientDeadlineMs: 60_000 },
    });
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
  });
});

describe('hedging', () => {
  it('asks another network too when a server is slower than unknown ones may be, and takes the first answer', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM.slice(0, 2), satellite)], settings: { hedge: true }, seed: 2 });
    const told = await ask('www.example.com');
    const hedges = eventsOf(told, 'chosen').filter(({ why }) => why === 'hedge');
    expect(endOf(told)).toBe('NOERROR');
    expect(told.tookMs).toBeLessThan(700);
    expect(hedges.length).toBe(told.story.totals.hedges);
  });

  it('never has more than two packets under way for one question', async () => {
    const { ask } = universe({ faults: [everywhere(satellite)], settings: { hedge: true } });
    const told = await ask('www.example.com');
    const times = told.packets.map((packet) => packet.at);
    for (const time of times) expect(times.filter((other) => other === time).length).toBeLessThanOrEqual(2);
  });

  it('stays a small share of what is sent, once its tokens are spent', async () => {
    const { ask } = universe({ settings: { hedge: true }, faults: [everywhere(sometimes(0.5, satellite))] });
    let sent = 0;
    let hedged = 0;
    for (let at = 0; at < 150; at++) {
      const told = await ask(`name${at}.wild.example.com`);
      sent += told.packets.length;
      hedged += told.story.totals.hedges;
    }
    expect(hedged).toBeLessThanOrEqual(20 + 0.05 * sent + 1);
    expect(hedged).toBeGreaterThan(5);
  });
});
