/**
 * What the servers of the world say, worked out from the topology alone (RFC 1034 section 4.3.2, RFC 6672, RFC 4592):
 * the ground the oracle counts on. No messages and no code of the resolver beyond names.
 */
import {
  childTowards,
  isAtOrBelow,
  isBelow,
  labelCount,
  type Name,
  parentOf,
  prepend,
  replaceSuffix,
} from '../../src/wire/name.ts';
import { absolute, childrenOf, deepest, type Host, type World, type Zone } from './world.ts';
import { zonesOn } from './zonefiles.ts';

/** Octets of rdata that no longer fit a UDP reply of 1232 octets with its other sections; nothing here comes near. */
const BIG_OCTETS = 1100;

export type Said =
  | { readonly kind: 'referral'; readonly to: Zone }
  | { readonly kind: 'answer'; readonly big: boolean }
  | { readonly kind: 'nodata' }
  | { readonly kind: 'nxdomain' }
  /** Not a zone of this server: REFUSED, or a root server's referral from the top. */
  | { readonly kind: 'lame' }
  | { readonly kind: 'alias'; readonly to: Name };

interface Node {
  readonly owner: Name;
  readonly type: string;
  readonly rdata: string;
}

/** A model of the servers of one world. */
export interface Authority {
  /** What `host`, asked as a server of `cut`, says about a name and type. */
  ask(host: Host, cut: Zone, name: Name, type: string): Said;
}

export function createAuthority(world: World): Authority {
  const nodes = new Map<Zone, readonly Node[]>(world.zones.map((zone) => [zone, nodesOf(world, zone)]));

  function ask(host: Host, cut: Zone, name: Name, type: string): Said {
    const zone = deepest(zonesOn(world, host), name);
    if (zone === undefined || !isAtOrBelow(zone.origin, cut.origin)) return { kind: 'lame' };
    const delegated = childrenOf(world, zone).find((child) => isAtOrBelow(name, child.origin));
    if (delegated !== undefined) return { kind: 'referral', to: delegated };
    return lookUp(nodes.get(zone) ?? [], zone, name, type);
  }
  return { ask };
}

function nodesOf(world: World, zone: Zone): readonly Node[] {
  const node = (owner: Name, type: string, rdata: string): Node => ({ owner, type, rdata });
  const servers = [...world.servers.values()].filter(({ name }) => deepest(world.zones, name) === zone);
  return [
    node(zone.origin, 'SOA', ''),
    node(zone.origin, 'NS', ''),
    ...servers.flatMap(({ name, a, aaaa }) => [
      ...(a === undefined ? [] : [node(name, 'A', a)]),
      ...(aaaa === undefined ? [] : [node(name, 'AAAA', aaaa)]),
    ]),
    ...zone.records.map(([owner, type, rdata]) => node(absolute(owner, zone.origin), type, rdata)),
  ];
}

function lookUp(nodes: readonly Node[], zone: Zone, name: Name, type: string): Said {
  const dname = nodes.find((node) => node.type === 'DNAME' && isBelow(name, node.owner));
  if (dname !== undefined) {
    const to = replaceSuffix(name, dname.owner, absolute(dname.rdata, zone.origin));
    if (to === undefined) throw new Error(`no name of this world may overflow: ${name}`);
    return { kind: 'alias', to };
  }
  const exists = (owner: Name): boolean => nodes.some((node) => isAtOrBelow(node.owner, owner));
  if (exists(name)) return records(nodes, zone, name, type);
  let encloser = parentOf(name);
  while (!exists(encloser)) encloser = parentOf(encloser);
  const wildcard = prepend('*', encloser);
  return exists(wildcard) ? records(nodes, zone, wildcard, type) : { kind: 'nxdomain' };
}

function records(nodes: readonly Node[], zone: Zone, owner: Name, type: string): Said {
  const here = nodes.filter((node) => node.owner === owner);
  const cname = here.find((node) => node.type === 'CNAME');
  if (cname !== undefined && type !== 'CNAME') return { kind: 'alias', to: absolute(cname.rdata, zone.origin) };
  const found = here.filter((node) => node.type === type);
  const octets = found.reduce((sum, { rdata }) => sum + rdata.length, 0);
  return found.length === 0 ? { kind: 'nodata' } : { kind: 'answer', big: octets > BIG_OCTETS };
}

/** RFC 9156 section 2.3: the first four minimised questions add one label each; at most ten in all. */
const ONE_LABEL_EACH = 4;
const MINIMISED_AT_MOST = 10;

/** How many labels of `name` the next question shows, when `shown` are known and `asked` minimised ones went before. */
export function labelsToShow(name: Name, shown: number, asked: number): number {
  const rest = labelCount(name) - shown;
  if (asked >= MINIMISED_AT_MOST) return labelCount(name);
  return shown + (asked < ONE_LABEL_EACH ? 1 : Math.ceil(rest / (MINIMISED_AT_MOST - asked)));
}

/** The rightmost `labels` labels of `name`. */
export function shownPart(zone: Name, name: Name, labels: number): Name {
  return labels >= labelCount(name) ? name : childTowards(zone, name, labels - labelCount(zone));
}
