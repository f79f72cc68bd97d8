/** Poison, lameness, wrong glue: what is not believed, and by which rule (RFC 2181 section 5.4.1, RFC 5452). */
import { describe, expect, it } from 'vitest';
import { dead } from '../../src/sandbox/faults.ts';
import { adding, FORGED_ADDRESS, failing, notAuthoritative, referring } from '../../src/sandbox/lies.ts';
import { setFrom, setsFrom } from '../../src/sandbox/zoo/cage.ts';
import { RCODE, TYPE } from '../../src/wire/registry.ts';
import { addressesOf } from '../../src/wire/typed.ts';
import { answerLines, at, endOf, eventsOf, exchangesOf, type Universe, universe } from './told.ts';

const FIRST = ['198.51.100.111', '2001:db8:2::111'];
const SECOND = ['198.51.100.112', '2001:db8:2::112'];
const EXAMPLE_COM = [...FIRST, ...SECOND];

/** Whether a forged address is anywhere in the cache: sets or glue. */
function isPoisoned({ core }: Universe): boolean {
  for (const { rrset } of core.store.sets())
    if (rrset.type === TYPE.A && addressesOf(rrset).includes(FORGED_ADDRESS)) return true;
  return false;
}

describe('scrubbing', () => {
  const poison = adding({
    answer: setsFrom(`www.example.net. 86400 A ${FORGED_ADDRESS}`),
    authority: setsFrom(
      'example.net. 86400 NS ns1.example.com.\ncom. 86400 NS ns1.example.com.\n. 86400 NS evil.example.com.',
    ),
    additional: setsFrom(`ns1.example.net. 86400 A ${FORGED_ADDRESS}\na.root-servers.net. 86400 A ${FORGED_ADDRESS}`),
  });

  it('believes nothing outside the zone that was asked, and names the rule', async () => {
    const here = universe({ faults: [at(EXAMPLE_COM, poison)] });
    const told = await here.ask('www.example.com');
    expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
    const scrubbed = eventsOf(told, 'scrubbed');
    expect(scrubbed.map(({ name }) => name)).toContain('www.example.net.');
    for (const { rule, rfc } of scrubbed) expect([rule !== '', /^RFC \d+/.test(rfc)]).toEqual([true, true]);
    expect(isPoisoned(here)).toBe(false);
  });

  it('resolves the poisoned names rightly afterwards', async () => {
    const here = universe({ faults: [at(EXAMPLE_COM, poison)] });
    await here.ask('www.example.com');
    const told = await here.ask('www.example.net');
    expect(answerLines(told)).toEqual(['www.example.net. A 192.0.2.100']);
    expect(here.sandbox.log.entries.every(({ address }) => address !== FORGED_ADDRESS)).toBe(true);
  });

  it('takes no NS set that a positive answer volunteers', async () => {
    const ns = adding({
      authority: setsFrom('example.com. 86400 NS evil.example.com.'),
      additional: setsFrom(`evil.example.com. 86400 A ${FORGED_ADDRESS}`),
    });
    const here = universe({ faults: [at(EXAMPLE_COM, ns)] });
    await here.ask('www.example.com');
    expect(endOf(await here.ask('mail.example.com'))).toBe('NOERROR');
    expect(here.sandbox.log.entries.every(({ address }) => address !== FORGED_ADDRESS)).toBe(true);
  });
});

describe('lame servers', () => {
  const sideways = referring(setFrom('example.org. 86400 NS ns1.example.net.'));
  const upwards = referring(setFrom('. 86400 NS a.root-servers.net.'));
  const itself = referring(setFrom('example.com. 86400 NS ns1.example.com.'));
  const CASES = [
    ['an upward referral', upwards, 'upward-referral'],
    ['a sideways referral', sideways, 'sideways-referral'],
    ['a referral to itself', itself, 'self-referral'],
    ['REFUSED', failing(RCODE.REFUSED), 'refused'],
  ] as const;

  it.each(CASES)('%s sends us to the next server and is remembered', async (_, fault, reason) => {
    for (let seed = 1; seed <= 4; seed++) {
      const { ask } = universe({ seed, faults: [at(FIRST, fault)] });
      const told = await ask('www.example.com');
      expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
      for (const lame of eventsOf(told, 'lame')) expect(lame).toMatchObject({ reason, zone: 'example.com.' });
      if (eventsOf(told, 'lame').length === 0) continue;
      const known = eventsOf(told, 'lame').map(({ address }) => address);
      const later = await ask('mail.example.com');
      expect(later.packets.every(({ address }) => !known.includes(address))).toBe(true);
    }
  });

  it('is a failure with the reason when all are lame', async () => {
    expect(endOf(await universe({ faults: [at(EXAMPLE_COM, upwards)] }).ask('www.example.com'))).toBe('lame');
    expect(endOf(await universe({ faults: [at(EXAMPLE_COM, sideways)] }).ask('www.example.com'))).toBe('lame');
    expect(endOf(await universe({ faults: [at(EXAMPLE_COM, failing(RCODE.REFUSED))] }).ask('www.example.com'))).toBe(
      'refused',
    );
  });

  it('an answer without AA serves when nobody gives a better one', async () => {
    const told = await universe({ faults: [at(EXAMPLE_COM, notAuthoritative)] }).ask('www.example.com');
    expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
  });
});

describe('wrong glue', () => {
  it('a dead address in the glue costs time, not the answer', async () => {
    const { ask } = universe({ faults: [at(FIRST, dead)] });
    const told = await ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    expect(exchangesOf(told.story).at(-1)?.address).toMatch(/112$/);
  });

  it('missing glue is asked for at the parent, and the failure says that no server has an address', async () => {
    const told = await universe().ask('www.missing-glue.zoo.example');
    expect(endOf(told)).toBe('no-address');
    const needed = eventsOf(told, 'address-needed').map(({ server }) => server);
    expect(new Set(needed)).toEqual(new Set(['ns1.missing-glue.zoo.example.', 'ns2.missing-glue.zoo.example.']));
  });

  it('no address that must not be asked is asked', async () => {
    const { ask, sandbox } = universe({ settings: { doNotQuery: (address) => address.startsWith('198.51.100.11') } });
    expect(endOf(await ask('www.example.com'))).toBe('NOERROR');
    expect(sandbox.log.entries.every(({ address }) => !address.startsWith('198.51.100.11'))).toBe(true);
  });
});
