/**
 * A queue with one waiting reader: how the attempts of one ask report to it, in order. It must not know what it
 * carries. Bounded by what is put in: each attempt puts at most three items.
 */

/** Items from many, read by one. */
export interface Mailbox<T> {
  put(item: T): void;
  /** Wakes the reader with nothing. */
  ring(): void;
  fail(error: unknown): void;
  next(): Promise<T | undefined>;
}

/** A queue with one reader. A failure is our own bug: it is thrown at the reader. */
export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  let rung = false;
  const ring = (): void => {
    rung = true;
    wake?.();
    wake = undefined;
  };
  return {
    put: (item) => {
      items.push(item);
      ring();
    },
    ring,
    fail: (error) => {
      failure ??= { error };
      ring();
    },
    next: async () => {
      if (items.length === 0 && !rung)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      rung = false;
      if (failure !== undefined) throw failure.error;
      return items.shift();
    },
  };
}
