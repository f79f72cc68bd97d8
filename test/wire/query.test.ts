import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import type { Edns } from '../../src/wire/edns.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText, nameToWire } from '../../src/wire/name.ts';
import { cookieOption } from '../../src/wire/options.ts';
import { buildQuery, overwriteQuestionName, questionEnd, randomizeCase } from '../../src/wire/query.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { anyName } from './arbitrary-messages.ts';
import { bytesOf, packet, pointer, record, response, uint16 } from './packets.ts';

const EDNS: Edns = { version: 0, udpSize: 1232, dnssecOk: true, flags: 0, options: [cookieOption(new Uint8Array(8))] };
const question = { name: nameFromText('www.example.com'), type: TYPE.AAAA, class: 1 };

describe('a query', () => {
  it.each([
    [false, false, undefined],
    [true, false, EDNS],
    [false, true, EDNS],
    [true, true, undefined],
  ])('rd %s, cd %s: the octets that the encoder would write', (rd, cd, edns) => {
    const message: Message = {
      id: 0xbeef, qr: false, opcode: 0, aa: false, tc: false, rd, ra: false, z: false, ad: false, cd, rcode: 0,
      questions: [question], answer: [], authority: [], additional: [], edns,
    }; // biome-ignore format: a table
    expect(buildQuery({ id: 0xbeef, question, rd, cd, edns })).toEqual(encodeMessage(message));
  });

  it('for any name is what was asked', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const bytes = buildQuery({ id: 1, question: { ...question, name }, rd: false, cd: false, edns: undefined });
        expect(decodeMessage(bytes).questions).toEqual([{ ...question, name }]);
        expect(questionEnd(bytes)).toBe(bytes.length);
      }),
    );
  });

  it('takes a spelling of its name', () => {
    const spelled = bytesOf([3], Buffer.from('wWw'), [7], Buffer.from('exAmple'), [3], Buffer.from('cOm'), [0]);
    const bytes = buildQuery({ id: 1, question, rd: false, cd: false, edns: undefined, spelled });
    expect(bytes.subarray(12, -4)).toEqual(spelled);
  });
});

describe('the end of the question', () => {
  it('is behind the class of the first one', () => {
    expect(questionEnd(response(0))).toBe(12 + 9 + 4);
    expect(questionEnd(packet({ counts: [1, 0, 0, 0] }, [0], uint16(1), uint16(1)))).toBe(17);
  });

  it.each([
    ['without a question', packet({ counts: [0, 0, 0, 0] }, 'a.', uint16(1), uint16(1))],
    ['cut short in its name', packet({ counts: [1, 0, 0, 0] }, [9, 0x61])],
    ['cut short behind its name', packet({ counts: [1, 0, 0, 0] }, 'a.', uint16(1), [0])],
    ['with a pointer', packet({ counts: [1, 0, 0, 0] }, [1, 0x61], pointer(12), uint16(1), uint16(1))],
    ['shorter than a header', new Uint8Array(7)],
  ])('is unknown in a message %s', (_, bytes) => {
    expect(questionEnd(bytes)).toBeUndefined();
  });
});

describe('0x20', () => {
  const bits = (value: number) => ({ uint16: () => value });
  const asked = (name: string): Uint8Array =>
    buildQuery({ id: 1, question: { ...question, name: nameFromText(name) }, rd: false, cd: false, edns: EDNS });

  it('every bit of chance is one letter, other octets and length octets stay', () => {
    const query = asked('a.b-9_[{@`z.example');
    const before = query.slice();
    randomizeCase(query, bits(0b0110));
    expect(query.subarray(12, -(4 + 11 + 12))).toEqual(
      bytesOf([1, 0x61, 9], Buffer.from('B-9_[{@`Z'), [7], Buffer.from('example'), [0]),
    );
    randomizeCase(query, bits(0xffff));
    randomizeCase(query, bits(0));
    expect(query).toEqual(before);
  });

  it('as many bits are drawn as there are letters', () => {
    let drawn = 0;
    const random = {
      uint16: () => {
        drawn++;
        return 0;
      },
    };
    randomizeCase(asked('abcdefghijklmnop'), random);
    expect(drawn).toBe(1);
    randomizeCase(asked('abcdefghijklmnopq'), random);
    expect(drawn).toBe(3);
    randomizeCase(asked('1.2.3.'), random);
    expect(drawn).toBe(3);
  });

  it('the reply gets the lower-case name before it is decoded, and with it its rdata', () => {
    const query = asked('host.example');
    randomizeCase(query, bits(0b1010_1010_1010));
    const spelled = query.slice(12, 12 + 14);
    const reply = packet(
      { counts: [1, 1, 0, 0] },
      spelled,
      uint16(28),
      uint16(1),
      pointer(12),
      record(TYPE.NS, pointer(12)),
    );
    overwriteQuestionName(reply, query);
    expect(reply.subarray(12, 26)).toEqual(nameToWire(nameFromText('host.example')));
    expect(decodeMessage(reply).answer[0]?.rdata.subarray(2)).toEqual(bytesOf('host.example.'));
  });

  it.each([
    ['to another question', packet({ counts: [1, 0, 0, 0] }, 'hosT.examplf.', uint16(28), uint16(1))],
    [
      'without a question',
      packet({ counts: [0, 1, 0, 0] }, [4], Buffer.from('HOST'), [7], Buffer.from('EXAMPLE'), [0], record(28, [0])),
    ],
    ['that is cut short', packet({ counts: [1, 0, 0, 0] }, [4], Buffer.from('HOST'))],
  ])('a reply %s is left alone', (_, reply) => {
    const before = reply.slice();
    overwriteQuestionName(reply, asked('host.example'));
    expect(reply).toEqual(before);
  });
});
