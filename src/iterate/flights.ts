/**
 * Single flight: equal work under way is done once and shared. Each one who waits can leave; the work is aborted when
 * nobody waits any more. It must not know what the work is.
 */

/** Why work is given up: without a reason of ours each abort would build a DOMException with its stack. */
export const OVER = 'nobody waits any more';

/** Work under way by key; equal keys mean equal work. */
export interface Flights<R> {
  /**
   * Starts the work under `key`, or joins it. Resolves with its result, or undefined when `signal` aborts first.
   * `joined` tells whether somebody else had started it.
   */
  join(
    key: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<R>,
  ): { readonly joined: boolean; readonly result: Promise<R | undefined> };
  /** How many wait for `key`. */
  waiting(key: string): number;
  readonly size: number;
}

interface Flight<R> {
  readonly result: Promise<R>;
  readonly stopper: AbortController;
  waiting: number;
}

/** Nothing under way; a rejection of the work reaches all who wait for it. */
export function createFlights<R>(): Flights<R> {
  const flights = new Map<string, Flight<R>>();

  const wait = async (key: string, flight: Flight<R>, signal: AbortSignal): Promise<R | undefined> => {
    flight.waiting++;
    let leave: (() => void) | undefined;
    const left = new Promise<undefined>((resolve) => {
      leave = () => resolve(undefined);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return signal.aborted ? undefined : await Promise.race([flight.result, left]);
    } finally {
      if (leave !== undefined) signal.removeEventListener('abort', leave);
      flight.waiting--;
      if (flight.waiting === 0) {
        if (flights.get(key) === flight) flights.delete(key);
        flight.stopper.abort(OVER);
      }
    }
  };

  return {
    join: (key, signal, start) => {
      if (signal.aborted) return { joined: false, result: Promise.resolve(undefined) };
      const present = flights.get(key);
      if (present !== undefined) return { joined: true, result: wait(key, present, signal) };
      const stopper = new AbortController();
      const flight: Flight<R> = { result: start(stopper.signal), stopper, waiting: 0 };
      flights.set(key, flight);
      return { joined: false, result: wait(key, flight, signal) };
    },
    waiting: (key) => flights.get(key)?.waiting ?? 0,
    get size() {
      return flights.size;
    },
  };
}
