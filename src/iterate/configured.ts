/**
 * Zones with servers of their own by configuration (forward, stub): nobody else speaks for names at or below them,
 * whatever the servers of a zone above say. Pure. It must not know how such servers are asked (`starts.ts`).
 *
 * After MaginotDNS (USENIX Security 2023) and Unbound's CVE-2026-44687: forwarding and recursion share one cache.
 */
import { isAtOrBelow, isBelow, labelCount, type Name } from '../wire/name.ts';
import type { ConfiguredZone } from './settings.ts';

/** The deepest configured zone at or above `name`. */
export function configuredAbove(name: Name, zones: readonly ConfiguredZone[]): Name | undefined {
  let deepest: Name | undefined;
  for (const { zone } of zones) {
    if (!isAtOrBelow(name, zone)) continue;
    if (deepest === undefined || labelCount(zone) > labelCount(deepest)) deepest = zone;
  }
  return deepest;
}

/** True if the servers of `zone` may speak for `name`: it lies in the zone, and not in a configured one below it. */
export function maySpeakFor(zone: Name, name: Name, zones: readonly ConfiguredZone[]): boolean {
  if (!isAtOrBelow(name, zone)) return false;
  const own = zones.length === 0 ? undefined : configuredAbove(name, zones);
  return own === undefined || !isBelow(own, zone);
}
