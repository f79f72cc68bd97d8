import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResponder } from '../../src/server/respond.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import { CLASS, OPCODE, RCODE, TYPE } from '../../src/wire/registry.ts';
import { answer, ask, askBytes, EDNS, fakeCore, LOOPBACK, lines, query, question, SETTINGS, sets } from './asked.ts';

const good = encodeMessage(query('www.example', 'A'));

/** The header of a message: id, the third and the fourth octet, the counts. */
function header(bytes: Uint8Array | undefined): readonly number[] {
  return bytes === undefined ? [] : [...bytes];
}

describe('what gets no reply', () => {
  it('a reply (QR=1), whatever else it says', async () => {
    expect(await askBytes(encodeMessage(query('www.example', 'A', { qr: true })))).toBeUndefined();
    expect(await askBytes(Uint8Array.of(0, 1, 0x80, 0, 255, 255, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  });

  it.each([0, 1, 2, 11])('a message of %d octets: no header', async (length) => {
    expect(await askBytes(good.subarray(0, length))).toBeUndefined();
  });

  it('the question over the bound of questions under way', async () => {
    const gate = Promise.withResolvers<ReturnType<typeof answer>>();
    const respond = createResponder({
      core: fakeCore(() => gate.promise).core,
      settings: { ...SETTINGS, questionsAtOnce: 1 },
    });
    const first = respond(good, LOOPBACK);
    expect(await respond(good, LOOPBACK)).toBeUndefined();
    gate.resolve(answer());
    expect(await first).toBeDefined();
    expect(await respond(good, LOOPBACK)).toBeDefined();
  });
});

describe('a message that cannot be read', () => {
  it('gets FORMERR in a header that keeps id, opcode and RD alone', async () => {
    const cut = good.slice(0, 20);
    cut[2] = 0x07; // AA, TC and RD are set
    cut[3] = 0xff;
    expect(header(await askBytes(cut))).toEqual([0x12, 0x34, 0x81, RCODE.FORMERR, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('of another opcode gets NOTIMP: its form is not ours to judge', async () => {
    const cut = good.slice(0, 20);
    cut[2] = OPCODE.UPDATE << 3;
    expect(header(await askBytes(cut))).toEqual([
      0x12,
      0x34,
      0x80 | (OPCODE.UPDATE << 3),
      RCODE.NOTIMP,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
  });

  it.each([
    ['octets behind the last record', Uint8Array.of(...good, 0)],
    ['a forged count of records', Uint8Array.from(good, (octet, at) => (at === 7 ? 200 : octet))],
    ['a name of pointers in a circle', Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1)],
    ['two OPT records', twoOpts()],
  ])('is one with %s', async (_what, bytes) => {
    const reply = await askBytes(bytes);
    expect(reply?.length).toBe(12);
    expect((reply?.[3] ?? 0) & 0x0f).toBe(RCODE.FORMERR);
  });

  it('is never more than a reply or silence: no octets make the responder throw', async () => {
    const core = fakeCore(answer({ answer: sets('www.example. A 192.0.2.1') }));
    const mutated = fc
      .tuple(fc.array(fc.tuple(fc.nat(good.length + 10), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length))
      .map(([changes, keep]) => {
        const bytes = Uint8Array.from([...good, ...new Uint8Array(11)]);
        for (const [at, octet] of changes) bytes[at] = octet;
        return bytes.subarray(0, changes.length % 2 === 0 ? good.length : keep + 11);
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 80 }), mutated), async (bytes) => {
        const reply = await askBytes(bytes, { core });
        if (reply === undefined) return;
        const { qr, id } = decodeMessage(reply);
        expect(qr).toBe(true);
        expect(id).toBe(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));
      }),
      { numRuns: 1500 },
    );
  });
});

function twoOpts(): Uint8Array {
  const one = encodeMessage(query('www.example', 'A', { edns: EDNS }));
  const two = Uint8Array.of(...one, ...one.subarray(-11));
  two[11] = 2;
  return two;
}

describe('the header', () => {
  it.each([
    ['none', []],
    ['two', [question('www.example', 'A'), question('www.example', 'AAAA')]],
  ])(
    'with %s in the question section is FORMERR, and the reply has no such section (RFC 9619)',
    async (_n, questions) => {
      const core = fakeCore(answer());
      const reply = await ask(query('www.example', 'A', { questions, edns: EDNS }), { core });
      expect(reply).toMatchObject({ rcode: RCODE.FORMERR, id: 0x1234, qr: true, questions: [] });
      expect(core.asked).toEqual([]);
    },
  );

  it.each(['IQUERY', 'STATUS', 'NOTIFY', 'UPDATE', 'DSO'] as const)('with opcode %s is NOTIMP', async (text) => {
    const opcode = OPCODE[text];
    expect(await ask(query('www.example', 'SOA', { opcode }))).toMatchObject({ rcode: RCODE.NOTIMP, opcode });
  });

  it('of the reply says RA and RD as asked, never AA for what others own, never AD', async () => {
    const reply = await ask(query('www.example', 'A', { ad: true, cd: true, aa: true, tc: true, edns: EDNS }));
    expect(reply).toMatchObject({ qr: true, ra: true, rd: true, aa: false, tc: false, ad: false, cd: true, z: false });
  });

  it('with CD=1 asks the core without checking', async () => {
    const core = fakeCore(answer());
    await ask(query('www.example', 'A'), { core });
    await ask(query('www.example', 'A', { cd: true }), { core });
    expect(core.asked).toEqual(['resolve www.example. 1', 'resolve www.example. 1 cd']);
  });
});

describe('questions that nobody resolves', () => {
  it.each([
    ['AXFR', RCODE.REFUSED],
    ['IXFR', RCODE.REFUSED],
    ['MAILA', RCODE.NOTIMP],
    ['MAILB', RCODE.NOTIMP],
    ['OPT', RCODE.FORMERR],
    ['TSIG', RCODE.FORMERR],
    ['TKEY', RCODE.FORMERR],
    ['NXNAME', RCODE.FORMERR],
  ])('type %s gets rcode %d over UDP and TCP', async (type, rcode) => {
    const core = fakeCore(answer());
    for (const protocol of ['udp', 'tcp'] as const)
      expect((await ask(query('www.example', type), { core, client: { protocol } })).rcode).toBe(rcode);
    expect(core.asked).toEqual([]);
  });

  it.each([CLASS.HS, CLASS.NONE, CLASS.ANY, 42])('class %d is refused', async (rrclass) => {
    const questions = [question('www.example', 'A', rrclass)];
    expect((await ask(query('www.example', 'A', { questions }))).rcode).toBe(RCODE.REFUSED);
  });
});

describe('class CH', () => {
  const settings = { identity: 'kitchen', version: 'rootwalk 1' };
  const asked = (name: string, type = 'TXT') => query(name, type, { questions: [question(name, type, CLASS.CH)] });

  it.each([
    ['id.server', 'kitchen'],
    ['hostname.bind', 'kitchen'],
    ['version.server', 'rootwalk 1'],
    ['version.bind', 'rootwalk 1'],
  ])('tells %s where it is configured', async (name, text) => {
    const reply = await ask(asked(name), { settings });
    expect(reply.rcode).toBe(RCODE.NOERROR);
    expect(lines(reply.answer)).toEqual([`${name}. TXT "${text}"`]);
    expect(reply.answer[0]).toMatchObject({ class: CLASS.CH, ttl: 0, type: TYPE.TXT });
  });

  it.each(['id.server', 'version.bind'])('keeps %s to itself where it is not', async (name) => {
    expect(await ask(asked(name))).toMatchObject({ rcode: RCODE.REFUSED, answer: [] });
  });

  it('refuses other names and types', async () => {
    expect((await ask(asked('authors.bind'), { settings })).rcode).toBe(RCODE.REFUSED);
    expect((await ask(asked('id.server', 'A'), { settings })).rcode).toBe(RCODE.REFUSED);
  });
});

describe('the question of the reply', () => {
  it('has the letters in which it was asked', async () => {
    const bytes = Uint8Array.from(good, (octet, at) => (at > 12 && octet >= 97 && at % 2 === 0 ? octet - 32 : octet));
    const reply = await askBytes(bytes, { core: fakeCore(answer({ answer: sets('www.example. A 192.0.2.1') })) });
    expect(reply?.subarray(12, bytes.length)).toEqual(bytes.subarray(12));
  });
});
