/**
 * Messages out of a byte stream (RFC 7766 section 8: two octets of length before each). It must not know sockets.
 * Bounded: a message has at most 65,535 octets, and no more than one is ever kept unfinished. What comes in single
 * octets is copied a constant number of times each, whatever its length.
 */

export interface Frames {
  /** The messages that are complete now; each is a copy. */
  take(chunk: Uint8Array): Uint8Array[];
  /** Octets kept of an unfinished message. */
  readonly pending: number;
}

/** Room for an unfinished message at first: most whole messages fit. */
const FIRST_ROOM_OCTETS = 512;

/** Frames of one stream, from its first octet on. */
export function createFrames(): Frames {
  let kept = new Uint8Array(0);
  let used = 0;
  const keep = (bytes: Uint8Array): void => {
    if (kept.length < used + bytes.length) {
      const larger = new Uint8Array(Math.max(FIRST_ROOM_OCTETS, kept.length * 2, used + bytes.length));
      larger.set(kept.subarray(0, used));
      kept = larger;
    }
    kept.set(bytes, used);
    used += bytes.length;
  };
  return {
    take: (chunk) => {
      const messages: Uint8Array[] = [];
      let at = 0;
      while (at < chunk.length) {
        if (used === 0) {
          const end = frameEnd(chunk, at, chunk.length);
          if (end === undefined) break;
          messages.push(Uint8Array.prototype.slice.call(chunk, at + 2, end));
          at = end;
          continue;
        }
        const wanted = (frameLength(kept, 0, used) ?? 2) - used;
        keep(chunk.subarray(at, at + wanted));
        at = Math.min(chunk.length, at + wanted);
        const end = frameEnd(kept, 0, used);
        if (end === undefined) continue;
        messages.push(kept.slice(2, end));
        used = 0;
      }
      if (used === 0) kept = EMPTY;
      keep(chunk.subarray(at));
      return messages;
    },
    get pending() {
      return used;
    },
  };
}

const EMPTY = new Uint8Array(0);

/** Octets of the frame at `at` with its length; undefined while the length itself is not there. */
function frameLength(bytes: Uint8Array, at: number, limit: number): number | undefined {
  if (at + 2 > limit) return undefined;
  return 2 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
}

/** The offset behind the frame at `at`; undefined while it is not complete. */
function frameEnd(bytes: Uint8Array, at: number, limit: number): number | undefined {
  const length = frameLength(bytes, at, limit);
  return length === undefined || at + length > limit ? undefined : at + length;
}
