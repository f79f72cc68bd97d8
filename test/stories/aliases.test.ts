/** Alias chains, DNAME synthesis, wildcards, empty names, ANY (RFC 1034, 6672, 4592, 8482). */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/sandbox/plan.ts';
import { answerLines, endOf, eventsOf, universe } from './told.ts';

/** A zone `loop.example` whose aliases do what a test says. */
function zoneWith(records: string): Plan {
  const origin = 'loop.example';
  return {
    zones: [{ origin, servers: [`ns.${origin}`], records }],
    servers: [{ name: `ns.${origin}`, addresses: ['203.0.113.200'] }],
  };
}

const chainOf = (links: number): string =>
  Array.from({ length: links }, (_, at) => `c${at} CNAME c${at + 1}`)
    .join('\n')
    .concat(`\nc${links} A 192.0.2.1`);

describe('aliases', () => {
  it('gives the chain in order with its end, links in one zone costing one packet', async () => {
    const { ask } = universe();
    await ask('www.example.com');
    const told = await ask('link1.example.com');
    expect(answerLines(told)).toEqual([
      ...[1, 2, 3, 4, 5].map((at) => `link${at}.example.com. CNAME link${at + 1}.example.com.`),
      'link6.example.com. CNAME www.example.com.',
      'www.example.com. A 192.0.2.80',
    ]);
    expect(told.packets.length).toBeLessThanOrEqual(1);
  });

  it('follows an alias into another zone', async () => {
    const { ask } = universe();
    const told = await ask('shop.example.com');
    expect(answerLines(told)).toEqual(['shop.example.com. CNAME shop.example.org.', 'shop.example.org. A 192.0.2.91']);
    expect(eventsOf(told, 'alias').map(({ to }) => to)).toContain('shop.example.org.');
  });

  it('answers a question for the alias itself without following it', async () => {
    const told = await universe().ask('shop.example.com', 'CNAME');
    expect(answerLines(told)).toEqual(['shop.example.com. CNAME shop.example.org.']);
  });

  it('gives the rcode of the end of the chain (RFC 2308 section 2.1)', async () => {
    const told = await universe().ask('gone.example.com');
    expect(endOf(told)).toBe('NXDOMAIN');
    expect(answerLines(told)).toEqual(['gone.example.com. CNAME nothing-here.example.com.']);
  });

  it('stops at a loop and at a chain longer than eleven, and not before', async () => {
    const { ask } = universe({ more: [zoneWith(`a CNAME b\nb CNAME a\nself CNAME self\n${chainOf(14)}`)] });
    expect(endOf(await ask('a.loop.example'))).toBe('alias-loop');
    expect(endOf(await ask('self.loop.example'))).toBe('alias-loop');
    expect(endOf(await ask('c0.loop.example'))).toBe('alias-chain-too-long');
    expect(endOf(await ask('c3.loop.example'))).toBe('NOERROR');
  });

  it('synthesises from a DNAME and applies it to other names from the cache', async () => {
    const { ask } = universe();
    const first = await ask('a.old.example.com');
    expect(answerLines(first)).toEqual([
      'old.example.com. DNAME new.example.com.',
      'a.old.example.com. CNAME a.new.example.com.',
      'a.new.example.com. A 192.0.2.86',
    ]);
    const second = await ask('b.deep.old.example.com');
    expect(answerLines(second)).toContain('b.deep.old.example.com. CNAME b.deep.new.example.com.');
    expect(eventsOf(second, 'alias').some(({ synthesised, type }) => synthesised && type === 'DNAME')).toBe(true);
    const asked = second.packets.map(({ question }) => question?.name ?? '');
    expect(asked.filter((name) => name.includes('old'))).toEqual([]);
  });

  it('tells the DNAME with the CNAME made of it, and follows neither, when the CNAME is asked for', async () => {
    const { ask } = universe();
    for (const name of ['a', 'a', 'b', 'www']) {
      const told = await ask(`${name}.old.example.com`, 'CNAME');
      expect(endOf(told)).toBe('NOERROR');
      expect(answerLines(told)).toEqual([
        'old.example.com. DNAME new.example.com.',
        `${name}.old.example.com. CNAME ${name}.new.example.com.`,
      ]);
    }
  });

  it('follows a DNAME into another zone', async () => {
    const told = await universe().ask('www.moved.example.com');
    expect(answerLines(told).at(-1)).toBe('www.example.org. A 192.0.2.90');
  });
});

describe('names', () => {
  it('expands a wildcard, but not above an existing name', async () => {
    const { ask } = universe();
    expect(answerLines(await ask('any.wild.example.com'))).toEqual(['any.wild.example.com. A 192.0.2.88']);
    expect(answerLines(await ask('known.wild.example.com'))).toEqual(['known.wild.example.com. A 192.0.2.89']);
    expect(endOf(await ask('other.branch.wild.example.com'))).toBe('NXDOMAIN');
    expect(endOf(await ask('below.known.wild.example.com'))).toBe('NXDOMAIN');
  });

  it('says NODATA for an empty non-terminal and for a type that is not there', async () => {
    const { ask } = universe();
    for (const [name, type] of [
      ['branch.tree.example.com', 'A'],
      ['tree.example.com', 'MX'],
      ['only4.example.com', 'AAAA'],
    ]) {
      const told = await ask(name ?? '', type);
      expect(endOf(told)).toBe('NOERROR');
      expect(answerLines(told)).toEqual([]);
      expect(eventsOf(told, 'nodata')).not.toEqual([]);
    }
  });

  it('asks for ANY once and answers it from the cache the second time (RFC 8482)', async () => {
    const { ask } = universe();
    const first = await ask('www.example.com', 'ANY');
    expect(answerLines(first)).toHaveLength(2);
    const second = await ask('www.example.com', 'ANY');
    expect([...answerLines(second)].sort()).toEqual([...answerLines(first)].sort());
    expect(second.packets).toEqual([]);
    expect((await ask('www.example.com', 'AAAA')).packets).toEqual([]);
  });

  it('resolves labels of any octets and never takes a dot inside one for a boundary', async () => {
    const { ask } = universe();
    for (const name of ['odd\\.dot', 'odd\\032space', 'odd\\233', 'odd\\000nul', 'odd\\027esc', 'odd*star'])
      expect(endOf(await ask(`${name}.example.com`))).toBe('NOERROR');
    expect(endOf(await ask('odd.dot.example.com'))).toBe('NXDOMAIN');
  });
});

describe('chains that are believed only in part', () => {
  const more = [zoneWith(`further CNAME away\naway CNAME nothing\n${chainOf(14)}\nbelow.away A 192.0.2.9`)];

  it('first-link: a denial at the end of the chain is not one of its links', async () => {
    const { ask } = universe({ more, settings: { aliasChains: 'first-link' } });
    const told = await ask('further.loop.example');
    expect(endOf(told)).toBe('NXDOMAIN');
    expect(answerLines(told)).toEqual([
      'further.loop.example. CNAME away.loop.example.',
      'away.loop.example. CNAME nothing.loop.example.',
    ]);
    expect(endOf(await ask('away.loop.example', 'CNAME'))).toBe('NOERROR');
  });

  it('a chain that is too long denies none of its links', async () => {
    const { ask } = universe({ more });
    expect(endOf(await ask('c0.loop.example', 'AAAA'))).toBe('alias-chain-too-long');
    expect(answerLines(await ask('c12.loop.example', 'CNAME'))).toEqual(['c12.loop.example. CNAME c13.loop.example.']);
  });

  it('strict minimisation: an alias to a name that does not exist denies nothing below the alias', async () => {
    for (const hideType of [false, true]) {
      const { ask } = universe({ more, settings: { minimisation: 'strict', hideType } });
      expect(answerLines(await ask('below.away.loop.example'))).toEqual(['below.away.loop.example. A 192.0.2.9']);
      expect(answerLines(await ask('away.loop.example', 'CNAME'))).toEqual([
        'away.loop.example. CNAME nothing.loop.example.',
      ]);
    }
  });
});
