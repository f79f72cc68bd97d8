/**
 * One try at one server, as values: what is ordered, how it goes out, how it ends. Types only; it must not know how it
 * is done (`attempt.ts`).
 */
import type { Millis, Protocol } from '../ports.ts';
import type { Trace, UnusableReason } from '../trace/event.ts';
import type { Message, Question } from '../wire/message.ts';
import type { Name } from '../wire/name.ts';
import type { Budget, Overrun } from './budget.ts';
import type { Candidate } from './choose.ts';
import type { Reply } from './classify.ts';
import type { Believed } from './scrub.ts';
import type { Parts } from './task.ts';

/** What is to be asked of whom. */
export interface Order {
  readonly zone: Name;
  readonly question: Question;
  /** The name the packets are charged to: that of the whole question. */
  readonly chargedTo: Name;
  readonly minimised: boolean;
  readonly forward: boolean;
  readonly candidate: Candidate;
  readonly timeoutMs: Millis;
  readonly lingerMs: Millis;
  /** How this try goes out. */
  readonly how: { readonly protocol: Protocol; readonly edns: boolean };
}

/** How one try ended. */
export type AttemptResult =
  | {
      readonly kind: 'reply';
      readonly reply: Reply;
      readonly message: Message;
      readonly believed: Believed;
      readonly candidate: Candidate;
    }
  | { readonly kind: 'unusable'; readonly reason: UnusableReason; readonly candidate: Candidate; readonly text: string }
  | { readonly kind: 'silent'; readonly candidate: Candidate; readonly protocol: Protocol }
  | { readonly kind: 'unreachable'; readonly candidate: Candidate; readonly local: boolean; readonly text: string }
  | { readonly kind: 'overrun'; readonly candidate: Candidate; readonly overrun: Overrun };

/** For whom, and what to call when it takes long. */
export interface AttemptContext {
  readonly parts: Parts;
  readonly budget: Budget;
  readonly signal: AbortSignal;
  readonly trace: Trace | undefined;
  /** The server has not answered for `order.timeoutMs`. */
  readonly overdue: () => void;
}

/** What the next send of this try looks like. */
export interface Mode {
  readonly protocol: Protocol;
  readonly edns: boolean;
  /** Set once a cookie has been refused: send only ours. */
  readonly freshCookie: boolean;
  /** A second refused cookie ends in a stream. */
  readonly cookieRefused: boolean;
  /** Over UDP somebody answered wrongly: the stream's answer is the truth. */
  readonly caseSuspect: boolean;
}

/** What went out, and when. */
export interface Sent {
  readonly bytes: Uint8Array;
  readonly withCase: boolean;
  readonly cookie: 'none' | 'client' | 'full';
  readonly sentAt: Millis;
}
