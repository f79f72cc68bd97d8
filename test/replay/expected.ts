/**
 * The one table of scenarios that fail and may: each with its reason, an RFC section or the option that another issue
 * brings. One that passes after all is a failure: take it out of the table. Beside it stand two rules: what has a trust
 * anchor, and what sets an option of another issue (`elsewhere.ts`), may fail and may pass.
 */
import type { Dialect } from './scenario.ts';

/** By dialect and file name. */
const EXPECTED: Readonly<Record<string, string>> = {
  'unbound/acl':
    'access-control refuse: our REFUSED repeats the question (RFC 1035 section 4.1.2); access lists are another issue',
  'unbound/iter_dname_insec':
    'RFC 1034 section 3.6.2: an alias loop is an error; the same file in the other dialect expects SERVFAIL',
  'unbound/ttl_msg':
    'RFC 2308 section 5: the SOA of a cached denial counts down with it and is not renewed by another denial',
  'unbound/iter_timeout_ra_aaaa':
    "RFC 9520 section 3.2 leaves the pace of asking a silent server to the resolver; the file counts Unbound's",
};

const NEEDS_VALIDATION = 'needs DNSSEC validation (it has a trust anchor): another issue';

export interface Expectation {
  readonly reason: string;
  /** True if passing would be a surprise, and so a failure. */
  readonly surprising: boolean;
}

/** Why this scenario may fail; undefined if it may not. `elsewhere`: the feature of another issue that it sets. */
export function expectedFailure(
  name: string,
  dialect: Dialect | undefined,
  hasAnchor: boolean,
  elsewhere?: string,
): Expectation | undefined {
  const reason = EXPECTED[`${dialect}/${name}`];
  if (reason !== undefined) return { reason, surprising: true };
  // With a trust anchor, validation may or may not decide the outcome.
  if (hasAnchor) return { reason: NEEDS_VALIDATION, surprising: false };
  return elsewhere === undefined ? undefined : { reason: elsewhere, surprising: false };
}
