/** What the cache does in whole resolutions: TTL, denial, failures, leases, single flight. */
import { describe, expect, it } from 'vitest';
import { dead, during } from '../../src/sandbox/faults.ts';
import { failing, rewriting } from '../../src/sandbox/lies.ts';
import type { Plan } from '../../src/sandbox/plan.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { withTtl } from '../../src/wire/rrset.ts';
import { answerLines, at, endOf, eventsOf, questionFor, universe } from './told.ts';

const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];
const COM = [1, 2, 3, 4].flatMap((host) => [`198.51.100.${host}`, `2001:db8:1::${host}`]);

describe('the cache', () => {
  it('answers from memory until the TTL ends, counting it down', async () => {
    const { ask, wait } = universe();
    await ask('round.example.com');
    await wait(20);
    const hit = await ask('round.example.com');
    expect(hit.packets).toEqual([]);
    expect(hit.story.end).toMatchObject({ kind: 'answered', from: 'cache', ttlS: 40 });
    await wait(41);
    expect((await ask('round.example.com')).packets).toHaveLength(1);
  });

  it('never keeps what has TTL 0', async () => {
    const { ask } = universe();
    expect(answerLines(await ask('fresh.example.com'))).toEqual(['fresh.example.com. A 192.0.2.85']);
    const again = await ask('fresh.example.com');
    expect(again.packets).toHaveLength(1);
    expect(endOf(again)).toBe('NOERROR');
  });

  it('keeps a denial as long as the SOA says (RFC 2308), and for its type alone', async () => {
    const { ask, wait } = universe();
    await ask('only4.example.com', 'AAAA');
    await wait(290);
    expect((await ask('only4.example.com', 'AAAA')).packets).toEqual([]);
    expect((await ask('only4.example.com', 'A')).packets).toHaveLength(1);
    await wait(20);
    expect((await ask('only4.example.com', 'AAAA')).packets).toHaveLength(1);
  });

  it('answers everything below a name that does not exist (RFC 8020)', async () => {
    const { ask } = universe();
    expect(endOf(await ask('nobody.example.com'))).toBe('NXDOMAIN');
    const below = await ask('www.deep.nobody.example.com', 'MX');
    expect(endOf(below)).toBe('NXDOMAIN');
    expect(below.packets).toEqual([]);
    const other = universe({ settings: { belowNxdomain: false } });
    await other.ask('nobody.example.com');
    expect((await other.ask('www.deep.nobody.example.com', 'MX')).packets.length).toBeGreaterThan(0);
  });

  it('keeps a failure 5 s at first and twice as long each time (RFC 9520)', async () => {
    const { ask, wait } = universe({ faults: [at(EXAMPLE_COM, failing(RCODE.SERVFAIL))] });
    expect(endOf(await ask('www.example.com'))).toBe('broken');
    const soon = await ask('www.example.com');
    expect(endOf(soon)).toBe('cached-failure');
    expect(soon.packets).toEqual([]);
    for (const backoffS of [5, 10, 20, 40, 80, 160, 300, 300]) {
      await wait(backoffS - 1);
      expect(endOf(await ask('www.example.com'))).toBe('cached-failure');
      await wait(2);
      expect(endOf(await ask('www.example.com'))).toBe('broken');
    }
  });

  it('keeps the silence of a zone too', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, dead)] });
    expect(endOf(await ask('www.example.com'))).toBe('silence');
    const soon = await ask('www.example.com');
    expect(endOf(soon)).toBe('cached-failure');
    expect(soon.packets).toEqual([]);
  });

  it('forgets a failure when the servers are back', async () => {
    const { ask, wait } = universe({ faults: [at(EXAMPLE_COM, during(0, 10_000, dead))] });
    expect(endOf(await ask('www.example.com'))).toBe('silence');
    await wait(120);
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
  });
});

describe('leases', () => {
  it('asks the parent again when its delegation has run out, whatever the child says (ghost domains)', async () => {
    // The child would keep itself alive: its own NS set comes with every answer and lives for a day.
    const short = rewriting((message) => ({
      ...message,
      authority: message.aa ? message.authority : message.authority.map((set) => withTtl(set, 120)),
      additional: message.aa ? message.additional : message.additional.map((set) => withTtl(set, 120)),
    }));
    const { ask, wait } = universe({ faults: [at(COM, short)], settings: { scrubPromiscuous: false } });
    await ask('www.example.net');
    for (let at = 0; at < 11; at++) {
      await wait(10);
      const told = await ask(`name${at}.example.net`);
      expect(told.story.cuts[0]?.zone).toBe('example.net.');
    }
    await wait(15);
    const late = await ask('late.example.net');
    expect(late.story.cuts.map(({ zone }) => zone)).toEqual(['net.', 'example.net.']);
  });

  it('a zone that its parent has taken away is gone when the lease ends', async () => {
    const gone: Plan = {
      zones: [{ origin: 'ghost.example', servers: ['ns.ghost.example'], records: '* A 192.0.2.66' }],
      servers: [{ name: 'ns.ghost.example', addresses: ['203.0.113.201'], options: { companions: true } }],
    };
    const { ask, wait, sandbox } = universe({ more: [gone] });
    expect(endOf(await ask('a.ghost.example'))).toBe('NOERROR');
    // The registry's servers now serve a zone that knows nothing of it.
    for (const host of universe().sandbox.world.hosts)
      if (host.address.startsWith('198.51.100.4') || host.address.startsWith('2001:db8:1::4'))
        sandbox.internet.plug(host);
    await wait(86_000);
    expect(endOf(await ask('b.ghost.example'))).toBe('NOERROR');
    await wait(500);
    expect(endOf(await ask('c.ghost.example'))).toBe('NXDOMAIN');
  });
});

describe('single flight', () => {
  it('twenty equal questions cost the packets of one', async () => {
    const { core, sandbox } = universe();
    const all = Array.from({ length: 20 }, () => core.resolve(questionFor('www.example.com')));
    const outcomes = await sandbox.clock.run(Promise.all(all));
    expect(outcomes.every(({ kind }) => kind === 'answer')).toBe(true);
    expect(sandbox.log.packets).toBe(4);
  });

  it('different questions below one cut share the way there', async () => {
    const { core, sandbox } = universe();
    const names = ['www', 'mail', 'round', 'only4', 'sip'].map((label) => questionFor(`${label}.example.com`));
    const outcomes = await sandbox.clock.run(Promise.all(names.map((question) => core.resolve(question))));
    expect(outcomes.every(({ kind }) => kind === 'answer')).toBe(true);
    expect(sandbox.log.packets).toBe(3 + names.length);
  });

  it('says in the story that it joined, and refuses when too many wait', async () => {
    const { core, ask, sandbox } = universe();
    const first = core.resolve(questionFor('www.example.com'));
    const second = await ask('www.example.com');
    expect(eventsOf(second, 'joined')).toHaveLength(1);
    await first;
    const crowd = Array.from({ length: 70 }, () => core.resolve(questionFor('www.example.org')));
    const outcomes = await sandbox.clock.run(Promise.all(crowd));
    expect(outcomes.filter(({ kind }) => kind === 'failure').length).toBeGreaterThanOrEqual(5);
  });
});
