/**
 * One question to the servers of one zone, as values: what is asked, what came of it, how each server failed. Types
 * only; it must not know how it is done (`ask.ts`).
 */
import type { Address } from '../ports.ts';
import type { LameReason, Trace, UnusableReason } from '../trace/event.ts';
import type { Message, Question } from '../wire/message.ts';
import type { Name } from '../wire/name.ts';
import type { Budget, Overrun } from './budget.ts';
import type { Candidate } from './choose.ts';
import type { Meaning } from './classify.ts';
import type { HedgeTokens } from './hedge.ts';
import type { Believed } from './scrub.ts';
import type { Parts } from './task.ts';

/** How one server failed this question. */
export interface Complaint {
  readonly server: Name;
  readonly address: Address;
  readonly what:
    | { readonly kind: 'silent' }
    | { readonly kind: 'unreachable'; readonly local: boolean; readonly text: string }
    | { readonly kind: 'lame'; readonly reason: LameReason }
    | { readonly kind: 'unusable'; readonly reason: UnusableReason; readonly ede: string | undefined };
}

/** How an ask ended. */
export type AskResult =
  | {
      readonly kind: 'reply';
      readonly reply: Meaning;
      readonly message: Message;
      readonly believed: Believed;
      readonly candidate: Candidate;
      /** Packets it took, for those who joined. */
      readonly packets: number;
    }
  | {
      readonly kind: 'exhausted';
      /** Who was asked: for one who joined, perhaps not all that it knows. */
      readonly candidates: readonly Candidate[];
      /** Sends for this question at this cut, those before included. */
      readonly sends: number;
      readonly complaints: readonly Complaint[];
      readonly overrun: Overrun | undefined;
      /** What there is for want of a better reply (an empty one, one out of a cache). */
      readonly second: Extract<AskResult, { kind: 'reply' }> | undefined;
      readonly packets: number;
    };

/** What is asked of the servers of one zone. */
export interface Asked {
  readonly zone: Name;
  readonly question: Question;
  readonly chargedTo: Name;
  readonly minimised: boolean;
  readonly forward: boolean;
  readonly candidates: readonly Candidate[];
  /** Sends that this question has already cost at this cut, in earlier rounds: the limit is one for all. */
  readonly sendsBefore: number;
}

/** For whom it is asked. */
export interface AskContext {
  readonly parts: Parts;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly trace: Trace | undefined;
  readonly hedgeTokens: HedgeTokens;
}
