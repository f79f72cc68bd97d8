/**
 * Zone cuts for the walk: made from a referral, with a verdict on each piece of glue, and turned into addresses that
 * can be asked. It must not know messages on the wire or who is asked first (`choose.ts`).
 *
 * RFC 9471 (glue), RFC 2181 section 5.4.1 (ranking), RFC 9499 section 7 (in-domain, sibling); two sides of a cut:
 * the child's own NS set is used within the parent's lease, the parent's is what remains when it fails.
 */
import { type CutEntry, type CutServer, type Origin, RANK, type SetEntry } from '../cache/entry.ts';
import type { Servers } from '../cache/servers.ts';
import { isKeepable, type Store } from '../cache/store.ts';
import { type Address, familyOf, type Seconds } from '../ports.ts';
import type { GlueFacts } from '../trace/event.ts';
import { isAtOrBelow, type Name, ROOT } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import { NO_RDATA, packRdata, type RRset, rdataCount, rdataList, targetsOf } from '../wire/rrset.ts';
import { addressesOf } from '../wire/typed.ts';
import type { Candidate } from './choose.ts';
import type { ConfiguredZone, Settings, Target } from './settings.ts';

/** Where the walk stands. */
export interface Cut {
  readonly zone: Name;
  readonly servers: readonly CutServer[];
  readonly ds: RRset | 'none' | 'unknown';
  /** Wall time after which the parent must be asked again. */
  readonly lease: Seconds;
  readonly from: 'hints' | 'cache' | 'referral' | 'forward' | 'stub';
  /** Servers given by configuration; empty otherwise. */
  readonly targets: readonly Target[];
  /** The configured zone that this is; absent for a learned cut. */
  readonly configured?: ConfiguredZone;
}

/** A delegation's TTL counts at least this much, so that a TTL of 0 does not ask the parent for every name. */
export const LEASE_AT_LEAST_S = 60;

/** The cut as the walk takes it up from the cache. */
export function cutFromEntry(entry: CutEntry): Cut {
  const { zone, servers, ds } = entry;
  return { zone, servers, ds, lease: entry.expires, from: 'cache', targets: [] };
}

/** The cut to be cached, and for the trace what became of each piece of glue. */
export interface Delegated {
  readonly entry: CutEntry;
  readonly glue: readonly GlueFacts[];
}

/** The cut that a referral from the servers of `parent` makes, and what became of each piece of glue. */
export function delegate(
  referral: { readonly zone: Name; readonly ns: RRset; readonly ds: RRset | undefined; readonly denial: boolean },
  additional: readonly RRset[],
  parent: Pick<Cut, 'zone' | 'lease'>,
  settings: Settings,
  origin: Origin,
): Delegated {
  const { limits } = settings;
  const names = targetsOf(referral.ns).slice(0, limits.serversPerReferral);
  const glue: GlueFacts[] = [];
  let leastGlueTtl = Number.POSITIVE_INFINITY;
  const servers = names.map((name): CutServer => {
    const addresses: Address[] = [];
    const unverified: Address[] = [];
    for (const rrset of additional) {
      if (rrset.name !== name) continue;
      const verdict = judgeGlue(name, referral.zone, parent.zone, settings);
      for (const address of addressesOf(rrset)) {
        const room = addresses.length + unverified.length < limits.addressesPerServer;
        const taken = verdict.taken && room;
        if (taken) (verdict.verify ? unverified : addresses).push(address);
        glue.push({
          name,
          address,
          taken,
          rule: room ? verdict.rule : `more than ${limits.addressesPerServer} addresses for one server`,
        });
      }
      if (verdict.taken && isAtOrBelow(name, referral.zone)) leastGlueTtl = Math.min(leastGlueTtl, rrset.ttl);
    }
    return unverified.length > 0 ? { name, addresses, unverified } : { name, addresses };
  });
  const ttl = Math.max(LEASE_AT_LEAST_S, Math.min(referral.ns.ttl, leastGlueTtl, settings.cache.maxTtl));
  const entry: CutEntry = {
    zone: referral.zone,
    servers,
    ns: trimmed(referral.ns, limits.serversPerReferral),
    ds: dsTold(referral),
    stored: origin.learned,
    expires: Math.min(origin.learned + ttl, parent.lease),
    origin,
  };
  return { entry, glue };
}

/** The DS set of a referral; one too large for the cache can be asked for. */
function dsTold({ ds, denial }: { readonly ds: RRset | undefined; readonly denial: boolean }): CutEntry['ds'] {
  if (ds === undefined) return denial ? 'none' : 'unknown';
  return isKeepable(ds) ? ds : 'unknown';
}

/** RFC 9499 section 7: where the server's name lies decides what its glue is worth. */
function judgeGlue(
  server: Name,
  zone: Name,
  bailiwick: Name,
  settings: Settings,
): { readonly taken: boolean; readonly verify: boolean; readonly rule: string } {
  if (isAtOrBelow(server, zone)) return { taken: true, verify: false, rule: 'in-domain glue' };
  if (isAtOrBelow(server, bailiwick)) return { taken: true, verify: settings.verifySiblingGlue, rule: 'sibling glue' };
  if (!settings.hardenGlue) return { taken: true, verify: false, rule: 'out of bailiwick, accepted by configuration' };
  return { taken: false, verify: false, rule: 'out of bailiwick (RFC 5452 section 6)' };
}

/** What is known now about where the servers of a cut are. */
export interface Reachable {
  readonly candidates: readonly Candidate[];
  /** Name servers whose address nobody has told yet, in order of preference. */
  readonly missing: readonly Name[];
  /** The cached address sets that were used beside glue. */
  readonly cached: readonly SetEntry[];
  /** All servers of the cut, the child's and the parent's. */
  readonly names: readonly Name[];
}

/** The addresses of the cut's servers that are known and may be asked, and the servers without any. */
export function reachable(cut: Cut, store: Store, servers: Servers, settings: Settings): Reachable {
  const candidates: Candidate[] = [];
  const seen = new Set<Address>();
  const add = (server: Name, address: Address, tier: number): boolean => {
    if (!mayAsk(address, cut, settings)) return false;
    if (seen.has(address)) return true;
    seen.add(address);
    const lame = servers.lameFor(address, cut.zone) === undefined ? 0 : LAME_TIER;
    candidates.push({ server, address, tier: tier + lame, protocol: 'udp' });
    return true;
  };
  for (const target of cut.targets) addTarget(target, cut, candidates, servers);
  const missing: Name[] = [];
  const cached: SetEntry[] = [];
  const child =
    cut.configured !== undefined || cut.from === 'hints'
      ? undefined
      : store.set(cut.zone, TYPE.NS, RANK.authoritativeAuthority);
  const childNames = child === undefined ? [] : targetsOf(child.rrset).slice(0, settings.limits.serversPerReferral);
  for (const name of childNames) {
    const glue = cut.servers.find((server) => server.name === name)?.addresses ?? [];
    const told = ownAddresses(name, store, settings, cached);
    // What the zone's servers added for a server inside the zone is no answer, but as good as glue (RFC 2181 section 5.4.1).
    const inside = told.length === 0 && isAtOrBelow(name, cut.zone);
    const own = inside ? ownAddresses(name, store, settings, cached, RANK.additional) : told;
    let known = false;
    for (const address of own) known = add(name, address, 0) || known;
    for (const address of glue) known = add(name, address, own.length > 0 ? 1 : 0) || known;
    if (!known) missing.push(name);
  }
  const parentTier = child === undefined ? 0 : 1;
  for (const server of cut.servers) {
    let known = false;
    for (const address of server.addresses) known = add(server.name, address, parentTier) || known;
    if (!known)
      for (const address of ownAddresses(server.name, store, settings, cached))
        known = add(server.name, address, parentTier) || known;
    if (!known && !missing.includes(server.name)) missing.push(server.name);
  }
  return { candidates, missing, cached, names: [...childNames, ...cut.servers.map(({ name }) => name)] };
}

/** A lame server is asked only when the others of its tier are used up. */
const LAME_TIER = 10;

function addTarget(target: Target, cut: Cut, candidates: Candidate[], servers: Servers): void {
  const lame = servers.lameFor(target.address, cut.zone) === undefined ? 0 : LAME_TIER;
  const name = cut.zone;
  candidates.push(
    target.tlsName === undefined
      ? { server: name, address: target.address, tier: lame, protocol: target.protocol }
      : { server: name, address: target.address, tier: lame, protocol: target.protocol, tlsName: target.tlsName },
  );
}

/** The root servers of the hints may be asked after priming, too. */
function isRootHint(address: Address, cut: Cut, { hints }: Settings): boolean {
  return cut.zone === ROOT && hints.some(({ addresses }) => addresses.includes(address));
}

function mayAsk(address: Address, cut: Cut, settings: Settings): boolean {
  if (familyOf(address) === 4 ? !settings.ipv4 : !settings.ipv6) return false;
  return cut.from === 'hints' || !settings.doNotQuery(address) || isRootHint(address, cut, settings);
}

/** What was answered for a server's own A and AAAA questions. */
function ownAddresses(
  name: Name,
  store: Store,
  settings: Settings,
  cached: SetEntry[],
  rank: SetEntry['rank'] = RANK.answer,
): Address[] {
  const v4 = settings.ipv4 ? store.set(name, TYPE.A, rank) : undefined;
  const v6 = settings.ipv6 ? store.set(name, TYPE.AAAA, rank) : undefined;
  const addresses: Address[] = [];
  for (const entry of [v4, v6]) {
    if (entry === undefined) continue;
    cached.push(entry);
    addresses.push(...addressesOf(entry.rrset));
  }
  return addresses.slice(0, settings.limits.addressesPerServer);
}

/** NRDelegation (CVE-2022-3204): an NS set beyond the limit loses its rest, and the signatures that covered the whole. */
export function trimmed(rrset: RRset, limit: number): RRset {
  if (rrset.type !== TYPE.NS || rdataCount(rrset.rdata) <= limit) return rrset;
  return { ...rrset, rdata: packRdata(rdataList(rrset.rdata).slice(0, limit)), signatures: NO_RDATA };
}
