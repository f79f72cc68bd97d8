import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrames } from '../../src/net/frames.ts';
import { framed } from '../../src/net/stream.ts';

/** The octets cut at these places, in order. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const messages = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 8 });

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(5000), { maxLength: 20 }), (sent, places) => {
        const frames = createFrames();
        const stream = Buffer.concat(sent.map(framed));
        const got = cut(stream, places).flatMap((chunk) => frames.take(chunk));
        expect(got.map((message) => Buffer.from(message))).toEqual(sent.map((message) => Buffer.from(message)));
        expect(frames.pending).toBe(0);
      }),
    );
  });

  it('come out of a stream of single octets, the moment they are complete', () => {
    const frames = createFrames();
    const stream = Buffer.concat([framed(Uint8Array.of(7, 8)), framed(Uint8Array.of(9))]);
    const lengths = [...stream].map((octet) => frames.take(Uint8Array.of(octet)).length);
    expect(lengths).toEqual([0, 0, 0, 1, 0, 0, 1]);
  });

  it('are copies: the chunk may be used again', () => {
    const chunk = Uint8Array.from(framed(Uint8Array.of(5)));
    const [message] = createFrames().take(chunk);
    chunk.fill(0);
    expect(message).toEqual(Uint8Array.of(5));
  });

  it('of the greatest length pass whole, and no more than one unfinished is ever kept', () => {
    const greatest = new Uint8Array(0xffff).fill(3);
    const stream = Buffer.concat([framed(greatest), framed(greatest)]);
    const frames = createFrames();
    let whole = 0;
    for (let at = 0; at < stream.length; at += 1000) {
      for (const message of frames.take(stream.subarray(at, at + 1000))) whole += message.length;
      expect(frames.pending).toBeLessThan(2 + 0xffff);
    }
    expect(whole).toBe(2 * 0xffff);
  });
});
