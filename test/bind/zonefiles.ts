/**
 * The world as BIND reads it: a `named.conf` and master files for each container.
 */
import { isAtOrBelow, type Name } from '../../src/wire/name.ts';
import { childrenOf, deepest, gluedServers, type Host, type World, type Zone } from './world.ts';

export interface HostFile {
  /** Relative to the folder that becomes `/zones`. */
  readonly path: string;
  readonly content: string;
}

/** The zones a container serves, in the order of its files. */
export function zonesOn(world: World, host: Host): readonly Zone[] {
  return world.zones.filter((zone) => zone.host === host);
}

/** Everything below `/zones` of one container. */
export function filesOf(world: World, host: Host): readonly HostFile[] {
  const zones = zonesOn(world, host);
  return [
    { path: 'named.conf', content: namedConf(zones) },
    ...zones.map((zone) => ({ path: fileName(zone), content: masterFile(world, zone) })),
  ];
}

function fileName(zone: Zone): string {
  return zone.origin === '.' ? 'root.db' : `${zone.origin}db`;
}

function namedConf(zones: readonly Zone[]): string {
  return [
    '// Written by test/bind/write-zones.ts.',
    'options {',
    '  directory "/var/cache/bind"; // must be writable by the user of named, or it exits',
    '  listen-on { any; }; listen-on-v6 { any; };',
    '  recursion no; dnssec-validation no; empty-zones-enable no;',
    '  minimal-responses no; check-names primary ignore;',
    '  pid-file none; session-keyfile none; version none; hostname none; server-id none;',
    '};',
    'controls { };',
    ...zones.map((zone) => `zone "${zone.origin}" { type primary; file "/zones/${fileName(zone)}"; };`),
    '',
  ].join('\n');
}

function masterFile(world: World, zone: Zone): string {
  const children = childrenOf(world, zone);
  const lines = [
    '; Written by test/bind/write-zones.ts.',
    `$ORIGIN ${zone.origin}`,
    '$TTL 3600',
    `@ SOA ${zone.servers[0]} hostmaster.invalid. 1 7200 900 1209600 300`,
    ...zone.servers.map((server) => `@ NS ${server}`),
    ...children.flatMap((child) => child.servers.map((server) => `${child.origin} NS ${server}`)),
    ...addressNames(world, zone, children).flatMap((server) => addressLines(world, server)),
    ...zone.records.map(([owner, type, rdata]) => `${owner} 300 ${type} ${rdata}`),
    '',
  ];
  return lines.join('\n');
}

/** Servers whose addresses stand in a zone: those at home there, its own, and the glue of its children. */
function addressNames(world: World, zone: Zone, children: readonly Zone[]): readonly Name[] {
  const home = [...world.servers.keys()].filter((name) => deepest(world.zones, name) === zone);
  const own = zone.servers.filter((name) => isAtOrBelow(name, zone.origin));
  const glue = children.flatMap((child) => gluedServers(zone, child));
  return [...new Set([...home, ...own, ...glue])];
}

function addressLines(world: World, name: Name): string[] {
  const server = world.servers.get(name);
  return [
    ...(server?.a === undefined ? [] : [`${name} A ${server.a}`]),
    ...(server?.aaaa === undefined ? [] : [`${name} AAAA ${server.aaaa}`]),
  ];
}
