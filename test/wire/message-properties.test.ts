import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import { encodeMessage, encodeMessageWithTtls } from '../../src/wire/encode.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameToWire } from '../../src/wire/name.ts';
import { anyMessage } from './arbitrary-messages.ts';
import { expectBounded } from './bounds.ts';

describe('any message', () => {
  it('survives encoding and decoding', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = encodeMessage(message);
        const decoded = decodeMessage(bytes, (work) => {
          expectBounded(work, bytes.length);
        });
        expect(decoded).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  it('encoded twice gives the same octets', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = encodeMessage(message);
        expect(encodeMessage(decodeMessage(bytes))).toEqual(bytes);
      }),
    );
  });

  it('cut to any size is a message within it, whole RRsets from the front, and TC where needed ones are missing', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 0, max: 900 }), (message, room) => {
        const least = encodeMessage({ ...message, answer: [], authority: [], additional: [] }).length;
        const bytes = encodeMessage(message, { maxSize: least + room });
        expect(bytes.length).toBeLessThanOrEqual(least + room);
        const decoded = decodeMessage(bytes);
        const cut =
          decoded.answer.length < message.answer.length || decoded.authority.length < message.authority.length;
        expect(decoded).toEqual({
          ...message,
          tc: message.tc || cut,
          answer: message.answer.slice(0, decoded.answer.length),
          authority: message.authority.slice(0, decoded.authority.length),
          additional: message.additional.filter((set) => holds(decoded, set.name, set.type, set.class)),
        });
        if (cut) expect(decoded.additional).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('its TTLs can be changed in place', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { bytes, ttlOffsets } = encodeMessageWithTtls(message);
        expect(bytes).toEqual(encodeMessage(message));
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        for (const offset of ttlOffsets) view.setUint32(offset, 7);
        const aged = (sets: Message['answer']): Message['answer'] => sets.map((set) => ({ ...set, ttl: 7 }));
        expect(decodeMessage(bytes)).toEqual({
          ...message,
          answer: aged(message.answer),
          authority: aged(message.authority),
          additional: aged(message.additional),
        });
      }),
    );
  });

  it("echoes the client's spelling of one question, and means the same", () => {
    fc.assert(
      fc.property(anyMessage, fc.infiniteStream(fc.boolean()), (message, upper) => {
        const question = message.questions[0];
        if (question === undefined || message.questions.length !== 1) return;
        const name = nameToWire(question.name).map((octet) => {
          const letter = octet >= 0x61 && octet <= 0x7a;
          return letter && upper.next().value ? octet - 32 : octet;
        });
        const { type, class: rrclass } = question;
        const questionBytes = Uint8Array.from([...name, type >> 8, type & 255, rrclass >> 8, rrclass & 255]);
        const bytes = encodeMessage(message, { questionBytes });
        expect(bytes.subarray(12, 12 + questionBytes.length)).toEqual(questionBytes);
        expect(decodeMessage(bytes)).toEqual(message);
      }),
    );
  });
});

function holds(message: Message, name: string, type: number, rrclass: number): boolean {
  return message.additional.some((set) => set.name === name && set.type === type && set.class === rrclass);
}
