import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { type RRset, rdataCount, rdataList } from '../../src/wire/rrset.ts';
import { bytesOf, FIRST_RECORD, type Part, pointer, record, response, uint16 } from './packets.ts';

const a = (last: number, ttl = 300): Uint8Array => record(TYPE.A, [192, 0, 2, last], ttl);
const rrsig = (covered: number, mark: number, ttl = 300): Uint8Array =>
  record(TYPE.RRSIG, bytesOf(uint16(covered), new Array<number>(16).fill(0), 'example.', [mark]), ttl);
const marks = (packed: Uint8Array): number[] => rdataList(packed).map((rdata) => rdata.at(-1) ?? -1);

function answerOf(...parts: readonly Part[]): readonly RRset[] {
  return decodeMessage(response(parts.length / 2, ...parts)).answer;
}

describe('records become RRsets (RFC 2181 section 5)', () => {
  it('same owner, type and class are one set, in the order they came, wherever they stand', () => {
    const sets = answerOf('a.', a(1), 'b.', a(2), 'A.', a(3), 'a.', record(TYPE.TXT, [0]), 'a.', a(4));
    expect(sets.map((set) => [set.name, set.type, marks(set.rdata)])).toEqual([
      ['a.', TYPE.A, [1, 3, 4]],
      ['b.', TYPE.A, [2]],
      ['a.', TYPE.TXT, [0]],
    ]);
  });

  it('another class is another set', () => {
    expect(answerOf('a.', a(1), 'a.', record(TYPE.A, [1], 1, 3)).length).toBe(2);
  });

  it('the TTL is the lowest, that of a signature too', () => {
    expect(answerOf('a.', a(1, 300), 'a.', a(2, 60), 'a.', a(3, 90))[0]?.ttl).toBe(60);
    expect(answerOf('a.', a(1, 300), 'a.', rrsig(TYPE.A, 9, 30))[0]?.ttl).toBe(30);
  });

  it('the same rdata twice is one record, however many there are', () => {
    expect(marks(answerOf('a.', a(1), 'a.', a(2), 'a.', a(1), 'a.', a(1))[0]?.rdata ?? bytesOf())).toEqual([1, 2]);
    const many = Array.from({ length: 100 }, (_, at) => ['a.', a(at % 40)] as const).flat();
    const [set] = answerOf(...many);
    expect(marks(set?.rdata ?? bytesOf())).toEqual(Array.from({ length: 40 }, (_, at) => at));
  });

  it('rdata that is equal once expanded is one record', () => {
    const plain = record(TYPE.NS, 'ns.example.');
    const compressed = record(TYPE.NS, bytesOf([2, 0x6e, 0x73], pointer(12)));
    expect(rdataCount(answerOf('a.', plain, 'a.', compressed)[0]?.rdata ?? bytesOf())).toBe(1);
  });
});

describe('signatures', () => {
  it('go with the set they cover, before or behind it', () => {
    const [set, ...others] = answerOf('a.', rrsig(TYPE.A, 1), 'a.', a(7), 'a.', rrsig(TYPE.A, 2));
    expect(others).toEqual([]);
    expect([set?.type, marks(set?.rdata ?? bytesOf()), marks(set?.signatures ?? bytesOf())]).toEqual([1, [7], [1, 2]]);
  });

  it('without their set they are an RRset of type RRSIG, one for each owner', () => {
    const sets = answerOf('a.', rrsig(TYPE.NS, 1), 'b.', a(1), 'a.', rrsig(TYPE.TXT, 2), 'a.', rrsig(TYPE.RRSIG, 3));
    expect(sets.map((set) => [set.name, set.type, marks(set.rdata), set.signatures.length])).toEqual([
      ['a.', TYPE.RRSIG, [1, 2, 3], 0],
      ['b.', TYPE.A, [1], 0],
    ]);
  });

  it('stay with their set where others have none', () => {
    const sets = answerOf('a.', a(1), 'a.', rrsig(TYPE.A, 2), 'a.', rrsig(TYPE.NS, 3));
    expect(sets.map((set) => [set.type, marks(set.rdata), marks(set.signatures)])).toEqual([
      [TYPE.A, [1], [2]],
      [TYPE.RRSIG, [3], []],
    ]);
  });

  it('those of another owner, class or section do not count', () => {
    expect(answerOf('a.', a(1), 'b.', rrsig(TYPE.A, 1)).map((set) => set.type)).toEqual([TYPE.A, TYPE.RRSIG]);
  });
});

describe('many sets', () => {
  it('are found by number, not by searching: 60 types of one owner, twice', () => {
    const types = Array.from({ length: 60 }, (_, at) => 1000 + at);
    const parts = [...types, ...types.toReversed()].flatMap((type, at) => ['a.', record(type, [at])] as const);
    const sets = answerOf(...parts);
    expect(sets.map((set) => set.type)).toEqual(types);
    expect(sets.every((set, at) => marks(set.rdata).join() === `${at},${119 - at}`)).toBe(true);
  });

  it('100 owners, each met again by pointer, by another spelling and in another section', () => {
    const owners = Array.from({ length: 100 }, (_, at) => `n${at}.example.`);
    const spelled = owners.map((owner) => bytesOf(owner.toUpperCase()));
    let at = FIRST_RECORD;
    const offsets = owners.map((owner) => {
      const offset = at;
      at += owner.length + 1 + 14;
      return offset;
    });
    const parts = owners.flatMap((owner, index) => [bytesOf(owner), a(index)] as const);
    const again = offsets.flatMap((offset, index) => [pointer(offset), a(100 + index)] as const);
    const upper = spelled.flatMap((owner, index) => [owner, a(index)] as const);
    const message = response(200, ...parts, ...again, ...upper);
    message[9] = 100;
    const decoded = decodeMessage(message);
    expect(decoded.answer.map((set) => set.name)).toEqual(owners);
    expect(decoded.answer.every((set, index) => marks(set.rdata).join() === `${index},${100 + index}`)).toBe(true);
    expect(decoded.authority.map((set) => set.name)).toEqual(owners);
  });
});

it('records are copied out: the packet may be overwritten', () => {
  const bytes = response(2, pointer(12), a(1), pointer(12), record(TYPE.NS, bytesOf([1, 0x61], pointer(12))));
  const before = decodeMessage(bytes);
  const kept = structuredClone(before);
  bytes.fill(0xff);
  expect(before).toEqual(kept);
  for (const set of before.answer) expect(set.rdata.buffer).not.toBe(bytes.buffer);
});
