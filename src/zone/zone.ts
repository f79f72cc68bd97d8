/**
 * The data of one zone in memory, checked once and then only read: nodes by name, empty non-terminals included, and
 * where it is cut. It must not know who asks, nor where the records came from.
 *
 * RFC 1034 sections 3.6.2 (CNAME stands alone) and 4.2.1 (cuts), RFC 4592 section 2.2.2 (empty non-terminals),
 * RFC 6672 section 2.4 (DNAME stands above nothing).
 */
import { isAtOrBelow, labelCount, type Name, nameToText, parentOf } from '../wire/name.ts';
import { CLASS, type RRClass, type RRType, TYPE, typeToText } from '../wire/registry.ts';
import { type RRset, rdataCount } from '../wire/rrset.ts';
import { createDenial, type Denial } from './denial.ts';

/** All sets at one name; empty for an empty non-terminal. */
export type Node = ReadonlyMap<RRType, RRset>;

/** One zone. */
export interface Zone {
  readonly origin: Name;
  readonly class: RRClass;
  /** Every name that exists, glue and what a cut hides included. */
  readonly nodes: ReadonlyMap<Name, Node>;
  /** Undefined only in a zone made without one: negative answers then have no SOA. */
  readonly soa: RRset | undefined;
  /** How the zone proves what does not exist. */
  readonly denial: Denial;
}

/** How a zone is made. */
export interface ZoneOptions {
  /** In place of the NSEC records of the zone itself: NSEC3, or records made on demand. */
  readonly denial?: Denial;
}

/** Records that cannot make a zone; `name` is the owner, `what` says why in words. */
export class BadZone extends Error {
  readonly owner: Name;
  readonly what: string;
  constructor(owner: Name, what: string) {
    super(`${nameToText(owner)}: ${what}`);
    this.name = 'BadZone';
    this.owner = owner;
    this.what = what;
  }
}

/** What may stand beside a CNAME (RFC 4035 section 2.5). */
const BESIDE_CNAME: ReadonlySet<RRType> = new Set([TYPE.CNAME, TYPE.RRSIG, TYPE.NSEC]);

/** Checks and indexes `rrsets`. Throws {@link BadZone} for what RFC 1034 and 6672 do not allow. */
export function createZone(origin: Name, rrsets: readonly RRset[], options: ZoneOptions = {}): Zone {
  const nodes = new Map<Name, Map<RRType, RRset>>([[origin, new Map()]]);
  const rrclass = rrsets[0]?.class ?? CLASS.IN;
  for (const rrset of rrsets) {
    if (!isAtOrBelow(rrset.name, origin)) throw new BadZone(rrset.name, `is not in the zone ${nameToText(origin)}`);
    if (rrset.class !== rrclass) throw new BadZone(rrset.name, 'has another class than the rest of the zone');
    const node = nodeAt(nodes, rrset.name, origin);
    if (node.has(rrset.type)) throw new BadZone(rrset.name, `has two ${typeToText(rrset.type)} sets`);
    node.set(rrset.type, rrset);
  }
  for (const [name, node] of nodes) checkNode(name, node, origin);
  const soa = nodes.get(origin)?.get(TYPE.SOA);
  return { origin, class: rrclass, nodes, soa, denial: options.denial ?? createDenial(rrsets) };
}

/** The node of `name`, made together with the empty ones above it. */
function nodeAt(nodes: Map<Name, Map<RRType, RRset>>, name: Name, origin: Name): Map<RRType, RRset> {
  const present = nodes.get(name);
  if (present !== undefined) return present;
  const created = new Map<RRType, RRset>();
  nodes.set(name, created);
  if (name !== origin) nodeAt(nodes, parentOf(name), origin);
  return created;
}

function checkNode(name: Name, node: Node, origin: Name): void {
  const cname = node.get(TYPE.CNAME);
  if (cname !== undefined) {
    if (rdataCount(cname.rdata) > 1) throw new BadZone(name, 'has more than one CNAME record (RFC 2181 section 10.1)');
    for (const type of node.keys()) {
      if (BESIDE_CNAME.has(type)) continue;
      throw new BadZone(name, `has ${typeToText(type)} beside a CNAME (RFC 1034 section 3.6.2)`);
    }
  }
  const dname = node.get(TYPE.DNAME);
  if (dname !== undefined) {
    if (rdataCount(dname.rdata) > 1) throw new BadZone(name, 'has more than one DNAME record (RFC 6672 section 2.4)');
    if (name !== origin && node.has(TYPE.NS)) throw new BadZone(name, 'has NS beside a DNAME (RFC 6672 section 2.3)');
  }
  const soa = node.get(TYPE.SOA);
  if (soa !== undefined && name !== origin) throw new BadZone(name, 'has an SOA record below the top of the zone');
  if (soa !== undefined && rdataCount(soa.rdata) > 1) throw new BadZone(name, 'has more than one SOA record');
}

/** Where a name lies in a zone, found from the top down (RFC 1034 section 4.3.2, step 3). */
export type Place =
  /** At or below a cut; `at` is true for the cut itself. */
  | { readonly kind: 'cut'; readonly cut: Name; readonly ns: RRset; readonly at: boolean }
  /** Strictly below a DNAME. */
  | { readonly kind: 'dname'; readonly dname: RRset }
  /** It exists. */
  | { readonly kind: 'node'; readonly node: Node }
  /** It does not; the deepest name above it that does. */
  | { readonly kind: 'missing'; readonly encloser: Name };

/** Finds `name`, which must be in the zone. At most as many steps as the name has labels. */
export function placeOf(zone: Zone, name: Name): Place {
  const path: Name[] = [];
  for (let above = name; labelCount(above) > labelCount(zone.origin); above = parentOf(above)) path.push(above);
  let encloser = zone.origin;
  let node: Node = zone.nodes.get(zone.origin) ?? new Map();
  for (let at = path.length - 1; at >= 0; at--) {
    const dname = node.get(TYPE.DNAME);
    if (dname !== undefined) return { kind: 'dname', dname };
    const step = path[at] ?? name;
    const below = zone.nodes.get(step);
    if (below === undefined) return { kind: 'missing', encloser };
    const ns = below.get(TYPE.NS);
    if (ns !== undefined) return { kind: 'cut', cut: step, ns, at: step === name };
    encloser = step;
    node = below;
  }
  return { kind: 'node', node };
}
