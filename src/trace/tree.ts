/**
 * The shape of a story: what one resolution did, as a tree of questions, zone cuts and exchanges. Plain JSON data.
 * It must not know who made it (`story.ts`) nor who shows it (`print.ts`, `json.ts`, `verdict.ts`, the page).
 *
 *   Story ─┬─ cuts: CutStep ─┬─ exchanges: ExchangeStep ── results
 *          │                 └─ addressLookups: Story
 *          └─ children: Story (alias targets, chain look-ups, priming)
 */
import type { Address, Millis, Protocol, Seconds } from '../ports.ts';
import type { ChoiceReason, EventBody, EventKind, Purpose } from './event.ts';

/** The body of one kind of event. */
export type BodyOf<Kind extends EventKind> = Extract<EventBody, { readonly kind: Kind }>;

/** Where an item stands: `order` counts the events of the whole story, `at` is monotonic time. */
export interface Placed {
  readonly order: number;
  readonly at: Millis;
}

/** A look into one level of the cache. */
export type CacheLook = BodyOf<'cache'> & Placed;
/** A record (set) that was not believed, with its rule. */
export type Scrubbed = BodyOf<'scrubbed'> & Placed;
/** What a reply, or the cache, came to mean. */
export type Result = BodyOf<
  'referral' | 'alias' | 'answer' | 'nodata' | 'nxdomain' | 'minimised' | 'lame' | 'unusable'
> &
  Placed;
/** What else happened at a step. */
export type Note = BodyOf<'joined' | 'limit' | 'stored' | 'not-stored' | 'clock-step' | 'verdict' | 'cookie'> & Placed;
/** One link of the alias chain. */
export type AliasStep = BodyOf<'alias'> & Placed;

/** How one exchange ended; `open` if it was given up before any end (a hedge that lost, an abort). */
export type ExchangeEnd =
  | (Omit<BodyOf<'received'>, 'kind' | 'wire'> & { readonly kind: 'reply' })
  | { readonly kind: 'truncated'; readonly rttMs: Millis }
  | { readonly kind: 'timed-out'; readonly afterMs: Millis }
  | { readonly kind: 'unreachable'; readonly what: string }
  /** Something came that was no usable message for us. */
  | { readonly kind: 'unfit'; readonly rttMs: Millis; readonly what: string }
  | { readonly kind: 'open' };

/** Why an exchange was followed by another with the same server. */
export interface Retry {
  readonly change: BodyOf<'retry'>['change'];
  readonly why: string;
}

/** One message to one server and what came of it. */
export interface ExchangeStep extends Placed {
  readonly step: number;
  readonly server: string;
  readonly address: Address;
  readonly protocol: Protocol;
  /** Why this address; absent for a follow-up at the same server (see `because`). */
  readonly why?: ChoiceReason;
  /** Candidates there were. */
  readonly of?: number;
  readonly srttMs?: Millis;
  readonly timeoutMs?: Millis;
  readonly asked: {
    readonly name: string;
    readonly type: string;
    readonly minimised: boolean;
    readonly spelled?: string;
  };
  readonly bytes: number;
  readonly edns: boolean;
  readonly cookie: 'none' | 'client' | 'full';
  /** `packet` of `packets` of the client question's budget. */
  readonly packet: number;
  readonly packets: number;
  readonly end: ExchangeEnd;
  /** It was overdue after this long; a late reply may have come all the same. */
  readonly overdueMs?: Millis;
  readonly mismatched: readonly (BodyOf<'mismatched'> & Placed)[];
  /** What it led to at the same server ... */
  readonly retry?: Retry;
  /** ... and the retry that led to this one. */
  readonly because?: Retry;
  readonly results: readonly Result[];
  readonly scrubbed: readonly Scrubbed[];
  readonly notes: readonly Note[];
  /** The messages in base64, where the listener asked for them. */
  readonly wire?: { readonly sent?: string; readonly received?: string };
}

/** The walk at one zone cut: its servers, what was asked of them, what it came to. */
export interface CutStep extends Placed {
  readonly step: number;
  readonly zone: string;
  readonly from: BodyOf<'cut'>['from'];
  readonly servers: readonly string[];
  readonly ds: BodyOf<'cut'>['ds'];
  readonly leaseS?: Seconds;
  readonly cacheLooks: readonly CacheLook[];
  readonly exchanges: readonly ExchangeStep[];
  /** Results that no exchange of this step brought (cache, joined asks). */
  readonly results: readonly Result[];
  readonly scrubbed: readonly Scrubbed[];
  readonly notes: readonly Note[];
  readonly addressesNeeded: readonly (BodyOf<'address-needed'> & Placed)[];
  readonly addressLookups: readonly Story[];
}

/** How a question ended; `unfinished` if the story stops before its end. */
export type End = BodyOf<'answered'> | BodyOf<'failed'> | { readonly kind: 'unfinished' };

/** The work of a story with everything below it. */
export interface Totals {
  readonly packets: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly timeouts: number;
  readonly hedges: number;
  readonly retries: number;
  readonly tcp: number;
  readonly cacheHits: number;
  readonly lookups: number;
}

/** One question and all that was done for it. */
export interface Story extends Placed {
  readonly step: number;
  readonly question: { readonly name: string; readonly type: string; readonly purpose: Purpose };
  readonly tookMs: Millis;
  readonly cacheLooks: readonly CacheLook[];
  readonly cuts: readonly CutStep[];
  readonly aliases: readonly AliasStep[];
  /** Results that no cut brought (cache). */
  readonly results: readonly Result[];
  readonly scrubbed: readonly Scrubbed[];
  readonly notes: readonly Note[];
  /** Look-ups that hang on the question itself: alias targets, chain, priming, refreshing. */
  readonly children: readonly Story[];
  readonly end: End;
  /** The client question's packet budget as last seen: `used` of `of`. */
  readonly budget?: { readonly used: number; readonly of: number };
  readonly totals: Totals;
  /** Events left out because the story was too long; 0 for an ordinary one. Told of the first question only. */
  readonly omitted: number;
}
