/**
 * Is this machine offline? When many networks fall silent at once, it is not they who died: then nobody is punished,
 * and the first reply forgives all (design section 6). It must not know servers or questions.
 */
import type { Millis } from '../ports.ts';

/** So many distinct networks (/24, /48) must be silent ... */
const SILENT_PREFIXES = 6;
/** ... for so long, without one reply from anywhere. */
const SILENT_FOR_MS = 10_000;
/** Networks remembered while counting. */
const PREFIXES_AT_MOST = 64;

/** Counts silent networks, each once, until anybody answers. */
export interface OfflineWatch {
  /** A network did not answer. */
  silent(prefix: string): void;
  /** Somebody answered; true if that ends an offline time. */
  heard(): boolean;
  readonly isOffline: boolean;
}

/** `now` is monotonic. */
export function createOfflineWatch(now: () => Millis): OfflineWatch {
  const prefixes = new Set<string>();
  let since = 0;
  let offline = false;
  return {
    silent: (prefix) => {
      if (prefixes.size === 0) since = now();
      if (prefixes.size < PREFIXES_AT_MOST) prefixes.add(prefix);
      if (prefixes.size >= SILENT_PREFIXES && now() - since >= SILENT_FOR_MS) offline = true;
    },
    heard: () => {
      if (prefixes.size > 0) prefixes.clear();
      const ended = offline;
      offline = false;
      return ended;
    },
    get isOffline() {
      return offline;
    },
  };
}
