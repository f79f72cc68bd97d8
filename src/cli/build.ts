/**
 * Where the real parts are chosen and wired together: clock, dice and sockets into the core. It must not know commands.
 */
import type { Settings } from '../iterate/settings.ts';
import { createExchange, type Route } from '../net/exchange.ts';
import { systemClock, systemRandom } from '../net/system.ts';
import { type Core, createCore } from '../resolver/resolver.ts';

/** Local addresses to send from, as text; absent: the choice of the system. */
export interface BuildOptions {
  readonly sourceIpv4?: string | undefined;
  readonly sourceIpv6?: string | undefined;
  /** Where logical addresses really are; for tests. */
  readonly route?: Route | undefined;
}

/** A core on the real network. */
export function buildCore(settings: Settings, options: BuildOptions = {}): Core {
  const { sourceIpv4, sourceIpv6, route } = options;
  const exchange = createExchange({
    random: systemRandom,
    ...(sourceIpv4 === undefined ? {} : { sourceIpv4 }),
    ...(sourceIpv6 === undefined ? {} : { sourceIpv6 }),
    ...(route === undefined ? {} : { route }),
  });
  return createCore({ clock: systemClock, random: systemRandom, exchange, settings });
}
