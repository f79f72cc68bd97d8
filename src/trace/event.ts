/**
 * The closed list of things that can happen in a resolution: the vocabulary of the story. Plain JSON data. It must
 * not know who emits. CLI, page, logs and tests read the tree that `story.ts` folds from these.
 *
 * Steps nest: a `question` opens a step (its `parent` is the step that needed it), a `cut` opens a step below its
 * question, a `sent` opens a step below its cut. All other events belong to the step they carry.
 */
import type { Address, Millis, Protocol, Seconds } from '../ports.ts';
import type {
  CacheLevel,
  ChoiceReason,
  FailureReason,
  GlueFacts,
  LameReason,
  LimitName,
  OriginFacts,
  Purpose,
  UnusableReason,
} from './reason.ts';

export type {
  CacheLevel,
  ChoiceReason,
  FailureReason,
  GlueFacts,
  LameReason,
  LimitName,
  OriginFacts,
  Purpose,
  UnusableReason,
} from './reason.ts';

/** What every event carries: monotonic time, the step it belongs to (or opens) and that step's parent (0: none). */
export interface EventHead {
  readonly at: Millis;
  readonly step: number;
  readonly parent: number;
}

/** What happened, by `kind`; names, types and rcodes are text as people write them. */
export type EventBody =
  /** Opens a step. */
  | { readonly kind: 'question'; readonly name: string; readonly type: string; readonly purpose: Purpose }
  /** A look into one cache level. */
  | {
      readonly kind: 'cache';
      readonly level: CacheLevel;
      readonly hit: boolean;
      readonly name: string;
      readonly type: string;
      readonly ageS?: Seconds;
      readonly ttlS?: Seconds;
      readonly origin?: OriginFacts;
      /** For `delegation`: parent or child side. */
      readonly side?: 'parent' | 'child';
      readonly text?: string;
    }
  /** Opens a step: the walk stands at this zone cut. */
  | {
      readonly kind: 'cut';
      readonly zone: string;
      readonly from: 'hints' | 'cache' | 'referral' | 'forward' | 'stub';
      readonly servers: readonly string[];
      readonly ds: 'present' | 'absent' | 'unknown';
      readonly leaseS?: Seconds;
    }
  | { readonly kind: 'address-needed'; readonly server: string; readonly type: string }
  | {
      readonly kind: 'chosen';
      readonly server: string;
      readonly address: Address;
      readonly why: ChoiceReason;
      /** Candidates there were. */
      readonly of: number;
      readonly srttMs?: Millis;
      readonly timeoutMs: Millis;
    }
  /** Opens a step. `packet` of `packets`: the budget of the client question. */
  | {
      readonly kind: 'sent';
      readonly name: string;
      readonly type: string;
      readonly minimised: boolean;
      readonly server: string;
      readonly address: Address;
      readonly protocol: Protocol;
      readonly bytes: number;
      readonly edns: boolean;
      readonly cookie: 'none' | 'client' | 'full';
      /** The spelling of the name on the wire (0x20). */
      readonly spelled?: string;
      readonly packet: number;
      readonly packets: number;
      /** The message in base64, when the listener asked for wire. */
      readonly wire?: string;
    }
  | {
      readonly kind: 'received';
      readonly bytes: number;
      readonly rttMs: Millis;
      readonly rcode: string;
      readonly aa: boolean;
      readonly tc: boolean;
      readonly answers: number;
      readonly authorities: number;
      readonly additionals: number;
      /** After the exchange was overdue. */
      readonly late: boolean;
      readonly ede?: readonly { readonly code: number; readonly text: string }[];
      readonly wire?: string;
    }
  | { readonly kind: 'mismatched'; readonly address: Address; readonly what: string }
  | { readonly kind: 'timed-out'; readonly address: Address; readonly afterMs: Millis; readonly protocol: Protocol }
  | { readonly kind: 'unreachable'; readonly address: Address; readonly protocol: Protocol; readonly what: string }
  | { readonly kind: 'truncated'; readonly address: Address }
  | {
      readonly kind: 'retry';
      readonly address: Address;
      readonly change: 'tcp' | 'no-edns' | 'cookie';
      readonly why: string;
    }
  | { readonly kind: 'cookie'; readonly address: Address; readonly what: 'learned' | 'bad' | 'missing' }
  /** A record (set) that was not believed; `rule` in words, `rfc` as "RFC 2181 section 5.4.1". */
  | {
      readonly kind: 'scrubbed';
      readonly section: 'answer' | 'authority' | 'additional';
      readonly name: string;
      readonly type: string;
      readonly rule: string;
      readonly rfc: string;
    }
  | {
      readonly kind: 'referral';
      readonly zone: string;
      readonly servers: readonly string[];
      readonly ds: 'present' | 'absent' | 'unknown';
      /** `13/2 tag 4711`: algorithm / digest and key tag of each DS. */
      readonly dsText?: readonly string[];
      readonly glue: readonly GlueFacts[];
      readonly ttlS: Seconds;
    }
  | {
      readonly kind: 'alias';
      readonly owner: string;
      readonly type: 'CNAME' | 'DNAME';
      readonly from: string;
      readonly to: string;
      readonly synthesised: boolean;
    }
  /** The name exists with this type. */
  | {
      readonly kind: 'answer';
      readonly name: string;
      readonly type: string;
      readonly records: number;
      readonly ttlS: Seconds;
      readonly data: readonly string[];
    }
  | {
      readonly kind: 'nodata';
      readonly name: string;
      readonly type: string;
      readonly ttlS: Seconds;
      readonly zone?: string;
    }
  | { readonly kind: 'nxdomain'; readonly name: string; readonly ttlS: Seconds; readonly zone?: string }
  /** The minimised question was answered; the walk goes on with more labels. */
  | {
      readonly kind: 'minimised';
      readonly name: string;
      readonly outcome: 'no-cut-here' | 'empty-non-terminal' | 'fallback';
      readonly why?: string;
    }
  | {
      readonly kind: 'lame';
      readonly server: string;
      readonly address: Address;
      readonly zone: string;
      readonly reason: LameReason;
    }
  | {
      readonly kind: 'unusable';
      readonly server: string;
      readonly address: Address;
      readonly zone: string;
      readonly reason: UnusableReason;
      readonly rcode?: string;
      readonly text?: string;
    }
  | { readonly kind: 'joined'; readonly what: 'question' | 'ask'; readonly name: string; readonly type: string }
  | {
      readonly kind: 'limit';
      readonly limit: LimitName;
      readonly used: number;
      readonly of: number;
      readonly text: string;
    }
  | {
      readonly kind: 'stored';
      readonly level: CacheLevel;
      readonly name: string;
      readonly type: string;
      readonly ttlS: Seconds;
      readonly rank: string;
    }
  | { readonly kind: 'not-stored'; readonly name: string; readonly type: string; readonly why: string }
  | { readonly kind: 'clock-step'; readonly seconds: Seconds }
  /** The DNSSEC verdict (filled by validation). */
  | {
      readonly kind: 'verdict';
      readonly name: string;
      readonly type: string;
      readonly security: string;
      readonly text?: string;
    }
  /** Closes the step of its question. */
  | {
      readonly kind: 'answered';
      readonly rcode: string;
      readonly security: string;
      readonly from: 'cache' | 'network' | 'local';
      readonly ttlS: Seconds;
      readonly records: readonly string[];
      readonly packets: number;
    }
  /** Closes the step of its question. `zone`: where the walk stood. */
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly text: string;
      readonly zone?: string;
      readonly ede: readonly { readonly code: number; readonly text: string }[];
      readonly packets: number;
    };

/** One event as listeners get it. */
export type TraceEvent = EventHead & EventBody;
/** The closed list of kinds. */
export type EventKind = EventBody['kind'];

/** Receives every event, in order; must not throw. */
export interface TraceListener {
  (event: TraceEvent): void;
  /** Ask for the messages themselves in `sent.wire` and `received.wire`. */
  readonly wire?: boolean;
}

/** The pen of one step: core code calls `trace?.tell({...})`, so that with no listener nothing is built. */
export interface Trace {
  readonly step: number;
  readonly wire: boolean;
  tell(body: EventBody): void;
  /** A new step below this one. */
  child(): Trace;
}

/** A trace whose first step has parent 0; `now` stamps the events. Steps number from 1 in order of opening. */
export function traceTo(listener: TraceListener, now: () => Millis): Trace {
  let steps = 0;
  const pen = (parent: number): Trace => {
    const step = ++steps;
    return {
      step,
      wire: listener.wire === true,
      tell: (body) => listener({ at: now(), step, parent, ...body }),
      child: () => pen(step),
    };
  };
  return pen(0);
}
