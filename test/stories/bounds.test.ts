/** Budgets, deadlines, cancellation: work is bounded and ends when nobody wants it any more. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/iterate/settings.ts';
import { bare } from '../../src/sandbox/authority.ts';
import { dead, latency, tcpFiltered } from '../../src/sandbox/faults.ts';
import type { Fault } from '../../src/sandbox/host.ts';
import { answering, truncating } from '../../src/sandbox/lies.ts';
import type { Plan } from '../../src/sandbox/plan.ts';
import { setsFrom } from '../../src/sandbox/zoo/cage.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { rdataCount } from '../../src/wire/rrset.ts';
import { endOf, eventsOf, everywhere, questionFor, universe } from './told.ts';

/** A zone whose `servers` lie in `victims`' zones without glue, each of which is delegated the same way. */
function nxns(width: number, depth: number): Plan {
  const zones = [];
  for (let level = 0; level < depth; level++)
    for (let at = 0; at < width; at++)
      zones.push({
        origin: `x${level}-${at}.example`,
        servers: [],
        servedBy: [],
        delegation: Array.from(
          { length: width },
          (_, to) => `x${level}-${at} NS ns${to}-${at}.x${level + 1}-${to}.example.`,
        ).join('\n'),
      });
  return { zones: zones.map((zone) => ({ ...zone, servers: ['ns.invalid'] })), servers: [] };
}

/** A zone with `count` glueless servers whose addresses are found, and silent. */
function hollow(count: number): Plan {
  const hosts = Array.from({ length: count }, (_, at) => `h${at}`);
  return {
    zones: [
      {
        origin: 'hosts.example',
        servers: ['ns1.nic.example'],
        records: hosts.map((host, at) => `${host} A 192.0.2.${100 + at}`).join('\n'),
      },
      { origin: 'hollow.example', servers: hosts.map((host) => `${host}.hosts.example`), servedBy: [] },
    ],
    servers: [],
  };
}

describe('budgets', () => {
  it('the sends for one question at one cut are eight, however its servers are found', async () => {
    const { ask } = universe({ more: [hollow(10)], settings: { clientDeadlineMs: undefined } });
    const told = await ask('www.hollow.example');
    const toHollow = told.packets.filter(({ address }) => address.startsWith('192.0.2.1'));
    expect(toHollow.length).toBeGreaterThan(3);
    expect(toHollow.length).toBeLessThanOrEqual(8);
    expect(eventsOf(told, 'limit')).toContainEqual(expect.objectContaining({ limit: 'sends-per-cut', used: 8, of: 8 }));
  });
  it('an NXNS attack gets a bounded number of packets, and the story says which limit stopped it', async () => {
    const { ask, sandbox } = universe();
    const told = await ask('www.nxns.zoo.example');
    expect(endOf(told)).toBe('no-address');
    expect(told.packets.length).toBeLessThanOrEqual(20);
    expect(eventsOf(told, 'limit').map(({ limit }) => limit)).toContain('glueless-failures');
    expect(sandbox.log.packets).toBe(told.packets.length);
  });

  it('a tree of glueless delegations costs at most the budget of one question', async () => {
    const { ask } = universe({ more: [nxns(6, 8)], settings: { clientDeadlineMs: undefined } });
    const told = await ask('www.x0-0.example');
    expect(told.outcome.kind).toBe('failure');
    expect(told.packets.length).toBeLessThanOrEqual(DEFAULT_LIMITS.packetsPerQuestion);
  });

  it('of a referral to 1500 servers no more is kept than will be asked (NRDelegation, CacheFlush)', async () => {
    const authority = setsFrom(
      Array.from({ length: 1500 }, (_, at) => `evil.example. NS n${at}.evil.example.`).join('\n'),
    );
    const refers = answering(
      (query) => ({ ...bare(query, RCODE.NOERROR), authority }),
      ({ name }) => name.endsWith('evil.example.'),
    );
    const { ask, core } = universe({ faults: [everywhere(refers)] });
    await ask('www.evil.example');
    const cut = core.store.cutAt(nameFromText('evil.example'));
    expect(cut?.servers).toHaveLength(DEFAULT_LIMITS.serversPerReferral);
    expect(cut === undefined ? 0 : rdataCount(cut.ns.rdata)).toBe(DEFAULT_LIMITS.serversPerReferral);
  });

  it('tells the limit when a question has used up its packets', async () => {
    const { ask, wait } = universe({ settings: { limits: { ...DEFAULT_LIMITS, packetsPerQuestion: 3 } } });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('budget');
    expect(told.packets).toHaveLength(3);
    // What was learned is kept: the next try needs fewer packets.
    await wait(6);
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
  });

  it('referral loops and cycles of servers end', async () => {
    const { ask } = universe();
    for (const species of ['referral-loop', 'cycle', 'dname-into-itself', 'alias-ping-pong']) {
      const told = await ask(`www.${species === 'dname-into-itself' ? 'old.' : ''}${species}.zoo.example`);
      expect(told.outcome.kind).toBe('failure');
      expect(told.packets.length).toBeLessThanOrEqual(40);
    }
  });
});

describe('giving up', () => {
  it('an abort ends the question at once and leaves nothing under way', async () => {
    const { core, sandbox } = universe({ faults: [everywhere(latency(300))] });
    const giveUp = new AbortController();
    const asked = core.resolve(questionFor('www.example.org'), { signal: giveUp.signal });
    await sandbox.clock.advance(1500);
    const before = sandbox.log.packets;
    giveUp.abort();
    expect(endOf({ outcome: await asked })).toBe('aborted');
    await sandbox.clock.advance(0);
    expect(sandbox.clock.waiting).toBe(0);
    await sandbox.clock.advance(20_000);
    expect(sandbox.log.packets).toBe(before);
  });

  it('a question aborted before it begins sends nothing', async () => {
    const { ask, sandbox } = universe();
    expect(endOf(await ask('www.example.com', 'A', { signal: AbortSignal.abort() }))).toBe('aborted');
    expect(sandbox.log.packets).toBe(0);
  });

  it('one of two askers gives up and the other still gets the answer', async () => {
    const { core, sandbox } = universe();
    const giveUp = new AbortController();
    const first = core.resolve(questionFor('www.example.com'), { signal: giveUp.signal });
    const second = core.resolve(questionFor('www.example.com'));
    await sandbox.clock.advance(50);
    giveUp.abort();
    expect(endOf({ outcome: await first })).toBe('aborted');
    expect(endOf({ outcome: await sandbox.clock.run(second) })).toBe('NOERROR');
  });

  it('an abort is not kept as a failure', async () => {
    const { core, sandbox, ask } = universe();
    const giveUp = new AbortController();
    const asked = core.resolve(questionFor('www.example.com'), { signal: giveUp.signal });
    await sandbox.clock.advance(100);
    giveUp.abort();
    await asked;
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
  });

  it('the deadline ends a question, tells so, and the next try starts further down', async () => {
    const { ask, sandbox } = universe({ faults: [everywhere(latency(900))], settings: { clientDeadlineMs: 2500 } });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('deadline');
    expect(told.tookMs).toBe(2500);
    expect(eventsOf(told, 'limit').map(({ limit }) => limit)).toContain('deadline');
    await sandbox.clock.advance(0);
    expect(sandbox.clock.waiting).toBe(0);
  });

  it('replies that come late and ask for a stream do not make more than two tries wait in time', async () => {
    const late: Fault = (next) => latency(460)(truncating(tcpFiltered(next)));
    const limits = { ...DEFAULT_LIMITS, sendsPerCut: 40 };
    const { ask } = universe({ faults: [everywhere(late)], settings: { clientDeadlineMs: 4500, limits } });
    const told = await ask('www.example.com');
    const inTime = new Set<string>();
    const seen = new Set<string>();
    let most = 0;
    for (const event of told.events) {
      if (event.kind === 'timed-out') inTime.delete(event.address);
      if (event.kind !== 'sent' || seen.has(event.address)) continue;
      seen.add(event.address);
      inTime.add(event.address);
      most = Math.max(most, inTime.size);
    }
    expect(most).toBe(2);
  });

  it('the story tells which limit of the whole question was hit, once', async () => {
    const limits = { ...DEFAULT_LIMITS, packetsPerName: 3 };
    const { ask } = universe({
      settings: { limits, minimisation: 'off', primeRoot: false },
      faults: [everywhere(dead)],
    });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('budget');
    expect(eventsOf(told, 'limit').map(({ limit, used, of }) => [limit, used, of])).toEqual([
      ['packets-per-name', 3, 3],
    ]);
  });

  it('the third asker of a question that two may wait for fails at once, and its story says why (DNSBomb)', async () => {
    const { core, ask, sandbox } = universe({ settings: { limits: { ...DEFAULT_LIMITS, waitingPerQuestion: 2 } } });
    const others = [core.resolve(questionFor('www.example.com')), core.resolve(questionFor('www.example.com'))];
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('budget');
    expect(told.tookMs).toBe(0);
    expect(eventsOf(told, 'limit').map(({ limit, used, of }) => [limit, used, of])).toEqual([['waiting', 2, 2]]);
    expect(told.story.question.name).toBe('www.example.com.');
    const outcomes = await sandbox.clock.run(Promise.all(others));
    expect(outcomes.map((outcome) => endOf({ outcome }))).toEqual(['NOERROR', 'NOERROR']);
  });

  it('closing the core gives up everything', async () => {
    const { core, sandbox } = universe();
    const asked = core.resolve(questionFor('www.example.com'));
    await sandbox.clock.advance(50);
    await core.close();
    expect(endOf({ outcome: await asked })).toBe('aborted');
    await sandbox.clock.advance(0);
    expect(sandbox.clock.waiting).toBe(0);
  });
});
