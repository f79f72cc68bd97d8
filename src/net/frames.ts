/**
 * Messages out of a byte stream (RFC 7766 section 8: two octets of length before each). It must not know sockets.
 * Bounded: a message has at most 65,535 octets, and no more than one is ever kept unfinished.
 */

export interface Frames {
  /** The messages that are complete now; each is a copy. */
  take(chunk: Uint8Array): Uint8Array[];
  /** Octets kept of an unfinished message. */
  readonly pending: number;
}

export function createFrames(): Frames {
  let kept: Uint8Array = new Uint8Array(0);
  return {
    take: (chunk) => {
      const bytes = kept.length === 0 ? chunk : joined(kept, chunk);
      const messages: Uint8Array[] = [];
      let at = 0;
      while (at + 2 <= bytes.length) {
        const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
        if (at + 2 + length > bytes.length) break;
        messages.push(Uint8Array.prototype.slice.call(bytes, at + 2, at + 2 + length));
        at += 2 + length;
      }
      kept = Uint8Array.prototype.slice.call(bytes, at);
      return messages;
    },
    get pending() {
      return kept.length;
    },
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
