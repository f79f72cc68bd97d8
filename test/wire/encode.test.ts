import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import type { Edns } from '../../src/wire/edns.ts';
import { encodeMessage, encodeMessageWithTtls } from '../../src/wire/encode.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText, nameToWire } from '../../src/wire/name.ts';
import { CLASS, TYPE } from '../../src/wire/registry.ts';
import { type RRset, rrsetOf } from '../../src/wire/rrset.ts';
import { bytesOf, pointer, record, uint16 } from './packets.ts';

const name = nameFromText;

function message(parts: Partial<Message> = {}): Message {
  return {
    id: 0x1234, qr: true, opcode: 0, aa: false, tc: false, rd: true, ra: true, z: false, ad: false, cd: false, rcode: 0,
    questions: [{ name: name('www.example.com'), type: TYPE.A, class: CLASS.IN }],
    answer: [], authority: [], additional: [], edns: undefined,
    ...parts,
  }; // biome-ignore format: a table
}

const a = (owner: string, ...last: readonly number[]): RRset =>
  rrsetOf(
    name(owner),
    TYPE.A,
    300,
    last.map((octet) => Uint8Array.of(192, 0, 2, octet)),
  );
const EDNS: Edns = { version: 0, udpSize: 1232, dnssecOk: true, flags: 0, options: [] };
/** The question of {@link message}. */
const QUESTION = bytesOf('www.example.com.', uint16(1), uint16(1));
const BEHIND_QUESTION = 12 + 17 + 4;

describe('octets', () => {
  it('a header is written bit by bit', () => {
    const flags = { qr: false, rd: false, ra: false };
    expect(encodeMessage(message({ ...flags, questions: [] }))).toEqual(bytesOf('1234 0000 0000 0000 0000 0000'));
    const all = { aa: true, tc: true, z: true, ad: true, cd: true, opcode: 15, rcode: 15 };
    expect(encodeMessage(message({ ...all, questions: [] })).subarray(2, 4)).toEqual(bytesOf('ffff'));
  });

  it('an answer points at the question', () => {
    const bytes = encodeMessage(message({ answer: [a('www.example.com', 1)] }));
    const expected = bytesOf('1234 8180 0001 0001 0000 0000', QUESTION, pointer(12), record(TYPE.A, [192, 0, 2, 1]));
    expect(bytes).toEqual(expected);
  });

  it('the names of RFC 1035 rdata are compressed, those of later types are not (RFC 3597 section 4)', () => {
    const mail = bytesOf('mail.example.com.');
    const sets = [
      rrsetOf(name('example.com'), TYPE.MX, 1, [bytesOf(uint16(10), mail)]),
      rrsetOf(name('com'), TYPE.SRV, 1, [bytesOf(uint16(1), uint16(2), uint16(3), mail)]),
      rrsetOf(name('com'), TYPE.DNAME, 1, [mail]),
    ];
    const mx = bytesOf(uint16(10), [4], Buffer.from('mail'), pointer(16));
    expect(encodeMessage(message({ answer: sets })).subarray(BEHIND_QUESTION)).toEqual(
      bytesOf(
        pointer(16),
        record(TYPE.MX, mx, 1),
        pointer(24),
        record(TYPE.SRV, bytesOf(uint16(1), uint16(2), uint16(3), mail), 1),
        pointer(24),
        record(TYPE.DNAME, mail, 1),
      ),
    );
  });

  it('an owner takes the spelling of the question, a name in rdata keeps its own', () => {
    const questionBytes = bytesOf(
      [3],
      Buffer.from('wWw'),
      [7],
      Buffer.from('eXamplE'),
      [3],
      Buffer.from('COM'),
      [0, 0, 1, 0, 1],
    );
    const answer = [
      rrsetOf(name('www.example.com'), TYPE.CNAME, 1, [bytesOf('a.example.com.')]),
      a('a.example.com', 1),
    ];
    const bytes = encodeMessage(message({ answer }), { questionBytes });
    expect(bytes.subarray(12, BEHIND_QUESTION)).toEqual(questionBytes);
    const rdataAt = BEHIND_QUESTION + 12;
    expect(bytes.subarray(BEHIND_QUESTION)).toEqual(
      bytesOf(pointer(12), record(TYPE.CNAME, 'a.example.com.', 1), pointer(rdataAt), record(TYPE.A, [192, 0, 2, 1])),
    );
  });

  it('a name keeps its letters where only another spelling stood before', () => {
    const spelled = bytesOf([2], Buffer.from('NS'), [3], Buffer.from('wWw'), 'example.com.');
    const decoded = decodeMessage(encodeMessage(message({ answer: [rrsetOf(name('a.b'), TYPE.NS, 1, [spelled])] })));
    expect(decoded.answer[0]?.rdata.subarray(2)).toEqual(spelled);
  });

  it('the root is never a pointer', () => {
    const bytes = encodeMessage(
      message({ answer: [rrsetOf(name('.'), TYPE.NS, 1, [Uint8Array.of(0), bytesOf('a.')])] }),
    );
    const root = bytesOf([0], record(TYPE.NS, [0], 1), [0], record(TYPE.NS, 'a.', 1));
    expect(bytes.subarray(BEHIND_QUESTION)).toEqual(root);
  });

  it('signatures stand behind their set', () => {
    const signature = bytesOf(uint16(TYPE.A), new Uint8Array(16), 'com.', [1]);
    const set = rrsetOf(name('com'), TYPE.A, 60, [Uint8Array.of(1, 2, 3, 4)], [signature]);
    expect(encodeMessage(message({ answer: [set] })).subarray(BEHIND_QUESTION)).toEqual(
      bytesOf(pointer(24), record(TYPE.A, [1, 2, 3, 4], 60), pointer(24), record(TYPE.RRSIG, signature, 60)),
    );
  });

  it('rdata that has not the shape of its type is written as it is', () => {
    for (const wrong of ['', '0000', '05616263', 'c00c', '016100ff']) {
      const bytes = encodeMessage(message({ answer: [rrsetOf(name('com'), TYPE.MX, 1, [bytesOf(wrong)])] }));
      expect(bytes.subarray(BEHIND_QUESTION)).toEqual(bytesOf(pointer(24), record(TYPE.MX, wrong, 1)));
    }
  });

  it('a name that would run into the next rdata of its set is none', () => {
    const wrong = [bytesOf('000a 0561'), bytesOf('6262 00 00')];
    const bytes = encodeMessage(message({ answer: [rrsetOf(name('com'), TYPE.MX, 1, wrong)] }));
    const records = wrong.map((rdata) => bytesOf(pointer(24), record(TYPE.MX, rdata, 1)));
    expect(bytes.subarray(BEHIND_QUESTION)).toEqual(bytesOf(...records));
  });

  it('nothing points into rdata that has not the shape of its type', () => {
    const wrong = rrsetOf(name('com'), TYPE.MINFO, 1, [bytesOf('x.y.', [9])]);
    const bytes = encodeMessage(message({ answer: [wrong, a('x.y', 1)] }));
    const verbatim = bytesOf(pointer(24), record(TYPE.MINFO, bytesOf('x.y.', [9]), 1));
    expect(bytes.subarray(BEHIND_QUESTION)).toEqual(bytesOf(verbatim, 'x.y.', record(TYPE.A, [192, 0, 2, 1])));
  });

  it('an rcode beyond 15 is split over header and OPT, and needs EDNS', () => {
    const bytes = encodeMessage(message({ rcode: 23, edns: EDNS }));
    expect(bytes.subarray(BEHIND_QUESTION)).toEqual(bytesOf([0], record(TYPE.OPT, [], 0x01008000, 1232)));
    expect((bytes[3] ?? 0) & 0x0f).toBe(7);
    expect(() => encodeMessage(message({ rcode: 16 }))).toThrow('rcode 16 needs EDNS');
  });
});

describe('compression', () => {
  it('a referral with 13 servers and their glue takes 840 octets with EDNS', () => {
    const servers = [...'abcdefghijklm'].map((letter) => `${letter}.gtld-servers.net`);
    const glue = servers.flatMap((server) => [a(server, 1), rrsetOf(name(server), TYPE.AAAA, 1, [new Uint8Array(16)])]);
    const ns = rrsetOf(
      name('com'),
      TYPE.NS,
      1,
      servers.map((server) => nameToWire(name(server))),
    );
    expect(encodeMessage(message({ authority: [ns], additional: glue, edns: EDNS })).length).toBe(840);
  });

  it('names that each lengthen the one before stay readable: the chain of pointers is kept short', () => {
    let owner = 'a';
    const answer: RRset[] = [];
    for (let at = 0; at < 60; at++, owner = `b${at}.${owner}`) answer.push(a(owner, at));
    const whole = message({ answer, questions: [] });
    expect(decodeMessage(encodeMessage(whole)).answer).toEqual(answer);
  });

  it('names beyond the reach of a pointer are written whole', () => {
    const filler = rrsetOf(name('filler'), TYPE.NULL, 1, [new Uint8Array(0x4000)]);
    const answer = [filler, a('x.late', 1, 2), a('y.late', 1), rrsetOf(name('z'), TYPE.NS, 1, [bytesOf('ns.filler.')])];
    const bytes = encodeMessage(message({ answer }));
    expect(decodeMessage(bytes).answer).toEqual(answer);
    expect(bytes.subarray(-7)).toEqual(bytesOf(uint16(5), [2, 0x6e, 0x73], pointer(BEHIND_QUESTION)));
  });
});

describe('a size', () => {
  const answer = [a('www.example.com', 1, 2, 3)];
  const authority = [
    rrsetOf(
      name('example.com'),
      TYPE.NS,
      300,
      ['a.', 'b.'].map((text) => bytesOf(text)),
    ),
  ];
  const additional = [a('ns.example.net', 1, 2, 3, 4, 5, 6), a('b', 1), a('a', 1)];
  const whole = message({ answer, authority, additional, edns: EDNS });
  const at = (maxSize: number): Message => {
    const bytes = encodeMessage(whole, { maxSize });
    expect(bytes.length).toBeLessThanOrEqual(maxSize);
    return decodeMessage(bytes);
  };
  const full = encodeMessage(whole).length;

  it('that is just enough changes nothing', () => {
    expect(at(full)).toEqual(whole);
  });

  it('drops whole RRsets of the additional section first, the others stay, TC does not stand', () => {
    const cut = at(full - 1);
    expect(cut).toEqual({ ...whole, additional: additional.slice(0, 2) });
    expect(at(full - 40)).toEqual({ ...whole, additional: additional.slice(1) });
  });

  it('sets TC where authority or answer do not fit, and keeps the OPT', () => {
    const least = BEHIND_QUESTION + 11;
    expect(at(least + 3 * 16 + 1)).toEqual({ ...whole, tc: true, authority: [], additional: [] });
    expect(at(least + 3 * 16 - 1)).toEqual({ ...whole, tc: true, answer: [], authority: [], additional: [] });
    expect(at(least)).toEqual({ ...whole, tc: true, answer: [], authority: [], additional: [] });
  });

  it('never splits a set from its signatures', () => {
    const signature = bytesOf(uint16(TYPE.A), new Uint8Array(16), 'com.', new Uint8Array(64));
    const signed = rrsetOf(name('com'), TYPE.A, 300, [Uint8Array.of(1, 2, 3, 4)], [signature]);
    const bytes = encodeMessage(message({ answer: [a('com.', 9), signed] }), { maxSize: BEHIND_QUESTION + 60 });
    expect(decodeMessage(bytes)).toMatchObject({ tc: true, answer: [{ name: 'com.', signatures: new Uint8Array(0) }] });
  });

  it('more than a stream can carry is cut too', () => {
    const huge = message({
      answer: [0, 1, 2].map((octet) => rrsetOf(name(`h${octet}`), TYPE.NULL, 1, [new Uint8Array(30_000)])),
    });
    const decoded = decodeMessage(encodeMessage(huge));
    expect([decoded.tc, decoded.answer.length]).toEqual([true, 2]);
  });

  it('what was dropped leaves no pointer to it behind', () => {
    const big = rrsetOf(name('big.example.org'), TYPE.TXT, 1, [bytesOf([200], new Uint8Array(200))]);
    const late = a('x.big.example.org', 1);
    const bytes = encodeMessage(message({ additional: [big, late, a('y.big.example.org', 2)] }), { maxSize: 150 });
    expect(decodeMessage(bytes).additional).toEqual([late, a('y.big.example.org', 2)]);
  });
});

describe('TTL offsets', () => {
  it('name every TTL but that of the OPT, in the sections that were kept', () => {
    const whole = message({
      answer: [a('a', 1, 2)],
      authority: [a('b', 1)],
      additional: [a('c', 1), a('d', 1)],
      edns: EDNS,
    });
    const ttls = (maxSize?: number): number[] => {
      const { bytes, ttlOffsets } = encodeMessageWithTtls(whole, { maxSize });
      return ttlOffsets.map((offset) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset));
    };
    expect(ttls()).toEqual([300, 300, 300, 300, 300]);
    expect(ttls(BEHIND_QUESTION + 11 + 33 + 17 + 16)).toEqual([300, 300, 300]);
  });
});
