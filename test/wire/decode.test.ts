import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import { Malformed } from '../../src/wire/malformed.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { CLASS, TYPE } from '../../src/wire/registry.ts';
import { rdataList } from '../../src/wire/rrset.ts';
import { bytesOf, FIRST_RECORD, packet, pointer, record, response, uint16 } from './packets.ts';

const A = record(TYPE.A, [192, 0, 2, 1]);
const OPT = bytesOf([0], record(TYPE.OPT, [], 0x00008000, 1232));

function refusal(bytes: Uint8Array): string {
  try {
    decodeMessage(bytes);
  } catch (error) {
    if (error instanceof Malformed) return error.what;
    throw error;
  }
  return 'accepted';
}

describe('the header', () => {
  const FLAGS = [
    ['qr', 0x8000],
    ['aa', 0x0400],
    ['tc', 0x0200],
    ['rd', 0x0100],
    ['ra', 0x0080],
    ['z', 0x0040],
    ['ad', 0x0020],
    ['cd', 0x0010],
  ] as const;

  it.each(FLAGS)('%s is its own bit', (flag, bit) => {
    const only = decodeMessage(packet({ flags: bit, counts: [0, 0, 0, 0] }));
    for (const [other] of FLAGS) expect(only[other]).toBe(other === flag);
    const without = decodeMessage(packet({ flags: 0xffff ^ bit, counts: [0, 0, 0, 0] }));
    for (const [other] of FLAGS) expect(without[other]).toBe(other !== flag);
  });

  it('id, opcode and rcode are read whole', () => {
    const message = decodeMessage(packet({ flags: 0x5005 | 0x2800, counts: [0, 0, 0, 0] }));
    expect([message.id, message.opcode, message.rcode]).toEqual([0x1234, 15, 5]);
  });

  it('a header alone is a message, anything shorter is not', () => {
    const header = packet({ counts: [0, 0, 0, 0] });
    expect(decodeMessage(header).questions).toEqual([]);
    for (let length = 0; length < 12; length++) {
      expect(refusal(header.subarray(0, length))).toBe('the header is cut short');
    }
  });

  it('a message may hold no question, or several', () => {
    const several = packet(
      { counts: [2, 0, 0, 0] },
      'A.b.',
      uint16(1),
      uint16(1),
      pointer(12),
      uint16(65280),
      uint16(3),
    );
    expect(decodeMessage(several).questions).toEqual([
      { name: 'a.b.', type: 1, class: 1 },
      { name: 'a.b.', type: 65280, class: 3 },
    ]);
  });
});

describe('what does not add up', () => {
  it.each([
    ['octets behind the last record', bytesOf(response(1, pointer(12), A), [0]), 'octets follow the last record'],
    [
      'a record that ends in its owner',
      response(1, [20], new Array<number>(12).fill(0x61)),
      'a name runs past the end',
    ],
    [
      'a record that ends before RDLENGTH',
      response(1, [1, 0x61, 0], new Array<number>(9).fill(0)),
      'a record is cut short',
    ],
    [
      'an RDLENGTH beyond the message',
      response(1, pointer(12), uint16(1), uint16(1), '00000000 0005', [1, 2, 3, 4]),
      'RDLENGTH runs past the end of the message',
    ],
    ['two OPT records', packet({ counts: [0, 0, 0, 2] }, OPT, OPT), 'two OPT records'],
    [
      'an OPT record with an owner',
      packet({ counts: [0, 0, 0, 1] }, 'a.', OPT.subarray(1)),
      'an OPT record whose owner is not the root',
    ],
    [
      'an OPT record whose root is a pointer',
      packet({ counts: [1, 0, 0, 1] }, [0], uint16(1), uint16(1), pointer(12), OPT.subarray(1)),
      'an OPT record whose owner is not the root',
    ],
    [
      'an OPT record as an answer',
      packet({ counts: [0, 1, 0, 0] }, OPT),
      'an OPT record outside the additional section',
    ],
    [
      'an OPT record as an authority',
      packet({ counts: [0, 0, 1, 0] }, OPT),
      'an OPT record outside the additional section',
    ],
    [
      'an EDNS option longer than its OPT',
      packet({ counts: [0, 0, 0, 1] }, [0], record(TYPE.OPT, '000a 0009 0102030405060708', 0, 512)),
      'an EDNS option runs past the end of its OPT record',
    ],
    [
      'half an EDNS option',
      packet({ counts: [0, 0, 0, 1] }, [0], record(TYPE.OPT, '000a 00', 0, 512)),
      'an EDNS option runs past the end of its OPT record',
    ],
    ['a label with a reserved length', response(1, [0x41, 0], A), 'a label has a reserved length octet'],
    ['a question cut short', packet({ counts: [1, 0, 0, 0] }, 'example.', [0, 1, 0]), 'a question is cut short'],
  ] as const)('%s is refused', (_, bytes, what) => {
    // biome-ignore format: a table
    expect(refusal(Uint8Array.from(bytes))).toBe(what);
  });

  it('a message cut anywhere is refused, and nothing is read behind its end', () => {
    const whole = bytesOf(response(2, pointer(12), A, 'a.b.', record(TYPE.MX, bytesOf(uint16(10), 'mail.', []))));
    expect(refusal(whole)).toBe('accepted');
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.subarray(0, length)), `cut to ${length}`).not.toBe('accepted');
    }
  });

  it('says where, so that a person can look it up in a dump', () => {
    try {
      decodeMessage(bytesOf(response(1, pointer(12), A), [0]));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Malformed);
      expect(error).toMatchObject({ offset: FIRST_RECORD + 16 });
    }
  });
});

describe('EDNS', () => {
  it('is pulled out of the additional section with all its fields', () => {
    const opt = bytesOf([0], record(TYPE.OPT, '000a 0008 0102030405060708 ffff 0000', 0x00038001, 4096));
    const message = decodeMessage(packet({ counts: [0, 0, 0, 2] }, 'a.', A, opt));
    expect(message.additional.map((set) => set.name)).toEqual(['a.']);
    expect(message.edns).toEqual({
      version: 3,
      udpSize: 4096,
      dnssecOk: true,
      flags: 1,
      options: [
        { code: 10, data: bytesOf('0102030405060708') },
        { code: 65535, data: new Uint8Array(0) },
      ],
    });
  });

  it('gives the upper eight bits of the rcode', () => {
    const badvers = packet({ flags: 0x8000, counts: [0, 0, 0, 1] }, [0], record(TYPE.OPT, [], 0x01000000, 512));
    expect(decodeMessage(badvers).rcode).toBe(16);
    const badcookie = packet({ flags: 0x8007, counts: [0, 0, 0, 1] }, [0], record(TYPE.OPT, [], 0x01000000, 512));
    expect(decodeMessage(badcookie).rcode).toBe(23);
  });

  it('keeps 32 options and checks the rest', () => {
    const many = new Array<number[]>(40).fill([0, 9, 0, 0]).flat();
    expect(decodeMessage(packet({ counts: [0, 0, 0, 1] }, [0], record(TYPE.OPT, many))).edns?.options.length).toBe(32);
    expect(refusal(packet({ counts: [0, 0, 0, 1] }, [0], record(TYPE.OPT, [...many, 0])))).toMatch(/option runs past/);
  });
});

describe('names', () => {
  it('a dot, a NUL, a backslash or an escape inside a label never looks like something else', () => {
    const label = bytesOf([7, 0x61, 0x2e, 0x00, 0x5c, 0x1b, 0xff, 0x20, 0]);
    const [question] = decodeMessage(packet({ counts: [1, 0, 0, 0] }, label, uint16(1), uint16(1))).questions;
    expect(question?.name).toBe('a\\046\\000\\092\\027\\255\\032.');
    const twoLabels = decodeMessage(packet({ counts: [1, 0, 0, 0] }, 'a.b.', uint16(1), uint16(1))).questions[0]?.name;
    const oneLabel = decodeMessage(packet({ counts: [1, 0, 0, 0] }, [3, 0x61, 0x2e, 0x62, 0], uint16(1), uint16(1)));
    expect(oneLabel.questions[0]?.name).not.toBe(twoLabels);
  });

  it('owners become lower case, names in rdata keep their letters', () => {
    const upper = bytesOf([7], Buffer.from('EXAMPLE'), [0]);
    const message = decodeMessage(packet({ counts: [0, 1, 0, 0] }, upper, record(TYPE.NS, pointer(12))));
    expect(message.answer[0]?.name).toBe('example.');
    expect(rdataList(message.answer[0]?.rdata ?? new Uint8Array(0))).toEqual([upper]);
  });

  it('owners escaped and plain may share a pointed-at suffix', () => {
    const odd = bytesOf([2, 0x2e, 0x41], pointer(12));
    const [first, second] = decodeMessage(response(2, odd, A, [1, 0x42], pointer(FIRST_RECORD), A)).answer;
    expect([first?.name, second?.name]).toEqual(['\\046a.example.', 'b.\\046a.example.']);
  });

  it('a name of 255 octets and 127 labels is read, one octet more is refused', () => {
    const labels = (count: number): number[] => new Array<number[]>(count).fill([1, 0x61]).flat();
    const question = (name: readonly number[]): Uint8Array =>
      packet({ counts: [1, 0, 0, 0] }, name, uint16(1), uint16(1));
    expect(decodeMessage(question([...labels(127), 0])).questions[0]?.name).toBe('a.'.repeat(127));
    expect(refusal(question([...labels(128), 0]))).toMatch(/more than 255 octets/);
    expect(refusal(question([2, 0x61, 0x61, ...labels(126), 0]))).toMatch(/more than 255 octets/);
  });
});

describe('numbers of a record', () => {
  it('a TTL with its top bit set means 0 (RFC 2181 section 8)', () => {
    const ttlOf = (ttl: number): number | undefined =>
      decodeMessage(response(1, pointer(12), record(TYPE.A, [1, 2, 3, 4], ttl))).answer[0]?.ttl;
    expect([0, 1, 0x7fffffff, 0x80000000, 0xffffffff].map(ttlOf)).toEqual([0, 1, 0x7fffffff, 0, 0]);
  });

  it('unknown types and classes are opaque (RFC 3597)', () => {
    const rdata = bytesOf('c00c 01ff');
    const message = decodeMessage(
      response(2, pointer(12), record(65280, rdata), pointer(12), record(TYPE.A, [1], 5, 4711)),
    );
    expect(message.answer).toEqual([
      {
        name: nameFromText('example.'),
        type: 65280,
        class: 1,
        ttl: 300,
        rdata: bytesOf([0, 4], rdata),
        signatures: new Uint8Array(0),
      },
      { name: 'example.', type: TYPE.A, class: 4711, ttl: 5, rdata: bytesOf([0, 1, 1]), signatures: new Uint8Array(0) },
    ]);
  });

  it('records of class ANY and NONE may be bare (RFC 2136)', () => {
    for (const rrclass of [CLASS.ANY, CLASS.NONE]) {
      const [set] = decodeMessage(response(1, pointer(12), record(TYPE.A, [], 0, rrclass))).answer;
      expect(set?.rdata).toEqual(Uint8Array.of(0, 0));
    }
  });
});
