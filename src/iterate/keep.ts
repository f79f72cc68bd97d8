/**
 * Puts a believed reply into the cache, with rank, provenance and clamped TTLs, and gives back what it keeps. It must
 * not know who asked or what is done with the answer.
 *
 * RFC 2181 sections 5.2, 5.4.1 and 8 (TTL, rank), RFC 2308 section 5 (negative TTL), RFC 8020 (NXDOMAIN cut).
 */
import { type Companions, type Origin, RANK, type Rank, type SetKey } from '../cache/entry.ts';
import { isKeepable, isKeepableProof } from '../cache/store.ts';
import type { Seconds } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import type { Message } from '../wire/message.ts';
import { isAtOrBelow, type Name } from '../wire/name.ts';
import { type RRType, TYPE, typeToText } from '../wire/registry.ts';
import { firstRdata, type RRset, targetsOf, withTtl } from '../wire/rrset.ts';
import { soaOf } from '../wire/typed.ts';
import type { Meaning } from './classify.ts';
import { type Cut, trimmed } from './delegation.ts';
import type { Believed, Link } from './scrub.ts';
import type { Settings } from './settings.ts';
import type { Parts } from './task.ts';

/** RFC 2308 section 5 forbids caching without a SOA; a few seconds keep a broken zone from being hammered. */
const NO_SOA_TTL_S = 5;

/** A reply that ends a walk. */
export type Ending = Exclude<Meaning, { kind: 'referral' }>;

/** The same, with the TTLs we give it, and the sections around it. */
export interface Kept {
  readonly ending: Ending;
  /** SOA and denial of a negative answer. */
  readonly proof: readonly RRset[];
  /** What the server volunteered and the settings keep. */
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
}

/** Where a reply came from and what it was asked; with `trace` what is stored is told. */
export interface KeepSituation {
  readonly parts: Pick<Parts, 'store' | 'settings'>;
  readonly cut: Cut;
  readonly origin: Origin;
  /** The type that was asked. */
  readonly type: RRType;
  /** The whole question was asked, so an NXDOMAIN speaks for what is below (RFC 8020). */
  readonly whole: boolean;
  readonly trace: Trace | undefined;
}

/** Puts what the reply ends with into the cache; gives it back with TTLs as kept and the sections around it. */
export function keep(ending: Ending, message: Message, believed: Believed, situation: KeepSituation): Kept {
  const rank = message.aa ? RANK.authoritativeAnswer : RANK.answer;
  const links = ending.links.map((link) => keepLink(link, rank, situation));
  switch (ending.kind) {
    case 'answer':
      return keepAnswer({ ...ending, links }, message, believed, rank, situation);
    case 'nodata':
    case 'nxdomain':
      return keepNegative({ ...ending, links }, message, believed, situation);
    case 'alias':
    case 'overflow':
      return { ending: { ...ending, links }, proof: [], authority: [], additional: [] };
    default:
      return ending satisfies never;
  }
}

function keepLink(link: Link, rank: Rank, situation: KeepSituation): Link {
  const set = keepSet(link.set, rank, undefined, situation);
  return link.synthesised === undefined
    ? { ...link, set }
    : { ...link, set, synthesised: withTtl(link.synthesised, set.ttl) };
}

function keepAnswer(
  ending: Extract<Ending, { kind: 'answer' }>,
  message: Message,
  believed: Believed,
  rank: Rank,
  situation: KeepSituation,
): Kept {
  const volunteered = keepVolunteered(
    ending.sets,
    !situation.parts.settings.scrubPromiscuous,
    message,
    believed,
    situation,
  );
  const companions = volunteered.companions;
  const sets = ending.sets.map((set) => keepSet(set, rank, companions, situation));
  if (situation.type === TYPE.ANY && ending.links.length === 0) keepAny(sets, situation);
  return {
    ending: { ...ending, sets },
    proof: [],
    authority: volunteered.authority,
    additional: volunteered.additional,
  };
}

function keepAny(sets: readonly RRset[], situation: KeepSituation): void {
  const name = sets[0]?.name;
  const { learned } = situation.origin;
  const ttl = Math.min(...sets.map((set) => set.ttl));
  if (name === undefined || ttl <= 0 || !sets.every(isKeepable)) return;
  situation.parts.store.putAny(name, {
    types: sets.map((set) => set.type),
    stored: learned,
    expires: learned + ttl,
    origin: situation.origin,
  });
}

function keepNegative(
  ending: Extract<Ending, { kind: 'nodata' | 'nxdomain' }>,
  message: Message,
  believed: Believed,
  situation: KeepSituation,
): Kept {
  const { settings, store } = situation.parts;
  const ttl = negativeTtl(ending.soa, settings);
  const soa = ending.soa === undefined ? undefined : withTtl(ending.soa, ttl);
  const denial = believed.authority.filter((set) => set.type === TYPE.NSEC || set.type === TYPE.NSEC3);
  const proof = [...(soa === undefined ? [] : [soa]), ...denial.map((set) => withTtl(set, Math.min(set.ttl, ttl)))];
  const volunteered =
    soa === undefined || settings.keepNegativeCompanions
      ? keepVolunteered([], true, message, soa === undefined ? believed : { ...believed, additional: [] }, situation)
      : { companions: undefined, authority: [], additional: [] };
  const { learned } = situation.origin;
  const kept = ttl > 0 && isKeepableProof(proof);
  if (kept)
    store.putNegative(ending.name, {
      rcode: ending.kind,
      type: situation.type,
      soa,
      proof,
      companions: volunteered.companions,
      security: 'unchecked',
      cuts: situation.whole && settings.belowNxdomain && soa !== undefined,
      stored: learned,
      expires: learned + ttl,
      origin: situation.origin,
    });
  tellDenied({ ...ending, soa }, ttl, kept, situation);
  return { ending: { ...ending, soa }, proof, authority: volunteered.authority, additional: volunteered.additional };
}

function tellDenied(
  { name, soa }: Extract<Ending, { kind: 'nodata' | 'nxdomain' }>,
  ttlS: Seconds,
  kept: boolean,
  situation: KeepSituation,
): void {
  const type = typeToText(situation.type);
  const why = ttlS === 0 ? 'TTL 0: for this answer only (RFC 2308 section 5)' : 'its proof is too large';
  const rank = soa === undefined ? 'no SOA (RFC 2308 section 5)' : 'negative answer';
  if (kept) situation.trace?.tell({ kind: 'stored', level: 'negative', name, type, ttlS, rank });
  else situation.trace?.tell({ kind: 'not-stored', name, type, why });
}

/** RFC 2308 section 5: the lesser of the SOA's own TTL and its MINIMUM field. */
function negativeTtl(soa: RRset | undefined, settings: Settings): Seconds {
  const { minNegativeTtl, maxNegativeTtl, maxTtl } = settings.cache;
  if (soa === undefined) return NO_SOA_TTL_S;
  return Math.max(minNegativeTtl, Math.min(soa.ttl, soaOf(firstRdata(soa.rdata)).minimum, maxNegativeTtl, maxTtl));
}

interface Volunteered {
  readonly companions: Companions | undefined;
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
}

/** NS sets beside an answer (`believeNs`) and addresses of the names it mentions, as far as the settings want them. */
function keepVolunteered(
  sets: readonly RRset[],
  believeNs: boolean,
  message: Message,
  believed: Believed,
  situation: KeepSituation,
): Volunteered {
  const { settings } = situation.parts;
  const { zone } = situation.cut;
  const wanted = settings.keepCompanions || settings.keepNegativeCompanions || !settings.scrubPromiscuous;
  if (!wanted && situation.type !== TYPE.NS) return { companions: undefined, authority: [], additional: [] };
  const authorityRank = message.aa ? RANK.authoritativeAuthority : RANK.authority;
  const authority = believeNs ? believed.authority.filter((set) => set.type === TYPE.NS) : [];
  const mentioned = believeNs ? undefined : namesOf(sets.map((set) => trimmed(set, settings.limits.serversPerSet)));
  const additional = believed.additional.filter(
    (set) => isAtOrBelow(set.name, zone) && (mentioned === undefined || mentioned.has(set.name)),
  );
  const keptAuthority = authority.map((set) => keepSet(set, authorityRank, undefined, situation));
  const keptAdditional = additional.map((set) => keepSet(set, RANK.additional, undefined, situation));
  const companions = { authority: keptAuthority.map(keyOf), additional: keptAdditional.map(keyOf) };
  return { companions, authority: keptAuthority, additional: keptAdditional };
}

function namesOf(sets: readonly RRset[]): Set<Name> {
  return new Set(sets.filter((set) => set.type === TYPE.NS).flatMap((set) => targetsOf(set)));
}

function keyOf(set: RRset): SetKey {
  return { name: set.name, type: set.type };
}

/** Clamps, stores and returns the set. The child's NS set lives within the parent's lease. */
function keepSet(rrset: RRset, rank: Rank, companions: Companions | undefined, situation: KeepSituation): RRset {
  const { settings, store } = situation.parts;
  const ttl = Math.max(settings.cache.minTtl, Math.min(rrset.ttl, settings.cache.maxTtl));
  const set = withTtl(trimmed(rrset, settings.limits.serversPerSet), ttl);
  const { origin, trace, cut } = situation;
  if (ttl === 0) {
    trace?.tell({
      kind: 'not-stored',
      name: set.name,
      type: typeToText(set.type),
      why: 'TTL 0: for this answer only (RFC 1035 section 3.2.1)',
    });
    return set;
  }
  const until = origin.learned + ttl;
  const expires = set.type === TYPE.NS ? Math.min(until, cut.lease) : until;
  const stored = store.putSet({
    rrset: set,
    rank,
    security: 'unchecked',
    companions,
    stored: origin.learned,
    expires,
    origin,
  });
  if (trace !== undefined && rank >= RANK.answer) tellStored(trace, set, rank, stored);
  return set;
}

function tellStored(trace: Trace, set: RRset, rank: Rank, stored: boolean): void {
  const type = typeToText(set.type);
  if (!stored) {
    trace.tell({
      kind: 'not-stored',
      name: set.name,
      type,
      why: 'what we have is as good, or the set is too large',
    });
    return;
  }
  const level = set.type === TYPE.CNAME || set.type === TYPE.DNAME ? 'alias' : 'answer';
  trace.tell({
    kind: 'stored',
    level,
    name: set.name,
    type,
    ttlS: set.ttl,
    rank: rank === RANK.authoritativeAnswer ? 'authoritative answer' : 'answer',
  });
}
