/**
 * The configuration as what the rooms are told: `Settings` for the core, `ResponderSettings` for the front end. It must
 * not know files.
 */
import {
  type ConfiguredZone,
  DEFAULT_LIMITS,
  DEFAULT_SETTINGS,
  type HintServer,
  type Settings,
} from '../iterate/settings.ts';
import { addressMatcher, contains, type Prefix, parsePrefix } from '../net/prefixes.ts';
import { hostOf } from '../ports.ts';
import type { AccessRule } from '../server/guard.ts';
import type { ResponderSettings } from '../server/respond.ts';
import { ROOT } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import type { AddressGroup, Config } from './config-schema.ts';
import { hasIpv6Route } from './ipv6.ts';

/** What `version.bind` and `version.server` say, if anything is said at all: no number for those who scan. */
const VERSION_TEXT = 'rootwalk';
/** Questions under way at once; each may hold a budget of packets and 128 kB. Beyond it the newest are dropped. */
const QUESTIONS_AT_ONCE = 10_000;

/** Settings of the core; `ipv6Route` is asked only for `ipv6: auto`. */
export function toSettings(
  config: Config,
  hints: readonly HintServer[],
  ipv6Route: () => boolean = hasIpv6Route,
): Settings {
  const { upstream, hardening, cache, server } = config;
  const never = addressMatcher(upstream['do-not-query'].flatMap(prefixesOf));
  const shielded = privatePrefixes(hardening['private-addresses']);
  return {
    ...DEFAULT_SETTINGS,
    hints,
    primeRoot: upstream['prime-root'],
    zones: configuredZones(config),
    ipv4: upstream.ipv4,
    ipv6: upstream.ipv6 === 'auto' ? ipv6Route() : upstream.ipv6,
    doNotQuery: (address) => never(hostOf(address)),
    minimisation: upstream['qname-minimisation'],
    minimisationType: upstream['qname-minimisation-qtype'] === 'NS' ? TYPE.NS : TYPE.A,
    randomizeCase: upstream['randomize-case'],
    ednsPayload: upstream['edns-payload'],
    hedge: upstream.hedge,
    hardenGlue: hardening.glue,
    verifySiblingGlue: hardening['sibling-glue'] === 'verify',
    belowNxdomain: hardening['below-nxdomain'],
    referralPath: hardening['referral-path'],
    keepCompanions: !server['minimal-responses'],
    privateAddress: shielded.length === 0 ? undefined : addressMatcher(shielded),
    privateDomains: hardening['private-domains'],
    clientDeadlineMs: server['client-deadline'],
    limits: { ...DEFAULT_LIMITS, waitingPerQuestion: server.waiting['per-question'] },
    cache: {
      sizeBytes: cache.size,
      minTtl: seconds(cache['min-ttl']),
      maxTtl: seconds(cache['max-ttl']),
      minNegativeTtl: 0,
      maxNegativeTtl: seconds(cache['max-negative-ttl']),
    },
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function configuredZones({ upstream }: Config): ConfiguredZone[] {
  const zones = upstream.zones.map(({ name, forward, stub }): ConfiguredZone => {
    return forward === undefined
      ? { zone: name, mode: 'stub', servers: stub ?? [] }
      : { zone: name, mode: 'forward', servers: forward };
  });
  if (upstream.forward.length > 0) zones.push({ zone: ROOT, mode: 'forward', servers: upstream.forward });
  return zones;
}

const GROUPS: Readonly<Record<AddressGroup, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  // Nobody can be asked there either: multicast and broadcast.
  unspecified: ['0.0.0.0/8', '::/128', '224.0.0.0/4', 'ff00::/8', '255.255.255.255/32'],
  // RFC 1918, 6598 and 4193.
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
};

function isGroup(text: string): text is AddressGroup {
  return Object.hasOwn(GROUPS, text);
}

function prefixesOf(text: string): Prefix[] {
  return (isGroup(text) ? GROUPS[text] : [text]).map(checked);
}

/** The schema has let it through. */
function checked(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (typeof prefix === 'string') throw new Error(prefix);
  return prefix;
}

/** What a public name may not point to: hosts of the client's own network (rebinding). */
function privatePrefixes(given: Config['hardening']['private-addresses']): Prefix[] {
  if (given !== 'default') return given.map(checked);
  return [...GROUPS.private, ...GROUPS.loopback, ...GROUPS['link-local'], '0.0.0.0/8', '::/128'].map(checked);
}

/** Settings of the front end. */
export function toResponderSettings(config: Config): ResponderSettings {
  const { server, upstream } = config;
  return {
    access: accessRules(server.allow),
    minimalResponses: server['minimal-responses'],
    maxUdpPayload: server['max-udp-payload'],
    identity: server.identity ?? undefined,
    version: server.identity === null ? undefined : VERSION_TEXT,
    extendedErrors: true,
    specialUseZones: server['special-use-zones'],
    ownZones: upstream.zones.map(({ name }) => name),
    tcpIdleMs: server.tcp.idle,
    questionsAtOnce: QUESTIONS_AT_ONCE,
  };
}

/** Those who may ask; this machine itself, if it may, also looks into the cache without recursion. */
function accessRules(allow: readonly string[]): AccessRule[] {
  const own = GROUPS.loopback.map((text) => ({ text, prefix: checked(text) }));
  return allow.flatMap((text): AccessRule[] => {
    const prefix = checked(text);
    if (own.some((loopback) => contains(loopback.prefix, prefix))) return [{ prefix: text, access: 'snoop' }];
    const inside = own.filter((loopback) => contains(prefix, loopback.prefix));
    return [
      { prefix: text, access: 'recurse' },
      ...inside.map((loopback): AccessRule => ({ prefix: loopback.text, access: 'snoop' })),
    ];
  });
}
