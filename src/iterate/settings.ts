/**
 * What the walk is told: policy and limits, as plain values. It must not know the configuration file; `cli/build.ts`
 * makes this from it, tests write it directly.
 */
import type { Address, Millis, Seconds } from '../ports.ts';
import type { Name } from '../wire/name.ts';

/** Every limit with the attack or RFC it stands against (design section 5). */
export interface Limits {
  /** Upstream packets for one client question, children included: NXNSAttack (CVE-2020-12662), CAMP. */
  readonly packetsPerQuestion: number;
  /** Upstream packets for one name looked up within a question. */
  readonly packetsPerName: number;
  /** Octets received for one client question: amplification. */
  readonly bytesPerQuestion: number;
  /** Nesting of server-address look-ups: iDNS (CVE-2014-8500), TsuNAME. */
  readonly addressDepth: number;
  /** Name servers kept of one referral: NRDelegation (CVE-2022-3204). */
  readonly serversPerReferral: number;
  /** Records kept of an NS set that is asked for; what is beyond is cut off, with the signatures. */
  readonly serversPerSet: number;
  /** Addresses kept of one name server. */
  readonly addressesPerServer: number;
  /** Failing glueless name servers before a cut is given up: NXNSAttack. */
  readonly gluelessFailures: number;
  /** Alias links in one answer. */
  readonly aliasLinks: number;
  /** Referrals followed in one descent. */
  readonly referrals: number;
  /** Sends for one question at one cut; and to one address (RFC 9520 section 3.1: no hammering). */
  readonly sendsPerCut: number;
  readonly sendsPerAddress: number;
  /** Questions waiting for one question under way: DNSBomb. */
  readonly waitingPerQuestion: number;
}

/** The limits where no others are given (design section 5). */
export const DEFAULT_LIMITS: Limits = {
  packetsPerQuestion: 100,
  packetsPerName: 40,
  bytesPerQuestion: 128 * 1024,
  addressDepth: 6,
  serversPerReferral: 13,
  serversPerSet: 100,
  addressesPerServer: 6,
  gluelessFailures: 5,
  aliasLinks: 11,
  referrals: 32,
  sendsPerCut: 8,
  sendsPerAddress: 3,
  waitingPerQuestion: 64,
};

/** One upstream server given by configuration. */
export interface Target {
  readonly address: Address;
  readonly protocol: 'udp' | 'tls';
  /** The name to authenticate a `tls` server by. */
  readonly tlsName?: string;
}

/** Everything at and below `zone` goes to `servers`: `forward` with RD=1, `stub` iterates from them with RD=0. */
export interface ConfiguredZone {
  readonly zone: Name;
  readonly mode: 'forward' | 'stub';
  readonly servers: readonly Target[];
  /** Servers known by their name alone: looked up like any name server when the others do not answer. */
  readonly hosts?: readonly Name[];
  /** Where these servers fail, the question is asked as if the zone were not configured. */
  readonly first?: boolean;
  /** Stub: ask the servers for the zone's NS set and go on with the servers that it names. */
  readonly prime?: boolean;
}

/** One root server of the hints. */
export interface HintServer {
  readonly name: Name;
  readonly addresses: readonly Address[];
}

/** Everything a resolution may depend on beside chance, time and the wire. */
export interface Settings {
  readonly hints: readonly HintServer[];
  /** Ask the hints for `. NS` before the first walk and when it expires (RFC 9609). */
  readonly primeRoot: boolean;
  /** The deepest match wins; a forward for `.` replaces iteration. */
  readonly zones: readonly ConfiguredZone[];
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** True for server addresses that must not be asked; never applied to hints and configured zones. */
  readonly doNotQuery: (address: Address) => boolean;
  readonly minimisation: 'off' | 'relaxed' | 'strict';
  /** The type of minimised probes: A (1) or NS (2). */
  readonly minimisationType: number;
  /** Ask the whole name with the probe type first, so that a parent's servers do not learn the type (RFC 9156 section 2.1). */
  readonly hideType: boolean;
  /**
   * Go on label by label below a minimised question that found no cut (RFC 9156 section 3); false: then ask the whole
   * name, as Knot Resolver does.
   */
  readonly minimiseBelowEmpty: boolean;
  readonly randomizeCase: boolean;
  /** Ask every server over TCP from the first try on (RFC 7766 allows it): where UDP is filtered or not trusted. */
  readonly overTcp: boolean;
  readonly ednsPayload: number;
  readonly cookies: boolean;
  /** Ask a second server early. Off in replay and in packet-count tests. */
  readonly hedge: boolean;
  /** 5 % of choices go to a server that is not the best. */
  readonly explore: boolean;
  /** Ignore glue outside the bailiwick of the zone that gave it. */
  readonly hardenGlue: boolean;
  /** Look up servers of sibling zones instead of using their glue, which serves only when that fails. */
  readonly verifySiblingGlue: boolean;
  /** An NXDOMAIN answers for everything below it (RFC 8020). */
  readonly belowNxdomain: boolean;
  /** Look up the NS and their addresses at each cut before going on. */
  readonly referralPath: boolean;
  /** Drop NS (and their addresses) that a positive answer volunteers. */
  readonly scrubPromiscuous: boolean;
  /**
   * Alias chains inside one reply: `in-zone` believes the links at or below the zone asked; `first-link` asks again
   * for the canonical name (RFC 2181 section 5.4.1; what Unbound does).
   */
  readonly aliasChains: 'in-zone' | 'first-link';
  /** Apply a cached DNAME to other names even if nothing signs it (RFC 6672 section 3.2); Unbound asks again instead. */
  readonly unsignedDname: boolean;
  /** Keep authority and additional records of positive answers, for clients that want them. */
  readonly keepCompanions: boolean;
  /** Keep the NS set that a negative answer carries beside its SOA. */
  readonly keepNegativeCompanions: boolean;
  /** True for addresses that public names may not have (rebinding); `privateDomains` are excepted. */
  readonly privateAddress: ((ip: string) => boolean) | undefined;
  readonly privateDomains: readonly Name[];
  /** How long a client waits at most; undefined: for ever (replay). */
  readonly clientDeadlineMs: Millis | undefined;
  readonly limits: Limits;
  readonly cache: {
    readonly sizeBytes: number;
    readonly minTtl: Seconds;
    readonly maxTtl: Seconds;
    readonly minNegativeTtl: Seconds;
    readonly maxNegativeTtl: Seconds;
  };
}

/** The defaults of the configuration, without hints. */
export const DEFAULT_SETTINGS: Settings = {
  hints: [],
  primeRoot: true,
  zones: [],
  ipv4: true,
  ipv6: true,
  doNotQuery: () => false,
  minimisation: 'relaxed',
  minimisationType: 1,
  hideType: false,
  minimiseBelowEmpty: true,
  randomizeCase: true,
  overTcp: false,
  ednsPayload: 1232,
  cookies: true,
  hedge: true,
  explore: true,
  hardenGlue: true,
  verifySiblingGlue: false,
  belowNxdomain: true,
  referralPath: false,
  scrubPromiscuous: true,
  aliasChains: 'in-zone',
  unsignedDname: true,
  keepCompanions: false,
  keepNegativeCompanions: false,
  privateAddress: undefined,
  privateDomains: [],
  clientDeadlineMs: 7000,
  limits: DEFAULT_LIMITS,
  cache: { sizeBytes: 256 * 1024 * 1024, minTtl: 0, maxTtl: 86_400, minNegativeTtl: 0, maxNegativeTtl: 3600 },
};
