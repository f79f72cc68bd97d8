/**
 * The fewest packets a cold resolution can send, computed from the topology: one for each zone cut walked, the
 * look-ups of name servers without glue (each a walk of its own, from what is known by then), one more over TCP for
 * a truncated answer, and with relaxed minimisation one for each label that turns out to be no cut.
 *
 * Fewest without foresight: nobody knows beforehand that a server is lame, so addresses in hand are tried before
 * others are looked up; nor that a server has no IPv4 address, so A is asked before AAAA. Where a cut has good and
 * lame addresses in hand, luck decides: the count is the lucky one, the test adds what the story says of bad luck.
 */
import { isAtOrBelow, labelCount, type Name, ROOT } from '../../src/wire/name.ts';
import { type Authority, createAuthority, labelsToShow, type Said, shownPart } from './authority.ts';
import { deepest, gluedServers, type Host, type World, type Zone } from './world.ts';

export interface Conditions {
  readonly minimisation: 'off' | 'relaxed';
  /** The families the resolver may use. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/** The packets of one resolution and what each was for. */
export interface Fewest {
  readonly total: number;
  /** One line a packet, for the message of a failing test. */
  readonly packets: readonly string[];
}

/** `type` is a mnemonic. Knows the root servers (primed) and nothing else. */
export function fewestPackets(world: World, conditions: Conditions, name: Name, type: string): Fewest {
  const root = world.zones.filter(({ origin }) => origin === ROOT);
  const walker: Walker = {
    world,
    conditions,
    authority: createAuthority(world),
    packets: [],
    cuts: new Set(root),
    addressed: new Set(root.flatMap(({ servers }) => servers)),
    path: [],
  };
  resolve(walker, name, type);
  return { total: walker.packets.length, packets: walker.packets };
}

interface Walker {
  readonly world: World;
  readonly conditions: Conditions;
  readonly authority: Authority;
  readonly packets: string[];
  /** Cuts learned. */
  readonly cuts: Set<Zone>;
  /** Name servers whose addresses are known. */
  readonly addressed: Set<Name>;
  /** Server names being looked up, the outermost first. */
  readonly path: Name[];
}

/** How a walk ends; with `alias` the question goes on elsewhere. */
interface End {
  readonly found: boolean;
  readonly alias?: Name;
}

const NOTHING: End = { found: false };

/** Look-ups below look-ups at most: beyond, two zones need each other. */
const DEPTH_AT_MOST = 6;

/** True if there are records at the end of the aliases. */
function resolve(walker: Walker, name: Name, type: string): boolean {
  let end = walk(walker, name, type);
  while (end.alias !== undefined) end = walk(walker, end.alias, type);
  return end.found;
}

/** From the deepest cut known down to an answer, or to an alias that leads out of the zone. */
function walk(walker: Walker, name: Name, type: string): End {
  let zone = deepest(walker.cuts, name);
  let shown = zone === undefined ? 0 : labelCount(zone.origin);
  let asked = 0;
  while (zone !== undefined) {
    const labels = walker.conditions.minimisation === 'off' ? labelCount(name) : labelsToShow(name, shown, asked);
    const question = shownPart(zone.origin, name, labels);
    const whole = question === name;
    const host = reach(walker, zone, question);
    if (host === undefined) return NOTHING;
    if (!whole) asked++;
    const said = walker.authority.ask(host, zone, question, whole ? type : 'A');
    walker.packets.push(`${question} ${whole ? type : 'A'} at ${zone.origin}: ${said.kind}`);
    if (said.kind === 'referral') {
      learn(walker, zone, said.to);
      // The look-up of a server's address is over as soon as its glue is met.
      if (walker.path.includes(name) && walker.addressed.has(name)) return { found: true };
      zone = said.to;
      shown = labelCount(zone.origin);
    } else if (whole) {
      return finish(walker, host, zone, name, type, said);
    } else if (said.kind === 'alias') {
      throw new Error(`this world asks no names below an alias: ${name}`);
    } else {
      // Relaxed: "no such name" for a part of the name is not believed; the whole is asked.
      shown = said.kind === 'nxdomain' ? labelCount(name) - 1 : labels;
    }
  }
  return NOTHING;
}

/** One reply tells all links of an alias chain that lie at or below the zone asked. */
function finish(walker: Walker, host: Host, zone: Zone, name: Name, type: string, first: Said): End {
  let said = first;
  let owner = name;
  while (said.kind === 'alias' && isAtOrBelow(said.to, zone.origin)) {
    owner = said.to;
    said = walker.authority.ask(host, zone, owner, type);
  }
  if (said.kind === 'referral') return { found: false, alias: owner };
  if (said.kind === 'alias') return { found: false, alias: said.to };
  if (said.kind === 'answer' && said.big) walker.packets.push(`${name} ${type} at ${zone.origin}: again over TCP`);
  return { found: said.kind === 'answer' };
}

function learn({ cuts, addressed }: Walker, parent: Zone, child: Zone): void {
  cuts.add(child);
  for (const server of gluedServers(parent, child)) addressed.add(server);
}

/** A host that answers for `zone`, after the packets it takes to have one. */
function reach(walker: Walker, zone: Zone, question: Name): Host | undefined {
  const { world, addressed, packets } = walker;
  const serves = (server: Name): boolean => zone.host !== undefined && world.servers.get(server)?.host === zone.host;
  const inHand = zone.servers.filter((server) => addressed.has(server) && isUsable(walker, server));
  if (inHand.some(serves)) return zone.host;
  for (const server of inHand) packets.push(`${question} at ${server}: lame for ${zone.origin}`);
  for (const server of zone.servers) {
    if (addressed.has(server) || !lookUpAddress(walker, server)) continue;
    if (serves(server)) return zone.host;
    packets.push(`${question} at ${server}: lame for ${zone.origin}`);
  }
  return undefined;
}

function lookUpAddress(walker: Walker, server: Name): boolean {
  const { path, addressed, conditions } = walker;
  if (path.includes(server) || path.length >= DEPTH_AT_MOST) return false;
  path.push(server);
  const types = [...(conditions.ipv4 ? ['A'] : []), ...(conditions.ipv6 ? ['AAAA'] : [])];
  const found = types.some((type) => resolve(walker, server, type));
  path.pop();
  if (found) addressed.add(server);
  return found;
}

function isUsable({ world, conditions }: Walker, server: Name): boolean {
  const { a, aaaa } = world.servers.get(server) ?? {};
  return (conditions.ipv4 && a !== undefined) || (conditions.ipv6 && aaaa !== undefined);
}
