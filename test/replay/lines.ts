/**
 * A scenario file line by line: leading blanks off, blank lines and `;` comments left out. It must not know what the
 * lines mean.
 */

/** A file that is not a scenario; the message names the line. */
export class BadScenario extends Error {
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
    this.name = 'BadScenario';
  }
}

export interface Lines {
  /** The next line that is not blank and not a comment, trimmed; undefined at the end. */
  next(): string | undefined;
  /** What `next` will give, left where it is. */
  peek(): string | undefined;
  /** The number (from 1) of the line given last. */
  number(): number;
}

export function linesOf(text: string): Lines {
  const all = text.split('\n');
  let at = 0;
  let given = 0;
  const skip = (): void => {
    while (at < all.length && /^\s*(;|$)/.test(all[at] ?? '')) at++;
  };
  return {
    next() {
      skip();
      if (at >= all.length) return undefined;
      given = at + 1;
      return (all[at++] ?? '').trim();
    },
    peek() {
      skip();
      return at >= all.length ? undefined : (all[at] ?? '').trim();
    },
    number: () => given,
  };
}
