/** EDNS by evidence, cookies, TCP on truncation, 0x20 (RFC 6891, 8906, 7873, 7766, 5452). */
import { describe, expect, it } from 'vitest';
import { dead, during, rateLimited } from '../../src/sandbox/faults.ts';
import {
  formErrorOnEdns,
  lowersCase,
  mistaking,
  silentOnEdns,
  spoofed,
  stripsEdns,
  truncating,
} from '../../src/sandbox/lies.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { answerLines, at, endOf, eventsOf, everywhere, exchangesOf, universe } from './told.ts';

const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];

describe('EDNS by evidence (RFC 8906)', () => {
  it('asks again without EDNS after FORMERR, and remembers', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, formErrorOnEdns)] });
    const first = await ask('www.example.com');
    expect(endOf(first)).toBe('NOERROR');
    const there = exchangesOf(first.story).filter(({ address }) => EXAMPLE_COM.includes(address));
    expect(there.map(({ edns }) => edns)).toEqual([true, false]);
    expect(there[1]?.because?.change).toBe('no-edns');
    const known = there[0]?.address;
    for (const name of ['mail', 'round', 'only4', 'sip', 'upper']) {
      const later = await ask(`${name}.example.com`);
      for (const exchange of exchangesOf(later.story))
        if (exchange.address === known) expect(exchange.edns).toBe(false);
    }
  });

  it('never gives up EDNS because of one lost packet', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { ask } = universe({
        seed,
        faults: [everywhere(during(0, 1, dead)), at(EXAMPLE_COM, during(0, 160, dead))],
      });
      const told = await ask('www.example.com');
      expect(endOf(told)).toBe('NOERROR');
      expect(exchangesOf(told.story).every(({ edns }) => edns)).toBe(true);
    }
  });

  it('tries without EDNS where every query with it is met with silence', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, silentOnEdns)] });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    expect(exchangesOf(told.story).some(({ edns, end }) => !edns && end.kind === 'reply')).toBe(true);
  });

  it('takes replies from servers that leave EDNS out', async () => {
    const { ask } = universe({ faults: [everywhere(stripsEdns)] });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    expect(told.packets).toHaveLength(4);
  });
});

describe('TCP', () => {
  it('asks over TCP when the answer does not fit', async () => {
    const { ask } = universe();
    const told = await ask('big.example.com', 'TXT');
    expect(endOf(told)).toBe('NOERROR');
    expect(told.packets.map(({ protocol }) => protocol)).toEqual(['udp', 'udp', 'udp', 'udp', 'tcp']);
    expect(exchangesOf(told.story).at(-1)?.because?.change).toBe('tcp');
  });

  it('resolves where every reply over UDP is truncated', async () => {
    const { ask } = universe({ faults: [everywhere(truncating)] });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    expect(told.packets.filter(({ protocol }) => protocol === 'tcp')).toHaveLength(4);
  });

  it('follows a rate-limited server to TCP (slip)', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, rateLimited(1, 60_000, 'truncate'))] });
    for (const name of ['www', 'mail', 'round', 'only4', 'sip', 'upper'])
      expect(endOf(await ask(`${name}.example.com`))).toBe('NOERROR');
  });
});

describe('forgery (RFC 5452, 0x20)', () => {
  it('spells names at random and takes only the same letters back', async () => {
    const { ask } = universe();
    const told = await ask('averylongnametospell.wild.example.com');
    const spelled = exchangesOf(told.story).map((exchange) => exchange.asked.spelled ?? '');
    expect(spelled.some((text) => text !== text.toLowerCase())).toBe(true);
    const plain = universe({ settings: { randomizeCase: false } });
    const exchanges = exchangesOf((await plain.ask('averylongnametospell.wild.example.com')).story);
    expect(exchanges.every(({ asked }) => asked.spelled === undefined || asked.spelled === asked.name)).toBe(true);
  });

  it('goes to TCP after a forged near miss, and never believes it', async () => {
    const { ask, core } = universe({ faults: [at(EXAMPLE_COM, spoofed(3))] });
    const told = await ask('www.example.com');
    expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
    expect(exchangesOf(told.story).at(-1)?.protocol).toBe('tcp');
    expect(
      [...core.store.sets()].some(({ rrset }) => Buffer.from(rrset.rdata).includes(Buffer.from([203, 0, 113, 250]))),
    ).toBe(false);
  });

  it('asks a case mangler over TCP once and spells plainly from then on', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, lowersCase)] });
    const first = await ask('www.example.com');
    expect(endOf(first)).toBe('NOERROR');
    const mangler = eventsOf(first, 'mismatched')[0]?.address;
    expect(EXAMPLE_COM).toContain(mangler);
    for (const name of ['mail', 'round', 'only4', 'sip', 'upper', 'office']) {
      const later = await ask(`${name}.example.com`);
      const there = exchangesOf(later.story).filter(({ address }) => address === mangler);
      expect(there.every(({ mismatched, protocol }) => mismatched.length === 0 && protocol === 'udp')).toBe(true);
    }
  });

  it('fails with "broken" where servers answer other questions', async () => {
    const { ask } = universe({ faults: [at(EXAMPLE_COM, mistaking(nameFromText('elsewhere.example')))] });
    expect(endOf(await ask('www.example.com'))).toBe('broken');
  });
});
