/**
 * The one table of scenarios that fail and may: each with its reason, an RFC section or the option that another issue
 * brings. One that passes after all is a failure: take it out of the table.
 */
import type { Dialect } from './scenario.ts';

/** By dialect and file name. */
const EXPECTED: Readonly<Record<string, string>> = {
  'unbound/fwd_0ttlservfail': 'serve-expired: stale answers (RFC 8767) are another issue',
  'unbound/iter_prefetch_ns': 'prefetch: another issue',
  'unbound/iter_prefetch_fail': 'prefetch: another issue',
  'unbound/acl':
    'access-control refuse: our REFUSED repeats the question (RFC 1035 section 4.1.2); access lists are another issue',
  'unbound/iter_dname_insec':
    'RFC 1034 section 3.6.2: an alias loop is an error; the same file in the other dialect expects SERVFAIL',
  'unbound/ttl_msg':
    'RFC 2308 section 5: the SOA of a cached denial counts down with it and is not renewed by another denial',
  'unbound/iter_timeout_ra_aaaa':
    "RFC 9520 section 3.2 leaves the pace of asking a silent server to the resolver; the file counts Unbound's",
  'deckard/module_dns64': 'features dns64_prefix: a module of Knot Resolver',
  'deckard/module_policy_drop': 'feature-list policy: a module of Knot Resolver',
  'deckard/module_policy_deny_suff_comm': 'feature-list policy: a module of Knot Resolver',
  'deckard/module_workarounds_disable_0x20': 'features workarounds: a module of Knot Resolver',
};

const NEEDS_VALIDATION = 'needs DNSSEC validation (it has a trust anchor): another issue';

export interface Expectation {
  readonly reason: string;
  /** True if passing would be a surprise, and so a failure. */
  readonly surprising: boolean;
}

/** Why this scenario may fail; undefined if it may not. */
export function expectedFailure(
  name: string,
  dialect: Dialect | undefined,
  hasAnchor: boolean,
): Expectation | undefined {
  const reason = EXPECTED[`${dialect}/${name}`];
  if (reason !== undefined) return { reason, surprising: true };
  // The one rule beside the table: with a trust anchor, validation may or may not decide the outcome.
  return hasAnchor ? { reason: NEEDS_VALIDATION, surprising: false } : undefined;
}
