/**
 * A small internet on paper and how it is built: zones as master-file text, servers as a table. What belongs together
 * in a healthy internet (SOA, NS on both sides of a cut, glue, addresses of servers) is written by the builder, so that
 * a broken zone is the healthy one with one thing changed. It must not know which zones there are.
 *
 * RFC 1034 section 4.2.1 (both sides of a cut), RFC 9471 and RFC 9499 section 7 (glue, sibling glue).
 */
import type { Millis } from '../ports.ts';
import { parseMaster } from '../wire/master.ts';
import { isAtOrBelow, isBelow, labelCount, type Name, nameFromText, nameToText } from '../wire/name.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Denial } from '../zone/denial.ts';
import { createZone, type Zone } from '../zone/zone.ts';
import { type AuthorityOptions, createAuthority } from './authority.ts';
import type { Fault, Host } from './host.ts';

/** Delegations of the root and of top-level domains live long, as in real life. */
const TOP_DELEGATION_TTL_S = 172_800;
const DELEGATION_TTL_S = 86_400;
const RECORD_TTL_S = 3600;
const NEGATIVE_TTL_S = 300;

/** A name server: one machine, one or more addresses. */
export interface ServerPlan {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly rttMs?: Millis;
  readonly jitterMs?: Millis;
  readonly options?: AuthorityOptions;
  /** What is wrong with it; `zones` are those it serves, deepest first. */
  readonly faults?: (zones: readonly Zone[]) => readonly Fault[];
}

/** One zone. */
export interface ZonePlan {
  readonly origin: string;
  /** The names in its NS set, on both sides of the cut. */
  readonly servers: readonly string[];
  /** The servers that really serve it, where that is not the same. */
  readonly servedBy?: readonly string[];
  /** Master-file text beside SOA, NS and the addresses of servers; relative to the origin. */
  readonly records?: string;
  /** Master-file text for the parent in place of the NS set and its glue; relative to the parent. */
  readonly delegation?: string;
}

/** Zones and the machines that serve them. */
export interface Plan {
  readonly zones: readonly ZonePlan[];
  readonly servers: readonly ServerPlan[];
}

/** A zone as built: `text` is what a master file of it would say. */
export interface BuiltZone {
  readonly zone: Zone;
  readonly text: string;
}

/** Everything a plan comes to. */
export interface Built {
  readonly zones: readonly BuiltZone[];
  readonly hosts: readonly Host[];
}

/**
 * Signs a zone while the internet is built, children before parents: `ds` goes into the parent. Undefined leaves the
 * zone as it is.
 */
export type Signer = (
  origin: Name,
  rrsets: readonly RRset[],
) => { readonly rrsets: readonly RRset[]; readonly ds?: RRset; readonly denial?: Denial } | undefined;

/** Builds a plan. Throws for plans that contradict themselves: that is our own bug. */
export function build(plan: Plan, sign: Signer = () => undefined): Built {
  const sites = plan.zones.map((zone): Site => ({ zone, origin: nameFromText(zone.origin) }));
  const deepestFirst = [...sites].sort((a, b) => labelCount(b.origin) - labelCount(a.origin));
  const machines = plan.servers.map((server): [Name, Machine] => {
    const name = nameFromText(server.name);
    return [name, { name, server, home: deepestFirst.find(({ origin }) => isAtOrBelow(name, origin)) }];
  });
  const chart: Chart = { deepestFirst, machines: new Map(machines) };
  const built = new Map<Name, BuiltZone>();
  const secure = new Map<Name, RRset[]>();
  for (const site of deepestFirst) {
    const text = zoneText(site, chart);
    const plain = parseMaster(text, { origin: site.origin, file: site.zone.origin }).rrsets;
    const rrsets = [...plain, ...(secure.get(site.origin) ?? [])];
    const signed = sign(site.origin, rrsets);
    const options = signed?.denial === undefined ? {} : { denial: signed.denial };
    built.set(site.origin, { zone: createZone(site.origin, signed?.rrsets ?? rrsets, options), text });
    const above = parentSite(site.origin, chart);
    if (signed?.ds !== undefined && above !== undefined) {
      secure.set(above.origin, [...(secure.get(above.origin) ?? []), signed.ds]);
    }
  }
  const zones = sites.map(({ origin }) => built.get(origin)).filter((zone) => zone !== undefined);
  return { zones, hosts: plan.servers.flatMap((server) => hostsOf(server, sites, built)) };
}

interface Site {
  readonly zone: ZonePlan;
  readonly origin: Name;
}

/** A server and the zone that holds its name. */
interface Machine {
  readonly name: Name;
  readonly server: ServerPlan;
  readonly home: Site | undefined;
}

interface Chart {
  readonly deepestFirst: readonly Site[];
  readonly machines: ReadonlyMap<Name, Machine>;
}

function parentSite(origin: Name, chart: Chart): Site | undefined {
  return chart.deepestFirst.find((site) => isBelow(origin, site.origin));
}

function zoneText(site: Site, chart: Chart): string {
  const { zone, origin } = site;
  const first = zone.servers[0] ?? 'invalid.';
  const lines = [
    `$TTL ${RECORD_TTL_S}`,
    `@ IN SOA ${absolute(first)} hostmaster.${origin === '.' ? '' : origin} 2026010100 7200 3600 1209600 ${NEGATIVE_TTL_S}`,
    ...zone.servers.map((server) => `@ ${delegationTtl(origin)} IN NS ${absolute(server)}`),
  ];
  if (zone.records !== undefined) lines.push(zone.records.trim());
  lines.push(...ownServers(site, chart), ...delegations(site, chart));
  return `${lines.join('\n')}\n`;
}

/** Addresses of servers whose names lie in this very zone. */
function ownServers(site: Site, chart: Chart): string[] {
  const own = [...chart.machines.values()].filter(({ home }) => home === site);
  return own.flatMap((machine) => addressLines(machine, RECORD_TTL_S));
}

/** NS sets of the zones right below, and glue for every server that the zone names but does not hold itself. */
function delegations(site: Site, chart: Chart): string[] {
  const ttl = delegationTtl(site.origin);
  const children = chart.deepestFirst.filter(({ origin }) => parentSite(origin, chart) === site);
  const usual = children.filter(({ zone }) => zone.delegation === undefined);
  const lines = usual.flatMap(({ origin, zone }) =>
    zone.servers.map((server) => `${nameToText(origin)} ${ttl} IN NS ${absolute(server)}`),
  );
  const named = new Set([site, ...usual].flatMap(({ zone }) => zone.servers.map(nameFromText)));
  for (const name of named) {
    const machine = chart.machines.get(name);
    if (machine === undefined || machine.home === site || !isAtOrBelow(name, site.origin)) continue;
    lines.push(...addressLines(machine, ttl));
  }
  return [...lines, ...children.flatMap(({ zone }) => zone.delegation?.trim() ?? [])];
}

function delegationTtl(zone: Name): number {
  return labelCount(zone) <= 1 ? TOP_DELEGATION_TTL_S : DELEGATION_TTL_S;
}

function addressLines({ name, server }: Machine, ttl: number): string[] {
  return server.addresses.map(
    (address) => `${nameToText(name)} ${ttl} IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}`,
  );
}

function absolute(name: string): string {
  return nameToText(nameFromText(name));
}

function hostsOf(server: ServerPlan, sites: readonly Site[], built: ReadonlyMap<Name, BuiltZone>): Host[] {
  const name = nameFromText(server.name);
  const zones = sites
    .filter(({ zone }) => (zone.servedBy ?? zone.servers).some((by) => nameFromText(by) === name))
    .map(({ origin }) => built.get(origin)?.zone)
    .filter((zone) => zone !== undefined)
    .sort((a, b) => labelCount(b.origin) - labelCount(a.origin));
  const serve = createAuthority(zones, server.options);
  const faults = server.faults?.(zones) ?? [];
  const { rttMs, jitterMs } = server;
  return server.addresses.map((address) => ({
    address,
    name,
    serve,
    faults,
    ...(rttMs === undefined ? {} : { rttMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
  }));
}
