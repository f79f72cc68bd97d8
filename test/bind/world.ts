/**
 * The world that BIND plays in containers: a root, two top-level domains and some twenty zones on two leaf servers,
 * each zone made for one question. Topology as data: master files (`zonefiles.ts`), route tables and the fewest
 * packets a resolution needs (`oracle.ts`) are all derived from it, so that they cannot disagree.
 */
import { isAtOrBelow, isBelow, labelCount, type Name, nameFromText } from '../../src/wire/name.ts';

/** The containers. One container plays many logical name servers, each with addresses of its own. */
export const HOSTS = ['root', 'tld', 'leaf1', 'leaf2'] as const;
export type Host = (typeof HOSTS)[number];

/** A record below a zone: owner relative to the origin (`@` is the origin), type, rdata; as in a master file. */
export type RecordText = readonly [owner: string, type: string, rdata: string];

export interface Zone {
  readonly origin: Name;
  /** The container that serves it; undefined: nobody does, it is only delegated. */
  readonly host: Host | undefined;
  readonly servers: readonly Name[];
  /** Name servers whose glue the parent withholds. */
  readonly withheld: readonly Name[];
  readonly records: readonly RecordText[];
}

export interface Server {
  readonly name: Name;
  readonly host: Host;
  readonly a: string | undefined;
  readonly aaaa: string | undefined;
}

export interface World {
  readonly zones: readonly Zone[];
  readonly servers: ReadonlyMap<Name, Server>;
}

/** The addresses of the `index`th server (from 1), which runs on `host`. */
export type Addressing = (host: Host, index: number) => { readonly a: string; readonly aaaa: string };

/** Documentation addresses (RFC 5737, RFC 3849), another pair for each name server: for use behind a route table. */
export const LOGICAL: Addressing = (_, index) => ({
  a: `198.51.100.${index}`,
  aaaa: `2001:db8::${index.toString(16)}`,
});

/** Name servers: who runs where. `6` alone: it has no IPv4 address. */
const SERVERS: readonly (readonly [name: string, host: Host, families?: '6'])[] = [
  ['a.root-servers.test.', 'root'],
  ['b.root-servers.test.', 'root'],
  ['a.nic.test.', 'tld'],
  ['b.nic.test.', 'tld'],
  ['ns.nic.example.', 'tld'],
  ['ns1.plain.test.', 'leaf1'],
  ['ns2.plain.test.', 'leaf1'],
  ['ns.sub.plain.test.', 'leaf2'],
  ['ns1.provider.example.', 'leaf2'],
  ['ns2.provider.example.', 'leaf2'],
  ['dns.provider.example.', 'leaf2'],
  ['six.provider.example.', 'leaf2', '6'],
  ['ns.far.example.', 'leaf2'],
  ['ns.hop.test.', 'leaf1'],
  ['ns1.half.test.', 'leaf1'],
  ['ns2.half.test.', 'leaf2'],
  ['ns.stray.test.', 'leaf1'],
  ['ns1.upward.test.', 'root'],
  ['ns2.upward.test.', 'leaf1'],
  ['ns.lost.test.', 'leaf2'],
  ['ns.left.test.', 'leaf1'],
  ['ns.right.test.', 'leaf1'],
  ['ns.six.test.', 'leaf2', '6'],
  ['ns.both.test.', 'leaf1'],
  ['ns.kid.both.test.', 'leaf1'],
  ['ns.octets.test.', 'leaf1'],
  ['ns.xn--bcher-kva.test.', 'leaf2'],
];

/** 30 strings of 60 octets: more than 1232 octets, so UDP says TC=1. */
const BIG: readonly RecordText[] = Array.from({ length: 30 }, (_, at) => [
  'big',
  'TXT',
  `"${String(at).padStart(60, 'x')}"`,
]);

const PLAIN: readonly RecordText[] = [
  ['@', 'A', '192.0.2.1'],
  ['@', 'MX', '10 mail'],
  ['www', 'A', '192.0.2.80'],
  ['www', 'AAAA', '2001:db8:80::80'],
  ['mail', 'A', '192.0.2.25'],
  ['alias', 'CNAME', 'www'],
  ['twice', 'CNAME', 'alias'],
  ['dangling', 'CNAME', 'nothing-here'],
  ['across', 'CNAME', 'www.far.example.'],
  ['across-and-back', 'CNAME', 'back.far.example.'],
  ['to-big', 'CNAME', 'big.far.example.'],
  ['old', 'DNAME', 'new'],
  ['host.new', 'A', '192.0.2.90'],
  ['moved', 'DNAME', 'far.example.'],
  ['*.wild', 'A', '192.0.2.42'],
  ['*.wild', 'TXT', '"from the wildcard"'],
  ['here.wild', 'TXT', '"no wildcard here"'],
  ['*.to', 'CNAME', 'www'],
  ['a.b.c.deep', 'A', '192.0.2.77'],
  ['1.2.3.4.5.6.7.8.9.10.11.12.13', 'A', '192.0.2.113'],
  ...BIG,
];

const FAR: readonly RecordText[] = [
  ['www', 'A', '203.0.113.80'],
  ['host', 'A', '203.0.113.90'],
  ['back', 'CNAME', 'www.plain.test.'],
  ...BIG,
];

/** Labels of any octets (RFC 2181 section 11), as `named` wants them in a master file. */
const OCTETS: readonly RecordText[] = [
  ['a\\.b', 'A', '192.0.2.66'],
  ['b', 'A', '192.0.2.99'],
  ['a.b', 'A', '192.0.2.67'],
  ['\\000nul', 'A', '192.0.2.68'],
  ['\\255\\254', 'A', '192.0.2.69'],
  ['\\255\\255', 'A', '192.0.2.70'],
  ['sp\\032ace', 'A', '192.0.2.71'],
  ['semi\\;colon', 'A', '192.0.2.72'],
  ['back\\\\slash', 'A', '192.0.2.73'],
  ['quo\\"te', 'A', '192.0.2.74'],
  ['esc\\027[31m', 'A', '192.0.2.75'],
  ['_dmarc', 'TXT', '"v=DMARC1"'],
  ['MiXeD', 'A', '192.0.2.76'],
  [`${'l'.repeat(63)}`, 'A', '192.0.2.78'],
  [`${'m'.repeat(63)}.${'n'.repeat(63)}.${'o'.repeat(63)}.${'p'.repeat(49)}`, 'A', '192.0.2.79'],
  ['odd-alias', 'CNAME', 'a\\.b'],
];

const WWW: readonly RecordText[] = [['www', 'A', '192.0.2.80']];

type ZoneRow = readonly [
  origin: string,
  host: Host | undefined,
  servers: string,
  records: readonly RecordText[],
  withheld?: string,
];

const ZONES: readonly ZoneRow[] = [
  ['.', 'root', 'a.root-servers.test. b.root-servers.test.', []],
  ['test.', 'tld', 'a.nic.test. b.nic.test.', [['unused', 'TXT', '"a name without a cut"']]],
  ['example.', 'tld', 'ns.nic.example.', []],
  // In-domain glue; a delegation further down.
  ['plain.test.', 'leaf1', 'ns1.plain.test. ns2.plain.test.', PLAIN],
  ['sub.plain.test.', 'leaf2', 'ns.sub.plain.test.', WWW],
  ['far.example.', 'leaf2', 'ns.far.example.', FAR],
  // Out of bailiwick, so without glue: another top-level domain has to be walked first.
  ['provider.example.', 'leaf2', 'ns1.provider.example. ns2.provider.example.', WWW],
  ['glueless.test.', 'leaf2', 'dns.provider.example.', WWW],
  // The same, but the walk to the server's address meets its glue.
  ['reuse.test.', 'leaf2', 'ns1.provider.example.', WWW],
  // Sibling glue: the server lies in another zone below the same parent.
  ['sibling.test.', 'leaf1', 'ns1.plain.test.', WWW],
  // Glueless behind glueless.
  ['hop.test.', 'leaf2', 'dns.provider.example.', WWW],
  ['chain.test.', 'leaf1', 'ns.hop.test.', WWW, 'ns.hop.test.'],
  // One of two servers is lame: REFUSED.
  ['half.test.', 'leaf1', 'ns1.half.test. ns2.half.test.', WWW],
  // The only glue leads to a lame server; the good one must be looked up.
  ['stray.test.', 'leaf2', 'ns.stray.test. dns.provider.example.', WWW],
  // One of two servers is a root server, which refers upward.
  ['upward.test.', 'leaf1', 'ns1.upward.test. ns2.upward.test.', WWW],
  // Nobody serves these.
  ['lost.test.', undefined, 'ns.lost.test.', []],
  ['left.test.', undefined, 'ns.right.test.', [], 'ns.right.test.'],
  ['right.test.', undefined, 'ns.left.test.', [], 'ns.left.test.'],
  // IPv6 only, with glue and without.
  ['six.test.', 'leaf2', 'ns.six.test.', WWW],
  ['sixless.test.', 'leaf2', 'six.provider.example.', WWW],
  // Parent and child on one server: the cut is never seen.
  ['both.test.', 'leaf1', 'ns.both.test.', WWW],
  ['kid.both.test.', 'leaf1', 'ns.kid.both.test.', WWW],
  ['octets.test.', 'leaf1', 'ns.octets.test.', OCTETS],
  ['xn--bcher-kva.test.', 'leaf2', 'ns.xn--bcher-kva.test.', [['xn--grnspan-o2a', 'A', '192.0.2.88']]],
  // A DNAME at the apex renames all that is below.
  ['renamed.test.', 'leaf1', 'ns1.plain.test.', [['@', 'DNAME', 'plain.test.']]],
];

/** The world with addresses of one's choice. */
export function createWorld(addressing: Addressing): World {
  const names = (text: string | undefined): Name[] => (text === undefined ? [] : text.split(' ').map(nameFromText));
  return {
    zones: ZONES.map(([origin, host, servers, records, withheld]) => ({
      origin: nameFromText(origin),
      host,
      servers: names(servers),
      withheld: names(withheld),
      records,
    })),
    servers: new Map(
      SERVERS.map(([text, host, families], at) => {
        const name = nameFromText(text);
        const { a, aaaa } = addressing(host, at + 1);
        return [name, { name, host, a: families === '6' ? undefined : a, aaaa }];
      }),
    ),
  };
}

/** The absolute name of an owner or target as written in the zone's master file. */
export function absolute(text: string, origin: Name): Name {
  if (text === '@') return origin;
  if (text.endsWith('.') && !text.endsWith('\\.')) return nameFromText(text);
  return nameFromText(origin === '.' ? text : `${text}.${origin}`);
}

/** The deepest of `zones` at or above `name`. */
export function deepest(zones: Iterable<Zone>, name: Name): Zone | undefined {
  let found: Zone | undefined;
  for (const zone of zones) {
    if (!isAtOrBelow(name, zone.origin)) continue;
    if (found === undefined || labelCount(zone.origin) > labelCount(found.origin)) found = zone;
  }
  return found;
}

/** The zones delegated directly from `parent`. */
export function childrenOf(world: World, parent: Zone): readonly Zone[] {
  return world.zones.filter((zone) => {
    if (!isBelow(zone.origin, parent.origin)) return false;
    const above = world.zones.filter((other) => isBelow(zone.origin, other.origin));
    return deepest(above, zone.origin) === parent;
  });
}

/** The servers of `child` that have glue in `parent`: those at or below it, unless withheld. */
export function gluedServers(parent: Zone, child: Zone): readonly Name[] {
  return child.servers.filter((server) => isAtOrBelow(server, parent.origin) && !child.withheld.includes(server));
}
