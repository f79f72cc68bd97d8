/**
 * What the cache can say about one question without asking anybody. Synchronous. It must not know the walk.
 * RFC 1034 section 5.3.3 (step 1), RFC 2308 (negative), RFC 8020 (NXDOMAIN cut), RFC 6672 section 3.4 (cached DNAME).
 */
import type { Dated, FailureEntry, NegativeEntry, SetEntry } from '../cache/entry.ts';
import { secondsLeft } from '../cache/entry.ts';
import type { Store } from '../cache/store.ts';
import { configuredAbove } from '../iterate/configured.ts';
import { dnameLink, type Link } from '../iterate/scrub.ts';
import type { Settings } from '../iterate/settings.ts';
import type { Wanted } from '../iterate/task.ts';
import type { Seconds } from '../ports.ts';
import type { CacheLevel, Trace } from '../trace/event.ts';
import type { Name } from '../wire/name.ts';
import { TYPE, typeToText } from '../wire/registry.ts';
import { type RRset, targetOf, withTtl } from '../wire/rrset.ts';

/** The sets asked for (several for ANY), one link of an alias chain, or a denial. */
export type Known =
  | { readonly kind: 'sets'; readonly entries: readonly SetEntry[] }
  | { readonly kind: 'alias'; readonly link: Link; readonly entry: SetEntry }
  | { readonly kind: 'negative'; readonly entry: NegativeEntry };

/** The best the cache has for `wanted`; undefined if somebody must be asked. */
export function known(
  wanted: Wanted,
  store: Store,
  settings: Pick<Settings, 'unsignedDname' | 'zones'>,
): Known | undefined {
  const { name, type } = wanted;
  // What was said above a zone with servers of its own says nothing about that zone.
  const top = configuredAbove(name, settings.zones);
  if (type === TYPE.ANY) return knownAny(wanted, store, top);
  const entry = store.set(name, type);
  if (entry !== undefined) return { kind: 'sets', entries: [entry] };
  const cname = type === TYPE.CNAME ? undefined : store.set(name, TYPE.CNAME);
  if (cname !== undefined) return { kind: 'alias', entry: cname, link: cnameLink(cname) };
  const negative = store.negative(name, type) ?? store.nxdomainAbove(name, top);
  if (negative !== undefined) return { kind: 'negative', entry: negative };
  const dname = store.dnameAbove(name, top);
  if (dname === undefined || (dname.security !== 'secure' && !settings.unsignedDname)) return undefined;
  return { kind: 'alias', entry: dname, link: dnameLink(name, dname.rrset) };
}

function cnameLink(entry: SetEntry): Link {
  return { owner: entry.rrset.name, set: entry.rrset, target: targetOf(entry.rrset), synthesised: undefined };
}

/** RFC 8482 section 4: what an ANY answer held, if all of it is still there. */
function knownAny({ name }: Wanted, store: Store, top: Name | undefined): Known | undefined {
  const any = store.any(name);
  const entries = any?.types.map((type) => store.set(name, type));
  if (entries?.every((entry) => entry !== undefined))
    return { kind: 'sets', entries: entries.filter((entry) => entry !== undefined) };
  const negative = store.negative(name, TYPE.ANY) ?? store.nxdomainAbove(name, top);
  return negative === undefined ? undefined : { kind: 'negative', entry: negative };
}

/** `rrset` with what is left of its TTL. */
export function aged(rrset: RRset, entry: Dated, now: Seconds): RRset {
  return withTtl(rrset, Math.min(rrset.ttl, secondsLeft(entry, now)));
}

/** The failure that keeps `wanted` from being tried again now; `nested`: it is the address of a server that is wanted. */
export function failureOf(wanted: Wanted, store: Store, nested: boolean): FailureEntry | undefined {
  const failure = store.failure(wanted.name, wanted.type);
  return failure === undefined || (failure.nested && !nested) ? undefined : failure;
}

/** Tells each level that was looked at, with age and TTL left of a hit. */
export function tellLooks(
  trace: Trace,
  wanted: Wanted,
  found: Known | undefined,
  store: Store,
  now: Seconds,
  nested: boolean,
): void {
  const name = wanted.name;
  const type = typeToText(wanted.type);
  const look = (level: CacheLevel, entry: Dated | undefined, text?: string): void =>
    trace.tell({
      kind: 'cache',
      level,
      name,
      type,
      hit: entry !== undefined,
      ...(entry === undefined ? {} : hitFacts(entry, now)),
      ...(text === undefined ? {} : { text }),
    });
  look('answer', found?.kind === 'sets' ? found.entries[0] : undefined);
  if (found?.kind === 'sets') return;
  look('alias', found?.kind === 'alias' ? found.entry : undefined);
  if (found?.kind === 'alias') return;
  look(
    'negative',
    found?.kind === 'negative' ? found.entry : undefined,
    found?.kind === 'negative' ? found.entry.rcode : undefined,
  );
  if (found?.kind === 'negative') return;
  look('failure', failureOf(wanted, store, nested));
  const cut = store.deepestCut(wanted.name);
  trace.tell({
    kind: 'cache',
    level: 'delegation',
    side: 'parent',
    name: cut?.zone ?? '.',
    type: 'NS',
    hit: cut !== undefined,
    ...(cut === undefined ? {} : hitFacts(cut, now)),
  });
}

function hitFacts(
  entry: Dated,
  now: Seconds,
): { ageS: Seconds; ttlS: Seconds; origin: { server: string; zone: string; learned: Seconds } } {
  const { server, zone, learned } = entry.origin;
  return { ageS: Math.max(0, now - entry.stored), ttlS: secondsLeft(entry, now), origin: { server, zone, learned } };
}
