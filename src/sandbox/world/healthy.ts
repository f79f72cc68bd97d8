/**
 * Zones that work: one of everything a resolver has to get right. Data only. Addresses are those of RFC 5737 and
 * RFC 3849; names below `example` belong to nobody (RFC 2606).
 */
import type { Plan, ServerPlan, ZonePlan } from '../plan.ts';
import { EXAMPLE_COM } from './example-com.ts';

/** `198.51.100.host` and `2001:db8:2::host`. */
function hosting(name: string, host: number, rttMs: number, more: Partial<ServerPlan> = {}): ServerPlan {
  return { name, addresses: [`198.51.100.${host}`, `2001:db8:2::${host}`], rttMs, ...more };
}

/** The provider: an old-fashioned set-up that tells its NS with every answer. */
const PROVIDER = [
  hosting('ns1.example.net', 101, 17, { options: { companions: true } }),
  hosting('ns2.example.net', 102, 29, { jitterMs: 6, options: { companions: true } }),
];
const PROVIDER_NAMES = PROVIDER.map(({ name }) => name);
const OWN = [
  hosting('ns1.example.com', 111, 13, { options: { cookies: 'offered' } }),
  hosting('ns2.example.com', 112, 34, { options: { cookies: 'offered' } }),
];
const CDN = [hosting('ns1.cdn.example.net', 121, 4), hosting('ns2.cdn.example.net', 122, 5)];
const SIX: ServerPlan = { name: 'ns.six.example.com', addresses: ['2001:db8:6::53'], rttMs: 21 };

const EXAMPLE_NET = `
@            A     192.0.2.100
www          A     192.0.2.100
www          AAAA  2001:db8:100::80
@            MX    10 mail
mail         A     192.0.2.101
status       CNAME www.example.org.
; an alias that a zone names as its server, against RFC 2181 section 10.3
ns-alias     CNAME ns1
`;

const EXAMPLE_ORG = `
@            A     192.0.2.90
www          A     192.0.2.90
www          AAAA  2001:db8:90::80
shop         300 A 192.0.2.91
mail         A     192.0.2.92
@            MX    10 mail
_imaps._tcp  SRV   0 1 993 mail
docs         CNAME www
home         CNAME www.example.com.
*.people     A     192.0.2.93
`;

/** Answers live for half a minute: names of a content network move all the time. */
const CDN_RECORDS = `
$TTL 30
example-com  A     192.0.2.201
example-com  A     192.0.2.202
example-com  AAAA  2001:db8:c::201
example-com  AAAA  2001:db8:c::202
edge         CNAME example-com
`;

const EXAMPLE_CO_UK = `
@            A     192.0.2.60
www          A     192.0.2.60
www          AAAA  2001:db8:60::80
a.b          A     192.0.2.61
`;

/** The Japanese word for "for example". */
const IDN_RECORDS = `
@            A     192.0.2.70
www          A     192.0.2.70
@            TXT   "\\227\\129\\147"
`;

const SIX_RECORDS = `
www          AAAA  2001:db8:6::80
www          A     192.0.2.66
`;

const REVERSE_4 = `
21           PTR   www.nic.uk.
25           PTR   mail.example.com.
80           PTR   www.example.com.
90           PTR   www.example.org.
; RFC 2317: a block smaller than an octet is delegated through aliases
200          CNAME 200.200-207
200.200-207  PTR   visitor.zoo.example.
`;

/** Thirty-two labels below ip6.arpa: a long way for a resolver that reveals one label at a time. */
const REVERSE_6 = `
0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.0.0  PTR  www.example.com.
`;

const ZONES: readonly ZonePlan[] = [
  { origin: 'example.com', servers: OWN.map(({ name }) => name), records: EXAMPLE_COM },
  // Served over IPv6 alone, from inside itself.
  { origin: 'six.example.com', servers: [SIX.name], records: SIX_RECORDS },
  { origin: 'example.net', servers: PROVIDER_NAMES, records: EXAMPLE_NET },
  { origin: 'cdn.example.net', servers: CDN.map(({ name }) => name), records: CDN_RECORDS },
  // Its servers are in net: the org servers cannot give glue.
  { origin: 'example.org', servers: PROVIDER_NAMES, records: EXAMPLE_ORG },
  { origin: 'example.co.uk', servers: [...PROVIDER_NAMES, 'ns1.example.com'], records: EXAMPLE_CO_UK },
  { origin: 'xn--r8jz45g.xn--zckzah', servers: PROVIDER_NAMES, records: IDN_RECORDS },
  { origin: '2.0.192.in-addr.arpa', servers: PROVIDER_NAMES, records: REVERSE_4 },
  { origin: '8.b.d.0.1.0.0.2.ip6.arpa', servers: PROVIDER_NAMES, records: REVERSE_6 },
];

/** Zones that work and the servers behind them. */
export const HEALTHY: Plan = { zones: ZONES, servers: [...PROVIDER, ...OWN, ...CDN, SIX] };
