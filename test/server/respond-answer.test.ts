import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/server/guard.ts';
import { createGuard } from '../../src/server/guard.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { answer, ask, askBytes, EDNS, fakeCore, lines, query, sets } from './asked.ts';

const SOA = 'example. SOA ns.example. host.example. 1 2 3 4 5';

describe('minimal responses', () => {
  const full = () =>
    fakeCore(
      answer({
        answer: sets('www.example. A 192.0.2.1'),
        authority: sets('example. NS ns.example.'),
        additional: sets('ns.example. A 192.0.2.53'),
      }),
    );

  it('leave out what surrounds a positive answer', async () => {
    const reply = await ask(query('www.example', 'A'), { core: full() });
    expect(lines(reply.answer)).toEqual(['www.example. A 192.0.2.1']);
    expect([...reply.authority, ...reply.additional]).toEqual([]);
  });

  it('do not where they are turned off', async () => {
    const reply = await ask(query('www.example', 'A'), { core: full(), settings: { minimalResponses: false } });
    expect(lines(reply.authority)).toEqual(['example. NS ns.example.']);
    expect(lines(reply.additional)).toEqual(['ns.example. A 192.0.2.53']);
  });

  it('keep the SOA of NODATA, of NXDOMAIN and of NODATA behind an alias', async () => {
    for (const [rcode, alias] of [
      [RCODE.NOERROR, []],
      [RCODE.NXDOMAIN, []],
      [RCODE.NOERROR, ['www.example. CNAME web.example.']],
      [RCODE.NXDOMAIN, ['www.example. CNAME web.example.']],
    ] as const) {
      const core = fakeCore(answer({ rcode, answer: sets(...alias), authority: sets(SOA) }));
      const reply = await ask(query('www.example', 'A'), { core });
      expect(reply.rcode).toBe(rcode);
      expect(lines(reply.answer)).toEqual(alias);
      expect(lines(reply.authority)).toEqual([SOA]);
    }
  });

  it('take an alias that was asked for as a positive answer', async () => {
    const core = fakeCore(answer({ answer: sets('www.example. CNAME web.example.'), authority: sets(SOA) }));
    expect((await ask(query('www.example', 'CNAME'), { core })).authority).toEqual([]);
  });

  it('keep the addresses of name servers for those who ask for NS', async () => {
    const core = fakeCore(
      answer({ answer: sets('example. NS ns.example.'), additional: sets('ns.example. A 192.0.2.53') }),
    );
    expect(lines((await ask(query('example', 'NS'), { core })).additional)).toEqual(['ns.example. A 192.0.2.53']);
  });

  it('keep the proof of a wildcard for those who validate (RFC 4035 section 3.1.3.3)', async () => {
    const authority = sets('a.example. NSEC x.example. A', 'example. NS ns.example.');
    const core = fakeCore(answer({ answer: sets('www.example. A 192.0.2.1'), authority }));
    const edns = { ...EDNS, dnssecOk: true };
    expect(lines((await ask(query('www.example', 'A', { edns }), { core })).authority)).toEqual([
      'a.example. NSEC x.example. A',
    ]);
    expect((await ask(query('www.example', 'A'), { core })).authority).toEqual([]);
  });
});

describe('without recursion (RD=0)', () => {
  const cached = answer({ answer: sets('www.example. A 192.0.2.1') });
  const asked = query('www.example', 'A', { rd: false });
  const as = (access: Access) => ({ access: [{ prefix: '0.0.0.0/0', access }] });

  it('those who may look get what the cache has, and nobody is asked', async () => {
    const core = fakeCore(answer(), cached);
    const reply = await ask(asked, { core, settings: as('snoop') });
    expect(lines(reply.answer)).toEqual(['www.example. A 192.0.2.1']);
    expect(reply).toMatchObject({ rd: false, ra: true });
    expect(core.asked).toEqual(['peek www.example. 1']);
  });

  it('the others are refused without a look', async () => {
    const core = fakeCore(answer(), cached);
    expect(await ask(asked, { core, settings: as('recurse') })).toMatchObject({ rcode: RCODE.REFUSED, answer: [] });
    expect(core.asked).toEqual([]);
  });

  it('an empty cache refuses', async () => {
    expect((await ask(asked, { core: fakeCore(answer()), settings: as('snoop') })).rcode).toBe(RCODE.REFUSED);
  });
});

describe('access', () => {
  const rules = [
    { prefix: '0.0.0.0/0', access: 'refuse' },
    { prefix: '10.0.0.0/8', access: 'recurse' },
    { prefix: '10.1.0.0/16', access: 'drop' },
    { prefix: '10.1.2.0/24', access: 'snoop' },
    { prefix: '10.1.2.3', access: 'refuse' },
    { prefix: '2001:db8::/32', access: 'recurse' },
    { prefix: 'fe80::/10', access: 'recurse' },
  ] as const;

  it.each([
    ['192.0.2.1', 'refuse'],
    ['10.9.9.9', 'recurse'],
    ['10.1.9.9', 'drop'],
    ['10.1.2.9', 'snoop'],
    ['10.1.2.3', 'refuse'],
    ['::ffff:10.9.9.9', 'recurse'],
    ['2001:db8:1::1', 'recurse'],
    ['2001:db9::1', 'refuse'],
    ['fe80::1%eth0', 'recurse'],
    ['', 'refuse'],
  ])('of %s is "%s": the most specific rule wins, in whatever order they stand', (address, access) => {
    expect(createGuard(rules)(address)).toBe(access);
    expect(createGuard([...rules].reverse())(address)).toBe(access);
  });

  it('rules that nobody can read are refused', () => {
    expect(() => createGuard([{ prefix: '10.0.0.0/33', access: 'drop' }])).toThrow(Error);
    expect(() => createGuard([{ prefix: 'home', access: 'drop' }])).toThrow(Error);
  });

  it('strangers are refused with their question, and nothing is looked up, in the cache or elsewhere', async () => {
    for (const asked of [
      query('www.example', 'A'),
      query('www.example', 'A', { rd: false }),
      query('localhost', 'A'),
    ]) {
      const core = fakeCore(answer(), answer());
      const reply = await ask(asked, { core, client: { address: '192.0.2.9' } });
      expect(reply).toMatchObject({ rcode: RCODE.REFUSED, answer: [], questions: asked.questions });
      expect(core.asked).toEqual([]);
    }
  });

  it('"drop" gets nothing, not even an error', async () => {
    const settings = { access: [{ prefix: '127.0.0.1', access: 'drop' }] } as const;
    const good = encodeMessage(query('www.example', 'A'));
    expect(await askBytes(good, { settings })).toBeUndefined();
    expect(await askBytes(good.subarray(0, 20), { settings })).toBeUndefined();
  });
});
