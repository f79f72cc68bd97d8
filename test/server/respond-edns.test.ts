import { describe, expect, it } from 'vitest';
import type { Edns } from '../../src/wire/edns.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import type { Message } from '../../src/wire/message.ts';
import { extendedErrorsOf } from '../../src/wire/options.ts';
import { OPTION, RCODE } from '../../src/wire/registry.ts';
import type { RRset } from '../../src/wire/rrset.ts';
import { type Asking, answer, ask, askBytes, EDNS, failure, fakeCore, lines, query, question, sets } from './asked.ts';

const DO: Edns = { ...EDNS, dnssecOk: true };
const SIGNATURE = 'RRSIG A 8 2 300 20300101000000 20200101000000 1 example. AAAA';

describe('EDNS', () => {
  it('comes back only if asked with', async () => {
    expect((await ask(query('www.example', 'A'))).edns).toBeUndefined();
    expect((await ask(query('www.example', 'A', { edns: EDNS }))).edns).toMatchObject({ version: 0, udpSize: 1232 });
  });

  it('of a version we do not know is BADVERS, and the reply says which we do', async () => {
    const core = fakeCore(answer());
    const reply = await ask(query('www.example', 'A', { edns: { ...EDNS, version: 1 } }), { core });
    expect(reply).toMatchObject({ rcode: RCODE.BADVERS, edns: { version: 0 } });
    expect(core.asked).toEqual([]);
  });

  it('ignores options it does not know, and echoes none', async () => {
    const options = [OPTION.COOKIE, OPTION.ECS, OPTION.NSID, OPTION.PADDING, 65_001].map((code) => ({
      code,
      data: Uint8Array.of(1, 2, 3),
    }));
    const reply = await ask(query('www.example', 'A', { edns: { ...EDNS, options } }));
    expect(reply).toMatchObject({ rcode: RCODE.NOERROR, edns: { options: [] } });
  });

  it('repeats DO and no other flag', async () => {
    const reply = await ask(query('www.example', 'A', { edns: { ...DO, flags: 0x7fff } }));
    expect(reply.edns).toMatchObject({ dnssecOk: true, flags: 0 });
  });
});

describe('records of DNSSEC', () => {
  const core = () =>
    fakeCore(
      answer({
        answer: sets('www.example. A 192.0.2.1', `www.example. ${SIGNATURE}`),
        authority: sets('a.example. NSEC c.example. A', 'b.example. NSEC3 1 0 0 - 00 A', 'example. NS ns.example.'),
      }),
    );
  const settings = { minimalResponses: false };

  it('go to those who ask for them with DO', async () => {
    const reply = await ask(query('www.example', 'A', { edns: DO }), { core: core(), settings });
    expect(lines(reply.answer).map((line) => line.split(' ')[1])).toEqual(['A', 'RRSIG']);
    expect(lines(reply.authority).map((line) => line.split(' ')[1])).toEqual(['NSEC', 'NSEC3', 'NS']);
  });

  it.each([
    ['no EDNS', undefined],
    ['EDNS without DO', EDNS],
  ])('do not go to those with %s', async (_what, edns) => {
    const reply = await ask(query('www.example', 'A', { edns }), { core: core(), settings });
    expect(lines(reply.answer)).toEqual(['www.example. A 192.0.2.1']);
    expect(lines(reply.authority)).toEqual(['example. NS ns.example.']);
  });

  it.each(['NSEC', 'NSEC3'])('go to those who ask for type %s', async (type) => {
    const text = type === 'NSEC' ? 'b.example. A' : '1 0 0 - 00 A';
    const asked = fakeCore(answer({ answer: sets(`a.example. ${type} ${text}`) }));
    expect((await ask(query('a.example', type), { core: asked })).answer).toHaveLength(1);
  });

  it('go to those who ask for type RRSIG or ANY', async () => {
    const signed = fakeCore(answer({ answer: sets('www.example. A 192.0.2.1', `www.example. ${SIGNATURE}`) }));
    expect(lines((await ask(query('www.example', 'ANY'), { core: signed })).answer)).toHaveLength(2);
    const alone = fakeCore(answer({ answer: sets(`www.example. ${SIGNATURE}`) }));
    expect(lines((await ask(query('www.example', 'RRSIG'), { core: alone })).answer)).toHaveLength(1);
  });
});

describe('extended errors', () => {
  const errors = async (asked: Message, asking: Asking) =>
    extendedErrorsOf((await ask(asked, asking)).edns?.options ?? []);
  const withEdns = query('www.example', 'A', { edns: EDNS });

  it('say why in the words of the failure, under SERVFAIL', async () => {
    const core = fakeCore(failure());
    expect(await ask(withEdns, { core })).toMatchObject({ rcode: RCODE.SERVFAIL, answer: [] });
    expect(await errors(withEdns, { core })).toEqual([{ code: 22, text: 'no server of example answered' }]);
  });

  it('say it of a failure that has no code of its own too', async () => {
    const core = fakeCore(failure({ ede: [], text: 'an alias loop' }));
    expect(await errors(withEdns, { core })).toEqual([{ code: 0, text: 'an alias loop' }]);
  });

  it('are not sent without EDNS, and not where they are turned off', async () => {
    const core = fakeCore(failure());
    expect((await ask(query('www.example', 'A'), { core })).edns).toBeUndefined();
    expect(await errors(withEdns, { core, settings: { extendedErrors: false } })).toEqual([]);
  });

  it('come with answers that have them', async () => {
    const core = fakeCore(answer({ ede: [{ code: 3, text: '' }] }));
    expect(await errors(withEdns, { core })).toEqual([{ code: 3, text: '' }]);
  });

  it('are cut by octets, never within a character', async () => {
    for (const text of ['ü'.repeat(150), `a${'ü'.repeat(150)}`, '€'.repeat(90), '🙂'.repeat(80)]) {
      const [error] = await errors(withEdns, { core: fakeCore(failure({ ede: [{ code: 23, text }] })) });
      const kept = error?.text ?? '';
      expect(text.startsWith(kept)).toBe(true);
      expect(new TextEncoder().encode(kept).length).toBeGreaterThan(196);
      expect(new TextEncoder().encode(kept).length).toBeLessThanOrEqual(200);
    }
  });

  it('never make a reply larger than the client takes, however many there are', async () => {
    const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
    const ede = Array.from({ length: 9 }, (_, code) => ({ code, text: 'x'.repeat(180) }));
    const asked = encodeMessage(query(name, 'A', { edns: { ...EDNS, udpSize: 512 } }));
    const bytes = await askBytes(asked, { core: fakeCore(failure({ ede })) });
    expect(bytes?.length).toBeLessThanOrEqual(512);
    const [first, ...more] = await errors(withEdns, { core: fakeCore(failure({ ede })) });
    expect(first).toEqual({ code: 0, text: 'x'.repeat(180) });
    expect(more.map(({ code }) => code)).toEqual([1, 2, 3].slice(0, more.length));
  });
});

describe('failures', () => {
  it('of a name that DNAMEs have made too long are YXDOMAIN (RFC 6672 section 2.2)', async () => {
    const core = fakeCore(failure({ reason: 'name-too-long' }));
    expect((await ask(query('www.example', 'A'), { core })).rcode).toBe(RCODE.YXDOMAIN);
  });

  it('are SERVFAIL, but our own policy is REFUSED', async () => {
    for (const reason of ['deadline', 'lame', 'silence', 'cycle', 'aborted'] as const)
      expect((await ask(query('www.example', 'A'), { core: fakeCore(failure({ reason })) })).rcode).toBe(
        RCODE.SERVFAIL,
      );
    const policy = fakeCore(failure({ reason: 'local-policy' }));
    expect((await ask(query('www.example', 'A'), { core: policy })).rcode).toBe(RCODE.REFUSED);
  });

  it('show the links of an alias loop (RFC 1034 section 3.6.2)', async () => {
    const partial = sets('a.example. CNAME b.example.', 'b.example. CNAME a.example.');
    const reply = await ask(query('a.example', 'A'), { core: fakeCore(failure({ reason: 'alias-loop', partial })) });
    expect(lines(reply.answer)).toEqual(['a.example. CNAME b.example.', 'b.example. CNAME a.example.']);
  });
});

describe('truncation', () => {
  const addresses = (count: number): RRset[] =>
    sets(...Array.from({ length: count }, (_, at) => `www.example. A 192.0.${at >> 8}.${at & 255}`));
  const core = (count: number) => fakeCore(answer({ answer: addresses(count) }));
  const sizeOf = async (count: number, edns: Edns | undefined, asking: Asking = {}): Promise<string> => {
    const bytes = await askBytes(encodeMessage(query('www.example', 'A', { edns })), { core: core(count), ...asking });
    return `${((bytes?.[2] ?? 0) & 2) === 0 ? 'whole' : 'cut'} ${bytes?.[7] === 0 && bytes[6] === 0 ? 'empty' : 'full'}`;
  };
  const sized = (udpSize: number): Edns => ({ ...EDNS, udpSize });

  // A question of 29 octets, 16 for each address, 11 for the OPT.
  it.each([
    ['30 addresses without EDNS fit in 512 octets', 30, undefined, 'whole full'],
    ['31 addresses without EDNS do not', 31, undefined, 'cut empty'],
    ['60 addresses fit in the 1000 octets the client takes', 60, sized(1000), 'whole full'],
    ['61 addresses do not', 61, sized(1000), 'cut empty'],
    ['74 addresses fit in our own 1232', 74, sized(4096), 'whole full'],
    ['75 addresses do not, whatever the client takes', 75, sized(65_535), 'cut empty'],
    ['a client that says it takes 100 octets takes 512', 29, sized(100), 'whole full'],
    ['and not more', 30, sized(100), 'cut empty'],
  ] as const)('%s', async (_claim, count, edns, expected) => {
    expect(await sizeOf(count, edns)).toBe(expected);
  });

  it('does not happen over TCP', async () => {
    expect(await sizeOf(2000, undefined, { client: { protocol: 'tcp' } })).toBe('whole full');
  });

  it('drops extended errors before anything else (RFC 8914 section 3)', async () => {
    const stale = fakeCore(answer({ answer: addresses(60), ede: [{ code: 3, text: 'stale' }] }));
    const reply = await ask(query('www.example', 'A', { edns: sized(1000) }), { core: stale });
    expect(reply).toMatchObject({ tc: false, edns: { options: [] } });
    expect(lines(reply.answer)).toHaveLength(60);
  });

  it('keeps the OPT', async () => {
    const reply = await ask(query('www.example', 'A', { edns: EDNS }), { core: core(100) });
    expect(reply).toMatchObject({ tc: true, edns: { version: 0 }, questions: [question('www.example', 'A')] });
  });
});
