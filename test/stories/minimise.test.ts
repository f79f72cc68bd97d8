/** QNAME minimisation (RFC 9156): who learns what, and what happens with servers that cannot bear it. */
import { describe, expect, it } from 'vitest';
import { failing } from '../../src/sandbox/lies.ts';
import { labelCount, nameFromText } from '../../src/wire/name.ts';
import { RCODE, TYPE } from '../../src/wire/registry.ts';
import { answerLines, at, endOf, eventsOf, universe } from './told.ts';

const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];
const DEEP = 'one.two.three.four.five.six.seven.deep.example.com';

describe('minimisation', () => {
  it('tells each zone one label more than its own', async () => {
    const told = await universe({ settings: { primeRoot: false } }).ask('www.example.com');
    expect(told.packets.map(({ question }) => question?.name)).toEqual(['com.', 'example.com.', 'www.example.com.']);
  });

  it('off: tells everybody everything', async () => {
    const { ask } = universe({ settings: { minimisation: 'off', primeRoot: false } });
    const told = await ask('www.example.com', 'MX');
    expect(told.packets.map(({ question }) => question?.name)).toEqual(Array(3).fill('www.example.com.'));
    expect(told.packets.every(({ question }) => question?.type === TYPE.MX)).toBe(true);
  });

  it.each([
    ['A', TYPE.A],
    ['NS', TYPE.NS],
  ])('probes with %s where the settings say so', async (_, minimisationType) => {
    const { ask } = universe({ settings: { minimisationType, primeRoot: false } });
    const told = await ask('www.example.com', 'TXT');
    expect(told.packets.map(({ question }) => question?.type)).toEqual([minimisationType, minimisationType, TYPE.TXT]);
    expect(endOf(told)).toBe('NOERROR');
  });

  it('asks at most ten minimised questions, however deep the name', async () => {
    for (const minimisation of ['relaxed', 'strict'] as const) {
      const told = await universe({ settings: { minimisation } }).ask(DEEP);
      expect(answerLines(told)).toEqual([`${DEEP}. A 192.0.2.95`]);
      expect(eventsOf(told, 'sent').filter(({ minimised }) => minimised).length).toBeLessThanOrEqual(10);
    }
  });

  it('walks the thirty-four labels of an IPv6 address', async () => {
    const name = `${'0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.0.0'}.8.b.d.0.1.0.0.2.ip6.arpa`;
    const told = await universe().ask(name, 'PTR');
    expect(labelCount(nameFromText(name))).toBe(34);
    expect(answerLines(told)).toEqual([`${name}. PTR www.example.com.`]);
  });

  it('relaxed: asks the whole name where a minimised one is refused or denied', async () => {
    const species = ['refuses-minimised', 'denies-empty-names'];
    for (const kind of species) {
      const told = await universe().ask(`www.empty.${kind}.zoo.example`);
      expect(answerLines(told)).toEqual([`www.empty.${kind}.zoo.example. A 192.0.2.200`]);
      expect(eventsOf(told, 'minimised').some(({ outcome }) => outcome === 'fallback')).toBe(true);
    }
  });

  it('strict: takes the denial of a minimised name at its word', async () => {
    const { ask } = universe({ settings: { minimisation: 'strict' } });
    expect(endOf(await ask('www.empty.denies-empty-names.zoo.example'))).toBe('NXDOMAIN');
    expect(endOf(await ask('www.empty.refuses-minimised.zoo.example'))).not.toBe('NOERROR');
  });

  it('strict: an NXDOMAIN half-way saves the rest of the way', async () => {
    const { ask } = universe({ settings: { minimisation: 'strict', primeRoot: false } });
    const told = await ask('a.b.c.nowhere.example.com');
    expect(endOf(told)).toBe('NXDOMAIN');
    expect(told.packets.at(-1)?.question?.name).toBe('nowhere.example.com.');
  });

  it('a server that fails minimised questions is not called lame for it', async () => {
    const probes = failing(
      RCODE.REFUSED,
      ({ name }) => name !== 'www.branch.wild.example.com.' && name !== 'www.example.com.',
    );
    const { ask } = universe({ faults: [at(EXAMPLE_COM, probes)] });
    expect(endOf(await ask('www.branch.wild.example.com'))).toBe('NXDOMAIN');
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
  });
});
