/**
 * The two times of an exchange: overdue (the caller may try again) and given up. It must not know sockets.
 *
 * libuv runs due timers before it reads sockets: after a pause of our own every healthy server would look dead. So
 * neither time is judged before the sockets had one more turn (setImmediate runs after the poll phase).
 */
import type { ExchangeOptions, ExchangeRequest } from '../ports.ts';

export interface Timers {
  stop(): void;
}

export function startTimers(request: ExchangeRequest, options: ExchangeOptions, giveUp: () => void): Timers {
  const { timeoutMs, lingerMs } = request;
  let stopped = false;
  const afterPoll = (act: () => void): void => {
    setImmediate(() => {
      if (!stopped) act();
    });
  };
  let timer = setTimeout(() => {
    afterPoll(() => {
      options.overdue?.();
      if (stopped) return;
      timer = setTimeout(() => afterPoll(giveUp), Math.max(0, lingerMs - timeoutMs));
    });
  }, timeoutMs);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
