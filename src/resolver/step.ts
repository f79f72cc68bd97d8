/**
 * One step of an alias chain as sections of an answer, from the cache or from a walk. Pure. It must not know where the
 * chain began. RFC 1034 section 5.3.3 (step 4), RFC 6672 section 2.2 (overflow).
 */
import { RANK, type SetKey } from '../cache/entry.ts';
import type { Store } from '../cache/store.ts';
import type { Link } from '../iterate/scrub.ts';
import type { Walked } from '../iterate/walk.ts';
import type { Seconds } from '../ports.ts';
import type { Name } from '../wire/name.ts';
import { RCODE, type Rcode, TYPE } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';
import { aged, type Known } from './known.ts';

/** One or more links of the chain, or its end (`next` undefined). `passed`: the names the links lead to. */
export interface Step {
  readonly kind: 'step';
  readonly sets: readonly RRset[];
  readonly passed: readonly Name[];
  readonly next: Name | undefined;
  readonly rcode: Rcode;
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
}

function end(sets: readonly RRset[], rcode: Rcode, authority: readonly RRset[], additional: readonly RRset[]): Step {
  return { kind: 'step', sets, passed: [], next: undefined, rcode, authority, additional };
}

/** What the cache says, aged to `now`. */
export function stepFromCache(store: Store, cached: Known, now: Seconds): Step {
  const companions = (keys: readonly SetKey[] | undefined): RRset[] =>
    (keys ?? []).flatMap(({ name, type }) => {
      const entry = store.set(name, type, RANK.additional);
      return entry === undefined ? [] : [aged(entry.rrset, entry, now)];
    });
  switch (cached.kind) {
    case 'sets': {
      const sets = cached.entries.map((entry) => aged(entry.rrset, entry, now));
      const around = cached.entries[0]?.companions;
      return end(sets, RCODE.NOERROR, companions(around?.authority), companions(around?.additional));
    }
    case 'negative': {
      const { entry } = cached;
      const proof = entry.proof.map((rrset) => aged(rrset, entry, now));
      const rcode = entry.rcode === 'nxdomain' ? RCODE.NXDOMAIN : RCODE.NOERROR;
      return end(
        [],
        rcode,
        [...proof, ...companions(entry.companions?.authority)],
        companions(entry.companions?.additional),
      );
    }
    case 'alias': {
      const set = aged(cached.link.set, cached.entry, now);
      return aliasStep([{ ...cached.link, set }], cached.link.target);
    }
    default:
      return cached satisfies never;
  }
}

/** The alias links in the answer section; an overflowing DNAME ends the chain with YXDOMAIN (RFC 6672 section 2.2). */
function aliasStep(links: readonly Link[], next: Name | undefined): Step {
  const sets = links.flatMap(linkSets);
  if (next === undefined) return end(sets, RCODE.YXDOMAIN, [], []);
  return {
    kind: 'step',
    sets,
    passed: links.flatMap(({ target }) => (target === undefined ? [] : [target])),
    next,
    rcode: RCODE.NOERROR,
    authority: [],
    additional: [],
  };
}

function linkSets(link: Link): RRset[] {
  return link.synthesised === undefined ? [link.set] : [link.set, { ...link.synthesised, ttl: link.set.ttl }];
}

/** What a walk brought. */
export function stepFromWalk(walked: Walked): Step {
  const { ending, proof, authority, additional } = walked;
  const links = ending.links.flatMap(linkSets);
  switch (ending.kind) {
    case 'answer':
      return end([...links, ...ending.sets], RCODE.NOERROR, authority, additional);
    case 'nodata':
      return end(links, RCODE.NOERROR, [...proof, ...authority], additional);
    case 'nxdomain':
      return end(links, RCODE.NXDOMAIN, [...proof, ...authority], additional);
    case 'alias':
      return aliasStep(ending.links, ending.target);
    case 'overflow':
      return end(links, RCODE.YXDOMAIN, [], []);
    default:
      return ending satisfies never;
  }
}

/** Adds a step's sets to the answer section; a DNAME used twice stands there once (RFC 6672 section 3.1). */
export function append(sets: RRset[], more: readonly RRset[]): void {
  for (const rrset of more) {
    const twice =
      rrset.type === TYPE.DNAME && sets.some((other) => other.type === TYPE.DNAME && other.name === rrset.name);
    if (!twice) sets.push(rrset);
  }
}
