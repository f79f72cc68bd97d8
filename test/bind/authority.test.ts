/**
 * The oracle counts on a model of the servers (`authority.ts`). Here the model is held against BIND itself.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { RCODE } from '../../src/wire/registry.ts';
import { createAuthority, type Said } from './authority.ts';
import { type Fleet, published, serves, startFleet, stopFleet } from './containers.ts';
import { type Probed, probe } from './probe.ts';
import { ANSWERS, type Asked, CUTS, LAME, OCTETS } from './questions.ts';
import { createWorld, deepest, HOSTS, type Host, LOGICAL, type Zone } from './world.ts';

const world = createWorld(LOGICAL);
const authority = createAuthority(world);
const questions = [...CUTS, ...LAME, ...ANSWERS, ...OCTETS];

/** Every cut on the way to a name, and who is asked there: each server of the cut. */
function stations({ name }: Asked): (readonly [Zone, Host])[] {
  const on: (readonly [Zone, Host])[] = [];
  for (let zones = world.zones; ; ) {
    const zone = deepest(zones, name);
    if (zone === undefined) return on;
    const hosts = new Set(zone.servers.map((server) => world.servers.get(server)?.host));
    for (const host of hosts) if (host !== undefined) on.push([zone, host]);
    zones = zones.filter((other) => other !== zone);
  }
}

function kindOf(reply: Probed | undefined, asked: Asked): Said['kind'] | 'silence' {
  if (reply === undefined) return 'silence';
  if (reply.rcode === RCODE.REFUSED) return 'lame';
  if (reply.truncated) return 'answer';
  if (reply.answers.includes(asked.type) && !reply.answers.includes('CNAME')) return 'answer';
  if (reply.answers.includes('CNAME')) return asked.type === 'CNAME' ? 'answer' : 'alias';
  if (reply.rcode === RCODE.NXDOMAIN) return 'nxdomain';
  return reply.authoritative ? 'nodata' : 'referral';
}

describe.skipIf(inject('dockerMissing') !== '')('the model of the servers', () => {
  let fleet: Fleet;
  const container = (host: Host) => {
    const found = fleet.get(host);
    if (found === undefined) throw new Error(`no container plays ${host}`);
    return found;
  };

  beforeAll(async () => {
    fleet = await startFleet(world);
    await Promise.all(HOSTS.map((host) => serves(world, host, published(container(host), 'udp'))));
  });
  afterAll(() => stopFleet(fleet));

  it.each(questions.map((asked) => [asked.claim, asked] as const))('says what BIND says: %s', async (_, asked) => {
    for (const [zone, host] of stations(asked)) {
      const said = authority.ask(host, zone, asked.name, asked.type);
      const reply = await probe(published(container(host), 'udp'), asked.name, asked.type, { withinMs: 5000 });
      const kind = kindOf(reply, asked);
      const upward = said.kind === 'lame' && kind === 'referral';
      expect({ at: zone.origin, kind: upward ? 'lame' : kind }).toEqual({ at: zone.origin, kind: said.kind });
      if (said.kind === 'answer') expect(reply?.truncated).toBe(said.big);
    }
  });
});
