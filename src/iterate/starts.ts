/**
 * Where a walk starts: a configured zone, the deepest cut we know, or the root. It must not know how to go on.
 * RFC 1034 section 5.3.3 (step 2, "closest enclosing"), RFC 4035 section 4.2 (a DS is asked above the cut).
 */
import type { Store } from '../cache/store.ts';
import { isAtOrBelow, labelCount, type Name, parentOf, ROOT } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import { type Cut, cutFromEntry } from './delegation.ts';
import type { ConfiguredZone, Settings } from './settings.ts';
import type { Wanted } from './task.ts';

/** The root as the hints tell it: never expires. */
export function hintsCut(settings: Settings): Cut {
  return {
    zone: ROOT,
    servers: settings.hints,
    ds: 'unknown',
    lease: Number.POSITIVE_INFINITY,
    from: 'hints',
    targets: [],
  };
}

/**
 * The nearest place to start for `wanted`: configured zones, but those in `without`, win over learned cuts of the same
 * depth.
 */
export function startFor(
  wanted: Wanted,
  store: Store,
  settings: Settings,
  without: readonly ConfiguredZone[] = [],
): Cut {
  const name = wanted.type === TYPE.DS && wanted.name !== ROOT ? parentOf(wanted.name) : wanted.name;
  return startAt(name, store, settings, without);
}

/** The nearest place to start that is strictly above `zone`, which is not the root. */
export function startAbove(zone: Name, store: Store, settings: Settings): Cut {
  return startAt(parentOf(zone), store, settings, []);
}

function startAt(name: Name, store: Store, settings: Settings, without: readonly ConfiguredZone[]): Cut {
  const configured = deepestConfigured(name, settings.zones, without);
  if (configured?.mode === 'forward') return configuredCut(configured);
  const entry = store.deepestCut(name);
  if (configured !== undefined && (entry === undefined || !isNearer(entry.zone, configured)))
    return configuredCut(configured);
  return entry === undefined ? hintsCut(settings) : cutFromEntry(entry);
}

/** True if a learned cut is to be used rather than the configured one; a primed stub was learned at the same name. */
function isNearer(learned: Name, configured: ConfiguredZone): boolean {
  const deeper = labelCount(learned) - labelCount(configured.zone);
  return deeper > 0 || (deeper === 0 && configured.prime === true);
}

function deepestConfigured(
  name: Name,
  zones: readonly ConfiguredZone[],
  without: readonly ConfiguredZone[],
): ConfiguredZone | undefined {
  let deepest: ConfiguredZone | undefined;
  for (const zone of zones) {
    if (!isAtOrBelow(name, zone.zone) || without.includes(zone)) continue;
    if (deepest === undefined || labelCount(zone.zone) > labelCount(deepest.zone)) deepest = zone;
  }
  return deepest;
}

function configuredCut(zone: ConfiguredZone): Cut {
  return {
    zone: zone.zone,
    servers: (zone.hosts ?? []).map((host) => ({ name: host, addresses: [] })),
    ds: 'unknown',
    lease: Number.POSITIVE_INFINITY,
    from: zone.mode,
    targets: zone.servers,
    configured: zone,
  };
}
