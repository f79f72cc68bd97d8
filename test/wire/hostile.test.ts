/**
 * Messages made to cost more than they are worth. What they may cost is stated in counts, never in time.
 */
import { describe, expect, it } from 'vitest';
import { decodeMessage, type Work } from '../../src/wire/decode.ts';
import { MAX_DECODED_NAME_OCTETS, MAX_POINTERS, MAX_STEPS } from '../../src/wire/expand.ts';
import { Malformed } from '../../src/wire/malformed.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { expectBounded } from './bounds.ts';
import { bytesOf, FIRST_RECORD, type Part, packet, pointer, record, response, uint16 } from './packets.ts';

interface Verdict extends Work {
  /** Why it was refused, or how many RRsets it has. */
  readonly verdict: string | number;
}

function judge(bytes: Uint8Array): Verdict {
  let work: Work = { steps: -1, nameOctets: -1, names: -1, rdataOctets: -1, searched: -1, compared: -1 };
  let verdict: string | number;
  try {
    const message = decodeMessage(bytes, (measured) => {
      work = measured;
    });
    verdict = message.answer.length;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    verdict = error.what;
  }
  expectBounded(work, bytes.length);
  return { ...work, verdict };
}

const A = record(TYPE.A, [192, 0, 2, 1]);
/** The largest message that a stream can carry. */
const LARGEST = 0xffff;

/** `count` times what `part` makes of the number. */
function repeated(count: number, part: (index: number) => Part): Uint8Array {
  return bytesOf(...Array.from({ length: count }, (_, index) => part(index)));
}

describe('compression pointers', () => {
  it.each([
    ['at itself', pointer(FIRST_RECORD)],
    ['forwards', pointer(FIRST_RECORD + 2)],
    ['beyond the message', pointer(0x3fff)],
    ['behind a label, at that label', bytesOf([1, 0x61], pointer(FIRST_RECORD))],
    ['behind a label, at its inside', bytesOf([1, 0x61], pointer(FIRST_RECORD + 1))],
  ])('%s: refused after a look', (_, owner) => {
    const { verdict, steps, names } = judge(response(1, owner, A));
    expect(verdict).toBe('a compression pointer does not lead backwards');
    expect([steps, names]).toEqual([2, 1]);
  });

  it('into the header: refused', () => {
    for (const offset of [0, 4, 11]) {
      expect(judge(response(1, pointer(offset), A)).verdict).toBe('a compression pointer leads into the header');
    }
  });

  it('at each other: refused', () => {
    const other = record(TYPE.NULL, pointer(FIRST_RECORD + 22));
    const bytes = response(2, [0], other, pointer(FIRST_RECORD + 11), A);
    expect(judge(bytes).verdict).toBe('a compression pointer does not lead backwards');
  });

  it('cut in half: refused', () => {
    expect(judge(response(1, [0xc0], new Array<number>(10).fill(0)).subarray(0, FIRST_RECORD + 1)).verdict).toBe(
      'the header counts more records than the message can hold',
    );
    expect(judge(packet({ counts: [1, 0, 0, 0] }, [1, 0x61, 1, 0x61, 0xc0])).verdict).toBe(
      'a compression pointer is cut short',
    );
  });

  /** A NULL record whose rdata holds a chain of pointers, each at the one before, the first at the question. */
  const chain = (length: number): Uint8Array => {
    const first = FIRST_RECORD + 11;
    const links = repeated(length, (index) => pointer(index === 0 ? 12 : first + 2 * (index - 1)));
    const owner = pointer(first + 2 * (length - 1));
    return response(2, [0], record(TYPE.NULL, links), owner, A);
  };

  it(`a chain of ${MAX_POINTERS} is followed, one of more is refused after as many`, () => {
    expect(judge(chain(MAX_POINTERS - 1)).verdict).toBe(2);
    for (const length of [MAX_POINTERS, 100, 8000]) {
      const { verdict, steps } = judge(chain(length));
      expect(verdict).toBe('a name has more than 16 compression pointers');
      expect(steps).toBeLessThan(10);
    }
  });

  it('at labels that run into the name they are read for: refused', () => {
    const bytes = response(2, [0], record(TYPE.NULL, [3, 0x61]), pointer(FIRST_RECORD + 11), record(0x0100, []));
    expect(judge(bytes).verdict).toBe('a name runs past the end');
  });

  it('a chain is as long where its names were read before', () => {
    const owner = (index: number): Part =>
      bytesOf([1, 0x61], pointer(index === 0 ? 12 : FIRST_RECORD + 18 * (index - 1)), A);
    const owners = repeated(MAX_POINTERS, owner);
    expect(judge(response(MAX_POINTERS, owners)).verdict).toBe(MAX_POINTERS);
    const last = FIRST_RECORD + 18 * (MAX_POINTERS - 1);
    for (const at of [last, last - 18]) {
      const verdict = at === last ? 'a name has more than 16 compression pointers' : MAX_POINTERS;
      expect(judge(response(MAX_POINTERS + 1, owners, pointer(at), A)).verdict).toBe(verdict);
    }
  });

  it('a chain spun over many owners is as long as one spun in rdata', () => {
    const owners = (count: number): Uint8Array =>
      response(
        count,
        repeated(count, (index) => bytesOf(pointer(index === 0 ? 12 : FIRST_RECORD + 16 * (index - 1)), A)),
      );
    expect(judge(owners(MAX_POINTERS)).verdict).toBe(1);
    expect(judge(owners(MAX_POINTERS + 1)).verdict).toBe('a name has more than 16 compression pointers');
  });
});

describe('forged counts', () => {
  it.each([
    [[65535, 65535, 65535, 65535]],
    [[65535, 0, 0, 0]],
    [[0, 65535, 0, 0]],
    [[1, 0, 3, 0]],
    [[0, 0, 0, 5]],
  ] as const)('%j in a message of 42 octets: refused before anything is read', (counts) => {
    const { verdict, steps, names } = judge(packet({ counts }, new Array<number>(30).fill(0)));
    expect(verdict).toBe('the header counts more records than the message can hold');
    expect([steps, names]).toEqual([0, 0]);
  });

  it('as many as the octets could hold are read, and no more', () => {
    const count = Math.floor((LARGEST - 12) / 5);
    const { verdict, steps } = judge(packet({ counts: [count, 0, 0, 0] }, new Uint8Array(count * 5)));
    expect([verdict, steps]).toEqual([0, count]);
  });
});

describe('compression bombs', () => {
  /** 250 octets and a root. */
  const LONG = bytesOf(
    repeated(125, () => [1, 0x61]),
    [0],
  );

  it('thousands of short rdata that expand to long names are refused at 64 kB', () => {
    const records = 3000;
    const ns = repeated(records, () => bytesOf([0], record(TYPE.NS, pointer(12))));
    const { verdict, nameOctets, rdataOctets } = judge(
      packet({ counts: [1, records, 0, 0] }, LONG, uint16(1), uint16(1), ns),
    );
    expect(verdict).toBe('names expand to more than 64 kB');
    expect(nameOctets).toBeLessThanOrEqual(MAX_DECODED_NAME_OCTETS + 255);
    expect(rdataOctets).toBeLessThanOrEqual(MAX_DECODED_NAME_OCTETS);
  });

  it('thousands of different owners with one long suffix are refused at 64 kB', () => {
    const records = 3000;
    const owners = repeated(records, (index) =>
      bytesOf([3, 0x62, index >> 8, index & 0xff], pointer(12 + 6), record(TYPE.NULL, [])),
    );
    const { verdict, names } = judge(packet({ counts: [1, records, 0, 0] }, LONG, uint16(1), uint16(1), owners));
    expect(verdict).toBe('names expand to more than 64 kB');
    expect(names).toBeLessThan(MAX_DECODED_NAME_OCTETS / 240);
  });

  it('thousands of owners that are the same long name cost one decoding', () => {
    const records = 4000;
    const owners = repeated(records, (index) => bytesOf(pointer(12), record(TYPE.NULL, uint16(index))));
    const { verdict, steps, names, nameOctets } = judge(
      packet({ counts: [1, records, 0, 0] }, LONG, uint16(1), uint16(1), owners),
    );
    expect([verdict, names, nameOctets]).toEqual([1, 1, LONG.length]);
    expect(steps).toBeLessThan(records + 200);
  });

  it('pointers at pointers at one long name end at the limit of steps', () => {
    const first = FIRST_RECORD - 9 + LONG.length;
    const half = 1000;
    const plain = repeated(half, () => bytesOf(pointer(12), record(TYPE.NULL, [])));
    const second = repeated(half, (index) => bytesOf(pointer(first + 12 * index), record(TYPE.NULL, [])));
    const third = repeated(half, (index) => bytesOf(pointer(first + 12 * (index % half)), record(TYPE.NULL, [])));
    const { verdict, steps } = judge(
      packet({ counts: [1, 3 * half, 0, 0] }, LONG, uint16(1), uint16(1), plain, second, third),
    );
    expect(verdict).toBe('names take too many labels and pointers to read');
    expect(steps).toBeLessThanOrEqual(MAX_STEPS + 200);
  });
});

describe('big sections', () => {
  it('thousands of records of one set are one set, and the repeated ones go', () => {
    const records = 4000;
    const many = repeated(records, (index) =>
      bytesOf(pointer(12), record(TYPE.A, [10, 0, (index >> 1) >> 8, (index >> 1) & 0xff])),
    );
    const message = response(records, many);
    const { verdict, searched, compared } = judge(message);
    expect([verdict, searched]).toEqual([1, records - 1]);
    expect(decodeMessage(message).answer[0]?.rdata.length).toBe((records / 2) * 6);
    expect(compared).toBeLessThan(records * 14);
  });

  it.each([
    ['types of one owner', (index: number): Part => bytesOf(pointer(12), record(1000 + index, []))],
    ['owners', (index: number): Part => bytesOf([2, index >> 8, index & 0xff], [0], record(TYPE.NULL, []))],
    ['classes of one owner', (index: number): Part => bytesOf(pointer(12), record(TYPE.NULL, [], 0, 1000 + index))],
    [
      'orphaned signatures of one owner',
      (index: number): Part =>
        bytesOf(pointer(12), record(TYPE.RRSIG, bytesOf(uint16(1000 + index), new Uint8Array(17), [1]))),
    ],
  ])('thousands of different %s cost a few looks each', (_, part) => {
    // biome-ignore format: a table
    const records = 1500;
    const { searched } = judge(response(records, repeated(records, part)));
    expect(searched).toBeLessThanOrEqual(records * 17);
  });
});
