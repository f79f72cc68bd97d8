/**
 * The addresses a zone adds to its answers and referrals: glue (RFC 9471, RFC 9499 section 7) and the courtesy of
 * additional sections (RFC 1035 section 3.3, RFC 2782, RFC 9460 section 4.1). It must not know messages.
 */
import { isAtOrBelow, type Name } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import { type RRset, targetsOf } from '../wire/rrset.ts';
import { mentionedIn } from '../wire/typed.ts';
import { placeOf, type Zone } from './zone.ts';

/** Glue of a referral: servers inside the child first (they must fit, RFC 9471 section 3.1), then their siblings. */
export function glueFor(zone: Zone, ns: RRset): readonly RRset[] {
  const targets = [...new Set(targetsOf(ns))];
  const inside = targets.filter((target) => isAtOrBelow(target, ns.name));
  const beside = targets.filter((target) => !isAtOrBelow(target, ns.name));
  return [...inside, ...beside].flatMap((target) => addressesAt(zone, target));
}

/** Addresses of the names that `sets` point at, without what `present` already holds. */
export function addressesFor(zone: Zone, sets: readonly RRset[], present: readonly RRset[]): readonly RRset[] {
  const found = new Set<RRset>();
  for (const rrset of sets) {
    for (const target of mentionedIn(rrset)) {
      // Only the NS set speaks of names below a cut (its glue); all others are for their own zone to tell.
      if (rrset.type !== TYPE.NS && !isOwn(zone, target)) continue;
      for (const set of addressesAt(zone, target)) if (!present.includes(set)) found.add(set);
    }
  }
  return [...found];
}

function isOwn(zone: Zone, name: Name): boolean {
  return isAtOrBelow(name, zone.origin) && placeOf(zone, name).kind === 'node';
}

function addressesAt(zone: Zone, name: Name): readonly RRset[] {
  const node = zone.nodes.get(name);
  return [node?.get(TYPE.A), node?.get(TYPE.AAAA)].filter((set) => set !== undefined);
}
