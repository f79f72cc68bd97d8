/**
 * What a resolution comes to: an `Answer` or a `Failure`, both values. It must not know how either was found.
 */
import type { Seconds } from '../ports.ts';
import type { FailureReason } from '../trace/event.ts';
import type { ExtendedError } from '../wire/edns.ts';
import type { Question } from '../wire/message.ts';
import type { Rcode } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';

/** `unchecked`: nobody has validated it (validation off, CD=1, glue): never taken for judged. RFC 4035 section 4.3. */
export type Security = 'unchecked' | 'secure' | 'insecure' | 'bogus' | 'indeterminate';

/** What a client may be told, positive or negative, with sections as RRsets. */
export interface Answer {
  readonly kind: 'answer';
  readonly question: Question;
  /** NOERROR or NXDOMAIN (of the last name of an alias chain), YXDOMAIN for a DNAME overflow. */
  readonly rcode: Rcode;
  /** The alias chain in order, then the RRset asked for; TTLs are what is left now. */
  readonly answer: readonly RRset[];
  /** SOA (and denial records) of a negative answer; otherwise what the server volunteered, if companions are kept. */
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
  readonly security: Security;
  /** Wall time at which the first part of it expires. */
  readonly expires: Seconds;
  /** Where it came from. */
  readonly from: 'cache' | 'network' | 'local';
  /** False if it may not be given to other clients (scripts, ECS). */
  readonly shareable: boolean;
  readonly ede: readonly ExtendedError[];
}

/** No answer. `text` is a sentence for people, the same in trace, EDE and log. */
export interface Failure {
  readonly kind: 'failure';
  readonly question: Question;
  readonly reason: FailureReason;
  readonly text: string;
  readonly ede: readonly ExtendedError[];
  /** The links of an alias loop, to be shown with the error (RFC 1034 section 3.6.2); otherwise empty. */
  readonly partial: readonly RRset[];
}

/** Never an exception: `kind` tells which. */
export type Outcome = Answer | Failure;
