/**
 * What the cache holds, as plain values: RRsets, negative answers, zone cuts and failures, each with its rank,
 * provenance and expiry. It must not know how entries are found or thrown out (`store.ts`).
 *
 * RFC 2181 section 5.4.1 (ranking), RFC 2308 (negative answers), RFC 8020 (NXDOMAIN cuts), RFC 9520 (failures).
 */
import type { Address, Seconds } from '../ports.ts';
import type { FailureReason } from '../trace/event.ts';
import type { ExtendedError } from '../wire/edns.ts';
import type { Name } from '../wire/name.ts';
import type { RRType } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';

/** How far a set is to be trusted, higher is better (RFC 2181 section 5.4.1). From `answer` on it may answer a client. */
export const RANK = {
  additional: 1,
  authority: 2,
  authoritativeAuthority: 3,
  answer: 4,
  authoritativeAnswer: 5,
} as const;
/** One of the numbers of `RANK`; they compare by `<`. */
export type Rank = (typeof RANK)[keyof typeof RANK];

/** Who said it, through which zone's servers, and when (wall clock). */
export interface Origin {
  readonly server: Address;
  readonly zone: Name;
  readonly learned: Seconds;
}

/** The part every entry has. It is fresh while `stored - 1 <= now < expires`. */
export interface Dated {
  readonly stored: Seconds;
  readonly expires: Seconds;
  readonly origin: Origin;
}

/** Which sets a server gave along with an answer; they are looked up again when the answer is given. */
export interface Companions {
  readonly authority: readonly SetKey[];
  readonly additional: readonly SetKey[];
}

/** Where a set is found in the store; the class is IN. */
export interface SetKey {
  readonly name: Name;
  readonly type: RRType;
}

/** The verdict of validation on an entry; `resolver/answer.ts` gives it to clients. */
export type EntrySecurity = 'unchecked' | 'secure' | 'insecure' | 'bogus' | 'indeterminate';

/** One positive set; `rrset.ttl` is the TTL when stored, what is left of it follows from `expires`. */
export interface SetEntry extends Dated {
  readonly rrset: RRset;
  readonly rank: Rank;
  readonly security: EntrySecurity;
  readonly companions: Companions | undefined;
}

/** NODATA for one type, or NXDOMAIN for the name. `soa` and `proof` are what the authority section said. */
export interface NegativeEntry extends Dated {
  readonly rcode: 'nodata' | 'nxdomain';
  readonly type: RRType;
  readonly soa: RRset | undefined;
  readonly proof: readonly RRset[];
  readonly companions: Companions | undefined;
  readonly security: EntrySecurity;
  /** The NXDOMAIN speaks for everything below the name too (RFC 8020). */
  readonly cuts: boolean;
}

/** One name server of a zone cut. */
export interface CutServer {
  readonly name: Name;
  /** Glue; empty where the referral had none. */
  readonly addresses: readonly Address[];
  /** Sibling glue kept back until a look-up of the name fails, where the settings want glue verified. */
  readonly unverified?: readonly Address[];
}

/** A zone cut as its parent's servers told it. `expires` is the lease: nothing from below prolongs it. */
export interface CutEntry extends Dated {
  readonly zone: Name;
  readonly servers: readonly CutServer[];
  readonly ns: RRset;
  readonly ds: RRset | 'none' | 'unknown';
}

/** A resolution failure (RFC 9520): `backoffS` doubles while it keeps failing. */
export interface FailureEntry extends Dated {
  readonly type: RRType;
  readonly reason: FailureReason;
  readonly text: string;
  readonly ede: readonly ExtendedError[];
  readonly backoffS: Seconds;
  /**
   * It was met in the look-up of a server's address: there a cycle or a limit may stand in the way of a name that can
   * be resolved for its own sake. It holds for such look-ups only.
   */
  readonly nested: boolean;
}

/** Which types an ANY answer held (RFC 8482 lets us give any subset; we give what the server gave). */
export interface AnyEntry extends Dated {
  readonly types: readonly RRType[];
}

/** What is left of `entry` at `now`; 0 when expired, or stored in the future (a clock set back). */
export function secondsLeft(entry: Dated, now: Seconds): Seconds {
  if (entry.stored > now + 1) return 0;
  const left = entry.expires - now;
  return left > 0 ? left : 0;
}
