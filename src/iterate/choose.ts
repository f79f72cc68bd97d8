/**
 * Which server address to ask next. Pure: facts and chance are arguments. It must not know sockets or messages.
 * Design section 6; after Knot's selection (epsilon-greedy) and Unbound's band of equally good servers.
 */
import type { Servers } from '../cache/servers.ts';
import { type Address, type Millis, prefixOf, type Random } from '../ports.ts';
import type { ChoiceReason } from '../trace/event.ts';
import type { Name } from '../wire/name.ts';

/** One address that could be asked. `tier` 0 is preferred; others are asked when it is used up. */
export interface Candidate {
  readonly server: Name;
  readonly address: Address;
  readonly tier: number;
  readonly protocol: 'udp' | 'tls';
  readonly tlsName?: string;
}

/** What one question has already tried at one address. */
export interface Tried {
  sends: number;
  silences: number;
  /** Nothing more to expect from it for this question (lame, refused, broken). */
  finished: boolean;
  /** An attempt is under way. */
  waiting: number;
}

/** Whom to ask, why, among how many, and how long to wait before trying again. */
export interface Choice {
  readonly candidate: Candidate;
  readonly why: ChoiceReason;
  readonly of: number;
  readonly timeoutMs: Millis;
}

/** What a choice depends on; `explore` allows a server that is not among the best. */
export interface ChoiceSituation {
  readonly candidates: readonly Candidate[];
  readonly tried: ReadonlyMap<Address, Tried>;
  readonly servers: Servers;
  readonly random: Random;
  readonly explore: boolean;
  readonly sendsPerAddress: number;
  /** The address an answer is overdue from: a hedge goes to another prefix. */
  readonly hedging?: Address;
}

/** Scores up to this factor or this much above the best count as equally good. */
const BAND_FACTOR = 1.5;
const BAND_MS = 40;
/** One choice in this many explores. */
const EXPLORE_ONE_IN = 20;

/** The next address to ask, or undefined if none is left (or, when hedging, none elsewhere). */
export function choose(situation: ChoiceSituation): Choice | undefined {
  const open = openCandidates(situation);
  if (open.length === 0) return undefined;
  const { servers } = situation;
  const alive = open.filter((candidate) => !servers.isDead(candidate.address));
  const pool = alive.length > 0 ? alive : open;
  const untried = pool.filter((candidate) => (situation.tried.get(candidate.address)?.sends ?? 0) === 0);
  const from = untried.length > 0 ? untried : pool;
  const made = pickFrom(from, situation);
  const silences = situation.tried.get(made.candidate.address)?.silences ?? 0;
  const why = reasonFor(made, alive.length, untried.length, pool.length, situation);
  return {
    candidate: made.candidate,
    why,
    of: pool.length,
    timeoutMs: servers.timeoutMs(made.candidate.address, silences),
  };
}

/** Those of the lowest tier that may still be asked. */
function openCandidates(situation: ChoiceSituation): Candidate[] {
  let tier = Number.POSITIVE_INFINITY;
  let open: Candidate[] = [];
  for (const candidate of situation.candidates) {
    if (candidate.tier > tier || !isOpen(candidate, situation)) continue;
    if (candidate.tier < tier) {
      tier = candidate.tier;
      open = [];
    }
    open.push(candidate);
  }
  return open;
}

function isOpen(candidate: Candidate, situation: ChoiceSituation): boolean {
  const tried = situation.tried.get(candidate.address);
  if (tried !== undefined && (tried.finished || tried.sends >= situation.sendsPerAddress)) return false;
  if (situation.hedging === undefined) return true;
  return (tried?.sends ?? 0) === 0 && prefixOf(candidate.address) !== prefixOf(situation.hedging);
}

interface Picked {
  readonly candidate: Candidate;
  readonly why: 'best' | 'candidate' | 'unknown' | 'explore';
}

function pickFrom(pool: readonly Candidate[], situation: ChoiceSituation): Picked {
  const { servers, random } = situation;
  const scored = pool.map((candidate) => ({ candidate, score: servers.score(candidate.address) }));
  let best = Number.POSITIVE_INFINITY;
  for (const { score } of scored) best = Math.min(best, score);
  const limit = Math.max(best * BAND_FACTOR, best + BAND_MS);
  const band = scored.filter(({ score }) => score <= limit);
  const outside = scored.length - band.length;
  if (situation.explore && outside > 0 && random.below(EXPLORE_ONE_IN) === 0) {
    const rest = scored.filter(({ score }) => score > limit);
    const explored = rest[random.below(rest.length)];
    if (explored !== undefined) return { candidate: explored.candidate, why: 'explore' };
  }
  const chosen = band[band.length === 1 ? 0 : random.below(band.length)] ?? scored[0];
  if (chosen === undefined) throw new Error('pickFrom needs at least one candidate');
  const unknown = servers.facts(chosen.candidate.address).srttMs === undefined;
  return { candidate: chosen.candidate, why: unknown ? 'unknown' : chosen.score === best ? 'best' : 'candidate' };
}

function reasonFor(
  made: Picked,
  alive: number,
  untried: number,
  pool: number,
  situation: ChoiceSituation,
): ChoiceReason {
  if (situation.hedging !== undefined) return 'hedge';
  if (alive === 0) return 'all-dead';
  if (untried === 0) return 'retry';
  if (pool === 1 && situation.candidates.length === 1) return 'only';
  return made.why;
}
