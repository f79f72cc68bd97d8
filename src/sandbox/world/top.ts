/**
 * The top of the sandbox's tree: the root with its thirteen servers and some top-level domains. Root servers have their
 * real names and addresses (no packet ever leaves the sandbox), so that the real hints work here too; all else lives in
 * the documentation ranges of RFC 5737 and RFC 3849. Data only.
 */
import type { Plan, ServerPlan } from '../plan.ts';

/** Letter, IPv4, IPv6, round trip in ms: some are around the corner, some across an ocean. */
const ROOTS: readonly (readonly [string, string, string, number])[] = [
  ['a', '198.41.0.4', '2001:503:ba3e::2:30', 12],
  ['b', '170.247.170.2', '2801:1b8:10::b', 148],
  ['c', '192.33.4.12', '2001:500:2::c', 24],
  ['d', '199.7.91.13', '2001:500:2d::d', 9],
  ['e', '192.203.230.10', '2001:500:a8::e', 8],
  ['f', '192.5.5.241', '2001:500:2f::f', 7],
  ['g', '192.112.36.4', '2001:500:12::d0d', 96],
  ['h', '198.97.190.53', '2001:500:1::53', 88],
  ['i', '192.36.148.17', '2001:7fe::53', 18],
  ['j', '192.58.128.30', '2001:503:c27::2:30', 11],
  ['k', '193.0.14.129', '2001:7fd::1', 6],
  ['l', '199.7.83.42', '2001:500:9f::42', 10],
  ['m', '202.12.27.33', '2001:dc3::35', 31],
];

const ROOT_SERVERS: readonly ServerPlan[] = ROOTS.map(([letter, ipv4, ipv6, rttMs]) => ({
  name: `${letter}.root-servers.net`,
  addresses: [ipv4, ipv6],
  rttMs,
}));
const ROOT_NAMES = ROOT_SERVERS.map(({ name }) => name);

/** `198.51.100.host` and `2001:db8:1::host`. */
function registry(name: string, host: number, rttMs: number, cookies = false): ServerPlan {
  const addresses = [`198.51.100.${host}`, `2001:db8:1::${host}`];
  return { name, addresses, rttMs, ...(cookies ? { options: { cookies: 'offered' } } : {}) };
}

const GTLD = ['a', 'b', 'c', 'd'].map((letter, at) =>
  registry(`${letter}.gtld-servers.net`, 1 + at, 14 + 7 * at, true),
);
const GTLD_NAMES = GTLD.map(({ name }) => name);
const ORG = [registry('a0.nic.org', 11, 18, true), registry('b0.nic.org', 12, 23)];
const UK = [registry('nsa.nic.uk', 21, 16), registry('nsb.nic.uk', 22, 20)];
const IDN = [registry('a.nic.xn--zckzah', 31, 110), registry('b.nic.xn--zckzah', 32, 125)];
const EXAMPLE = [registry('ns1.nic.example', 41, 22), registry('ns2.nic.example', 42, 27)];
const ARPA = [registry('a.ns.arpa', 51, 12), registry('b.ns.arpa', 52, 15)];
const REVERSE = [registry('a.in-addr-servers.arpa', 53, 19), registry('b.in-addr-servers.arpa', 54, 26)];

const names = (servers: readonly ServerPlan[]): readonly string[] => servers.map(({ name }) => name);

/** Root and top-level domains; `uk` and `co.uk` share their servers, as they do in real life. */
export const TOP: Plan = {
  servers: [...ROOT_SERVERS, ...GTLD, ...ORG, ...UK, ...IDN, ...EXAMPLE, ...ARPA, ...REVERSE],
  zones: [
    { origin: '.', servers: ROOT_NAMES },
    { origin: 'root-servers.net', servers: ROOT_NAMES },
    { origin: 'com', servers: GTLD_NAMES },
    { origin: 'net', servers: GTLD_NAMES },
    { origin: 'gtld-servers.net', servers: GTLD_NAMES },
    { origin: 'org', servers: names(ORG) },
    { origin: 'uk', servers: names(UK), records: 'www.nic A 192.0.2.21' },
    { origin: 'co.uk', servers: names(UK) },
    // The Japanese word for "test", the first top-level domain ever in another script.
    { origin: 'xn--zckzah', servers: names(IDN) },
    { origin: 'example', servers: names(EXAMPLE) },
    { origin: 'arpa', servers: names(ARPA) },
    { origin: 'in-addr.arpa', servers: names(REVERSE) },
    { origin: 'in-addr-servers.arpa', servers: names(REVERSE) },
    { origin: 'ip6.arpa', servers: names(REVERSE) },
  ],
};

/** The thirteen with their addresses: what a resolver of the sandbox is told at first. */
export const ROOT_HINTS = ROOT_SERVERS.map(({ name, addresses }) => ({ name, addresses }));
