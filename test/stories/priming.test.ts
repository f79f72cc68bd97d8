/** Root priming (RFC 9609): the hints are asked who the root servers are, and serve where that fails. */
import { describe, expect, it } from 'vitest';
import { bare } from '../../src/sandbox/authority.ts';
import { SILENCE } from '../../src/sandbox/host.ts';
import { answering, failing } from '../../src/sandbox/lies.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { RCODE, TYPE } from '../../src/wire/registry.ts';
import { endOf, eventsOf, everywhere, universe } from './told.ts';

const ROOT_NS = ({ name, type }: { name: string; type: number }): boolean => name === '.' && type === TYPE.NS;

describe('priming', () => {
  it('asks the hints for the root servers before the first walk, once', async () => {
    const { ask } = universe();
    const first = await ask('www.example.com');
    expect(first.packets[0]?.question).toMatchObject({ name: '.', type: TYPE.NS });
    expect(first.story.children[0]).toMatchObject({ question: { purpose: 'prime' }, end: { kind: 'answered' } });
    const second = await ask('www.example.org');
    expect(eventsOf(second, 'question').filter(({ purpose }) => purpose === 'prime')).toEqual([]);
    expect(second.packets.some(({ question }) => question !== undefined && ROOT_NS(question))).toBe(false);
  });

  it('primes again when the root NS set has expired', async () => {
    const { ask, wait } = universe();
    await ask('www.example.com');
    await wait(2 * 86_400);
    const later = await ask('www.example.com');
    expect(later.packets[0]?.question).toMatchObject({ name: '.', type: TYPE.NS });
  });

  it('falls back to the hints when priming fails, and does not try again for every question', async () => {
    const { ask } = universe({ faults: [everywhere(failing(RCODE.SERVFAIL, ROOT_NS))] });
    const first = await ask('www.example.com');
    expect(endOf(first)).toBe('NOERROR');
    expect(first.story.children[0]?.end).toMatchObject({ kind: 'failed', reason: 'broken' });
    expect(first.story.cuts[0]).toMatchObject({ zone: '.', from: 'hints' });
    const second = await ask('www.example.co.uk');
    expect(second.packets.some(({ question }) => question !== undefined && ROOT_NS(question))).toBe(false);
  });

  it('does not prime where the settings say no', async () => {
    const { ask } = universe({ settings: { primeRoot: false } });
    const told = await ask('www.example.com');
    expect(told.packets).toHaveLength(3);
    expect(told.story.cuts[0]).toMatchObject({ zone: '.', from: 'hints' });
  });

  it('the root servers of the hints may be asked after priming too, whatever must not be queried', async () => {
    const roots = new Set(universe().sandbox.hints.flatMap(({ addresses }) => addresses));
    const { ask } = universe({ settings: { doNotQuery: (address) => roots.has(address) } });
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
  });

  it('a forward zone does not wait for a root that is out of reach', async () => {
    const zone = nameFromText('corp.internal');
    const zones = [{ zone, mode: 'forward', servers: [{ address: '203.0.113.222', protocol: 'udp' }] }] as const;
    const { ask, sandbox } = universe({ settings: { zones } });
    for (const { address } of sandbox.world.hosts) sandbox.internet.unplug(address);
    const serve = answering((query) => ({ ...bare(query, RCODE.NXDOMAIN), ra: true }))(() => SILENCE);
    sandbox.internet.plug({ address: '203.0.113.222', serve });
    const told = await ask('host.corp.internal');
    expect(endOf(told)).toBe('NXDOMAIN');
    expect(told.tookMs).toBeLessThan(100);
  });
});
