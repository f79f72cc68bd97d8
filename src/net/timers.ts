/**
 * The two times of an exchange: overdue (the caller may try again) and given up. It must not know sockets.
 *
 * libuv runs due timers before it reads sockets: after a pause of our own every healthy server would look dead. So
 * neither time is judged before the sockets had one more turn (setImmediate runs after the poll phase).
 */
import type { ExchangeOptions, ExchangeRequest } from '../ports.ts';

/** The running times of one exchange. */
export interface Timers {
  stop(): void;
  /** Gives up now, as if all the time had passed: after one more turn of the sockets, and told as overdue first. */
  expire(): void;
}

/** Both times run from now: `options.overdue` is called at most once, then `giveUp`; neither after `stop`. */
export function startTimers(request: ExchangeRequest, options: ExchangeOptions, giveUp: () => void): Timers {
  const { timeoutMs, lingerMs } = request;
  let stopped = false;
  let told = false;
  const afterPoll = (act: () => void): void => {
    setImmediate(() => {
      if (!stopped) act();
    });
  };
  const tell = (): void => {
    if (told) return;
    told = true;
    options.overdue?.();
  };
  let timer = setTimeout(() => {
    afterPoll(() => {
      tell();
      if (stopped) return;
      timer = setTimeout(() => afterPoll(giveUp), Math.max(0, lingerMs - timeoutMs));
    });
  }, timeoutMs);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    expire: () => {
      afterPoll(() => {
        tell();
        if (!stopped) giveUp();
      });
    },
  };
}
