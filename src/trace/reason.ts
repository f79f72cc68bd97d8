/**
 * The closed lists of reasons that events give, and the facts they carry: why a server was chosen, found lame or
 * unusable, which limit was hit, why a resolution failed. It must not know the events (`event.ts`).
 */
import type { Address, Seconds } from '../ports.ts';

/** What a question is asked for: a client, or something that another question needs. */
export type Purpose = 'client' | 'alias' | 'server-address' | 'chain' | 'prime' | 'refresh';
/** Which kind of cached knowledge was looked for or kept. */
export type CacheLevel = 'answer' | 'alias' | 'delegation' | 'address' | 'key' | 'negative' | 'failure';

/** Who said it, when (wall clock) and via which cut. */
export interface OriginFacts {
  readonly server: Address;
  readonly zone: string;
  readonly learned: Seconds;
}

/** Why this server address: the best known, one as good (random among candidates), an exploration, ... */
export type ChoiceReason =
  | 'best'
  | 'candidate'
  | 'unknown'
  | 'only'
  | 'explore'
  | 'hedge'
  | 'retry'
  | 'probe'
  | 'all-dead';

/** One piece of glue and what became of it; `rule` names the rule and its RFC where it was ignored. */
export interface GlueFacts {
  readonly name: string;
  readonly address: string;
  readonly taken: boolean;
  readonly rule: string;
}

/** Why a reply makes its server lame for the zone. */
export type LameReason =
  | 'upward-referral'
  | 'sideways-referral'
  | 'self-referral'
  | 'refused'
  | 'recursive-answer'
  | 'other-zone';

/** Why nothing in a reply can be used. */
export type UnusableReason =
  | 'servfail'
  | 'formerr'
  | 'notimp'
  | 'bad-rcode'
  | 'malformed'
  | 'not-a-reply'
  | 'wrong-question'
  | 'empty'
  | 'truncated-over-tcp'
  | 'badcookie'
  | 'badvers';

/** Which limit of the design's section 5 ended the work. */
export type LimitName =
  | 'packets-per-question'
  | 'packets-per-name'
  | 'bytes-per-question'
  | 'address-depth'
  | 'glueless-failures'
  | 'alias-links'
  | 'referrals'
  | 'sends-per-cut'
  | 'deadline'
  | 'waiting';

/** Why a resolution failed: the closed list behind `Failure`. */
export type FailureReason =
  | 'silence' // no server of the cut answered
  | 'unreachable' // our own network could not send
  | 'offline' // nothing answers anywhere: this machine seems offline
  | 'lame' // every server that answered is lame for the zone
  | 'broken' // every server that answered said SERVFAIL, FORMERR ... or nonsense
  | 'refused' // every server that answered REFUSED
  | 'no-address' // no name server has an address we could find
  | 'alias-loop'
  | 'alias-chain-too-long'
  | 'referral-loop'
  | 'cycle' // server addresses that need each other
  | 'budget' // our own limit hit
  | 'deadline'
  | 'name-too-long' // DNAME substitution overflow (YXDOMAIN)
  | 'bogus'
  | 'cached-failure'
  | 'aborted'
  | 'local-policy';
