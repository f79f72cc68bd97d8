/**
 * What we know of each server address: round-trip time, timeouts, EDNS, cookies, spelling, lameness per zone. All
 * learning goes through `learn`. It must not know how a server is chosen (`iterate/choose.ts`).
 *
 * RFC 6298 section 2 (smoothed RTT), RFC 7873 (cookies), RFC 8906 (EDNS by evidence), RFC 4697 section 2.2 (lameness).
 */
import { LRUCache } from 'lru-cache';
import { type Address, type Millis, prefixOf } from '../ports.ts';
import type { LameReason } from '../trace/event.ts';
import type { Name } from '../wire/name.ts';
import { createOfflineWatch } from './offline.ts';

/** Addresses remembered at most. */
const MAX_SERVERS = 100_000;
/** Zones an address is remembered to be lame for. */
const MAX_LAME_ZONES = 64;
/** RFC 4697 section 2.2.1: remember lameness, but give the operator a chance to mend it. */
const LAME_FOR_MS = 60_000;
/** How long "does not speak EDNS" holds (RFC 8906: re-test; operators upgrade). */
const NO_EDNS_FOR_MS = 15 * 60_000;
const MANGLES_CASE_FOR_MS = 60 * 60_000;
/** Timeouts in a row after which a server counts as dead; one of them must have waited this long. */
const DEAD_AFTER_TIMEOUTS = 4;
const DEAD_NEEDS_WAIT_MS = 800;
const DEAD_FOR_MS = 1000;
const DEAD_FOR_AT_MOST_MS = 60_000;
/** RFC 6298 section 2: weights of the running averages. */
const SRTT_WEIGHT = 1 / 8;
const VARIANCE_WEIGHT = 1 / 4;
/** Limits of the retransmission timeout and its value for an unknown server. */
const RTO_MIN_MS = 80;
/** No wait for one reply is longer, however often it was doubled. */
export const RTO_MAX_MS = 3000;
const RTO_UNKNOWN_MS = 400;
const RTO_VARIANCE_MIN_MS = 20;
/** What an unknown server scores; known scores drift back to it. */
const SCORE_UNKNOWN_MS = 120;
const SCORE_HALF_LIFE_MS = 10 * 60_000;
const HEDGE_UNKNOWN_MS = 250;

/** What is known of one address; times are monotonic milliseconds. */
export interface ServerFacts {
  /** Smoothed RTT; undefined until a reply came. */
  srttMs: Millis | undefined;
  varianceMs: Millis;
  timeoutsInRow: number;
  /** The longest wait among the timeouts in a row. */
  longestWaitMs: Millis;
  /** When the last counted timeout's attempt was sent: overlapping ones count once. */
  lastTimeoutAt: Millis;
  deadUntil: Millis;
  deadForMs: Millis;
  lastHeardAt: Millis;
  edns: 'unknown' | 'yes' | 'no';
  noEdnsUntil: Millis;
  manglesCaseUntil: Millis;
  /** Our 8 octets for this server (RFC 9018 section 3: a random value per server). */
  clientCookie: Uint8Array | undefined;
  serverCookie: Uint8Array | undefined;
  lame: Map<Name, { readonly until: Millis; readonly reason: LameReason }> | undefined;
}

/** What an exchange taught us. */
export type Lesson =
  | { readonly kind: 'reply'; readonly rttMs: Millis; readonly edns: boolean }
  | { readonly kind: 'late-reply'; readonly rttMs: Millis; readonly edns: boolean }
  /** `sentAt`: when the attempt left; a silence that overlaps one already counted is not counted again. */
  | { readonly kind: 'timeout'; readonly waitedMs: Millis; readonly sentAt: Millis }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'stream-reply' }
  | { readonly kind: 'no-edns' }
  | { readonly kind: 'mangles-case' }
  | { readonly kind: 'cookie'; readonly cookie: Uint8Array }
  | { readonly kind: 'forget-cookie' }
  | { readonly kind: 'lame'; readonly zone: Name; readonly reason: LameReason };

/** The memory of server addresses; those used longest ago are forgotten first. */
export interface Servers {
  facts(address: Address): ServerFacts;
  learn(address: Address, lesson: Lesson): void;
  /** Milliseconds to compare servers by: the smoothed RTT, drifting to that of an unknown server. */
  score(address: Address): Millis;
  /** How long to wait for a reply before trying again; `silences` doubles it. */
  timeoutMs(address: Address, silences: number): Millis;
  /** How long to wait before asking another server as well. */
  hedgeAfterMs(address: Address): Millis;
  isDead(address: Address): boolean;
  lameFor(address: Address, zone: Name): LameReason | undefined;
  /** Nothing answers from anywhere: this machine is offline. */
  readonly isOffline: boolean;
  readonly size: number;
}

/** `now` is monotonic. */
export function createServers(now: () => Millis): Servers {
  // Counted by size: with `max` lru-cache would allocate for all of them at once.
  const known = new LRUCache<Address, ServerFacts>({ maxSize: MAX_SERVERS, sizeCalculation: () => 1 });

  const facts = (address: Address): ServerFacts => {
    const present = known.get(address);
    if (present !== undefined) return present;
    const created = unknownServer();
    known.set(address, created);
    return created;
  };

  const watch = createOfflineWatch(now);
  const learn = (address: Address, lesson: Lesson): void => {
    const silence = lesson.kind === 'timeout' || lesson.kind === 'unreachable';
    if (silence) watch.silent(prefixOf(address));
    else if (HEARD.has(lesson.kind) && watch.heard()) for (const server of known.values()) forgive(server);
    // Offline, silence says nothing about the server.
    if (!silence || !watch.isOffline) learnFrom(facts(address), lesson, now());
  };

  return {
    facts,
    learn,
    score: (address) => scoreOf(facts(address), now()),
    timeoutMs: (address, silences) => timeoutOf(facts(address), silences),
    hedgeAfterMs: (address) => hedgeDelayOf(facts(address)),
    isDead: (address) => (known.get(address)?.deadUntil ?? Number.NEGATIVE_INFINITY) > now(),
    lameFor: (address, zone) => {
      const remark = known.get(address)?.lame?.get(zone);
      return remark !== undefined && remark.until > now() ? remark.reason : undefined;
    },
    get isOffline() {
      return watch.isOffline;
    },
    get size() {
      return known.size;
    },
  };
}

function heard(server: ServerFacts, edns: boolean, now: Millis): void {
  forgive(server);
  server.lastHeardAt = now;
  if (edns) {
    server.edns = 'yes';
    server.noEdnsUntil = Number.NEGATIVE_INFINITY;
  }
}

/** Counts a silence, unless it overlaps one already counted. */
function silent(server: ServerFacts, waitedMs: Millis, sentAt: Millis, now: Millis): void {
  if (sentAt < server.lastHeardAt || sentAt < server.lastTimeoutAt) return;
  server.lastTimeoutAt = now;
  server.timeoutsInRow++;
  server.longestWaitMs = Math.max(server.longestWaitMs, waitedMs);
  if (server.timeoutsInRow < DEAD_AFTER_TIMEOUTS || server.longestWaitMs < DEAD_NEEDS_WAIT_MS) return;
  server.deadUntil = now + server.deadForMs;
  server.deadForMs = Math.min(server.deadForMs * 2, DEAD_FOR_AT_MOST_MS);
}

function learnFrom(server: ServerFacts, lesson: Lesson, now: Millis): void {
  switch (lesson.kind) {
    case 'reply':
    case 'late-reply':
      measure(server, lesson.rttMs);
      heard(server, lesson.edns, now);
      return;
    case 'timeout':
      silent(server, lesson.waitedMs, lesson.sentAt, now);
      return;
    case 'unreachable':
      silent(server, DEAD_NEEDS_WAIT_MS, now, now);
      return;
    case 'stream-reply':
      heard(server, false, now);
      return;
    case 'no-edns':
      server.edns = 'no';
      server.noEdnsUntil = now + NO_EDNS_FOR_MS;
      return;
    case 'mangles-case':
      server.manglesCaseUntil = now + MANGLES_CASE_FOR_MS;
      return;
    case 'cookie':
      server.serverCookie = lesson.cookie;
      return;
    case 'forget-cookie':
      server.serverCookie = undefined;
      return;
    case 'lame':
      server.lame ??= new Map();
      if (server.lame.size >= MAX_LAME_ZONES) server.lame.clear();
      server.lame.set(lesson.zone, { until: now + LAME_FOR_MS, reason: lesson.reason });
      return;
    default:
      lesson satisfies never;
  }
}

/** Lessons that mean somebody answered. */
const HEARD: ReadonlySet<Lesson['kind']> = new Set(['reply', 'late-reply', 'stream-reply']);

/** Takes back what silence cost it. */
function forgive(server: ServerFacts): void {
  server.timeoutsInRow = 0;
  server.longestWaitMs = 0;
  server.deadUntil = Number.NEGATIVE_INFINITY;
  server.deadForMs = DEAD_FOR_MS;
}

function unknownServer(): ServerFacts {
  return {
    srttMs: undefined,
    varianceMs: 0,
    timeoutsInRow: 0,
    longestWaitMs: 0,
    lastTimeoutAt: Number.NEGATIVE_INFINITY,
    deadUntil: Number.NEGATIVE_INFINITY,
    deadForMs: DEAD_FOR_MS,
    lastHeardAt: Number.NEGATIVE_INFINITY,
    edns: 'unknown',
    noEdnsUntil: Number.NEGATIVE_INFINITY,
    manglesCaseUntil: Number.NEGATIVE_INFINITY,
    clientCookie: undefined,
    serverCookie: undefined,
    lame: undefined,
  };
}

/** RFC 6298 section 2: the first sample sets, later ones move. */
function measure(server: ServerFacts, rttMs: Millis): void {
  if (server.srttMs === undefined) {
    server.srttMs = rttMs;
    server.varianceMs = rttMs / 2;
    return;
  }
  server.varianceMs += VARIANCE_WEIGHT * (Math.abs(server.srttMs - rttMs) - server.varianceMs);
  server.srttMs += SRTT_WEIGHT * (rttMs - server.srttMs);
}

function scoreOf(server: ServerFacts, now: Millis): Millis {
  if (server.srttMs === undefined)
    return SCORE_UNKNOWN_MS + (server.timeoutsInRow > 0 ? RTO_UNKNOWN_MS * server.timeoutsInRow : 0);
  const penalty = server.timeoutsInRow > 0 ? timeoutOf(server, server.timeoutsInRow) : 0;
  const score = server.srttMs + penalty;
  const age = now - Math.max(server.lastHeardAt, server.lastTimeoutAt);
  return SCORE_UNKNOWN_MS + (score - SCORE_UNKNOWN_MS) * 0.5 ** (Math.max(0, age) / SCORE_HALF_LIFE_MS);
}

function timeoutOf(server: ServerFacts, silences: number): Millis {
  const base =
    server.srttMs === undefined
      ? RTO_UNKNOWN_MS
      : Math.max(RTO_MIN_MS, server.srttMs + Math.max(4 * server.varianceMs, RTO_VARIANCE_MIN_MS));
  return Math.min(RTO_MAX_MS, base * 2 ** Math.min(silences, 6));
}

function hedgeDelayOf(server: ServerFacts): Millis {
  return server.srttMs === undefined ? HEDGE_UNKNOWN_MS : server.srttMs + 2 * server.varianceMs + RTO_VARIANCE_MIN_MS;
}
