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
import { createAuthority, labelsToShow, shownPart } from './authority.ts';
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
  const walker = createWalker(world, conditions);
  walker.resolve(name, type);
  return { total: walker.packets.length, packets: walker.packets };
}

interface Walker {
  readonly packets: string[];
  resolve(name: Name, type: string): 'found' | 'nothing' | 'failed';
}

/** Questions under way at most: beyond, two zones need each other. */
const DEPTH_AT_MOST = 6;

function createWalker(world: World, conditions: Conditions): Walker {
  const authority = createAuthority(world);
  const packets: string[] = [];
  const root = world.zones.filter(({ origin }) => origin === ROOT);
  /** Cuts learned, with the servers whose addresses came along. */
  const cuts = new Set<Zone>(root);
  const addressed = new Set<Name>(root.flatMap(({ servers }) => servers));
  const path: string[] = [];

  function resolve(name: Name, type: string): 'found' | 'nothing' | 'failed' {
    let target: Name | undefined = name;
    let end: 'found' | 'nothing' | 'failed' = 'failed';
    while (target !== undefined) {
      const walked = walk(target, type);
      end = walked.end;
      target = walked.alias;
    }
    return end;
  }

  /** From the deepest cut known down to an answer, or to an alias that leads out of the zone. */
  function walk(name: Name, type: string): { end: 'found' | 'nothing' | 'failed'; alias?: Name } {
    let zone = deepest(cuts, name);
    let shown = zone === undefined ? 0 : labelCount(zone.origin);
    let asked = 0;
    while (zone !== undefined) {
      const minimise = conditions.minimisation !== 'off';
      const labels = minimise ? labelsToShow(name, shown, asked) : labelCount(name);
      const question = shownPart(zone.origin, name, labels);
      const whole = question === name;
      const host = reach(zone, question);
      if (host === undefined) return { end: 'failed' };
      if (!whole) asked++;
      const said = authority.ask(host, zone, question, whole ? type : 'A');
      packets.push(`${question} ${whole ? type : 'A'} at ${zone.origin}: ${said.kind}`);
      if (said.kind === 'referral') {
        learn(zone, said.to);
        // A look-up of a server's address is over as soon as its glue is met.
        if (path.includes(name) && addressed.has(name)) return { end: 'found' };
        zone = said.to;
        shown = labelCount(zone.origin);
      } else if (whole) {
        return finish(host, zone, name, type, said);
      } else if (said.kind === 'alias') {
        throw new Error(`this world asks no names below an alias: ${name}`);
      } else {
        // Relaxed: "no such name" for a part of the name is not believed; the whole is asked.
        shown = said.kind === 'nxdomain' ? labelCount(name) - 1 : labels;
      }
    }
    return { end: 'failed' };
  }

  function finish(host: Host, zone: Zone, name: Name, type: string, first: ReturnType<typeof authority.ask>) {
    let said = first;
    let owner = name;
    while (said.kind === 'alias' && isAtOrBelow(said.to, zone.origin)) {
      owner = said.to;
      said = authority.ask(host, zone, owner, type);
    }
    if (said.kind === 'referral') return { end: 'failed', alias: owner } as const;
    if (said.kind === 'alias') return { end: 'failed', alias: said.to } as const;
    if (said.kind === 'answer' && said.big) packets.push(`${name} ${type} at ${zone.origin}: again over TCP`);
    return { end: said.kind === 'answer' ? 'found' : 'nothing' } as const;
  }

  function learn(parent: Zone, child: Zone): void {
    cuts.add(child);
    for (const server of gluedServers(parent, child)) addressed.add(server);
  }

  /** A host that answers for `zone`, after the packets it takes to have one. */
  function reach(zone: Zone, question: Name): Host | undefined {
    const inHand = zone.servers.filter((server) => addressed.has(server) && usable(server));
    const good = inHand.find((server) => serves(server, zone));
    if (good !== undefined) return world.servers.get(good)?.host;
    for (const server of inHand) packets.push(`${question} at ${server}: lame for ${zone.origin}`);
    for (const server of zone.servers) {
      if (addressed.has(server) || !lookUpAddress(server)) continue;
      if (serves(server, zone)) return world.servers.get(server)?.host;
      packets.push(`${question} at ${server}: lame for ${zone.origin}`);
    }
    return undefined;
  }

  function lookUpAddress(server: Name): boolean {
    if (path.includes(server) || path.length >= DEPTH_AT_MOST) return false;
    path.push(server);
    const types = [...(conditions.ipv4 ? ['A'] : []), ...(conditions.ipv6 ? ['AAAA'] : [])];
    const found = types.some((type) => resolve(server, type) === 'found');
    path.pop();
    if (found) addressed.add(server);
    return found;
  }

  function usable(server: Name): boolean {
    const { a, aaaa } = world.servers.get(server) ?? {};
    return (conditions.ipv4 && a !== undefined) || (conditions.ipv6 && aaaa !== undefined);
  }

  function serves(server: Name, zone: Zone): boolean {
    return zone.host !== undefined && world.servers.get(server)?.host === zone.host;
  }

  return { packets, resolve };
}
