/**
 * The resolver against BIND 9: answers, and the number of packets each cold resolution sends, which must be the
 * fewest possible. Servers have documentation addresses, IPv6 too; a table leads them to the containers' ports.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Settings } from '../../src/iterate/settings.ts';
import { ROOT } from '../../src/wire/name.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { type Fleet, published, serves, startFleet, stopFleet } from './containers.ts';
import { fewestPackets } from './oracle.ts';
import { expected, lameAsked, type Played, play, type Route, settingsFor, told } from './player.ts';
import { ANSWERS, type Asked, CUTS, HOPELESS, LAME, OCTETS } from './questions.ts';
import { createWorld, HOSTS, LOGICAL } from './world.ts';

const world = createWorld(LOGICAL);
const missing = inject('dockerMissing');
let fleet: Fleet;

/** The container behind a logical address; a packet to anywhere else is an error. */
const route: Route = (address, protocol) => {
  const server = [...world.servers.values()].find(({ a, aaaa }) => a === address || aaaa === address);
  const container = server === undefined ? undefined : fleet.get(server.host);
  if (container === undefined || protocol === 'tls') throw new Error(`no container plays ${address}`);
  return published(container, protocol);
};

const table = (questions: readonly Asked[]) => questions.map((asked) => [asked.claim, asked] as const);

function expectAnswer(played: Played, asked: Asked): void {
  const { rcode, lines } = told(played.outcome);
  expect(rcode).toBe(asked.rcode);
  const wanted = expected(asked);
  if (asked.records === undefined) expect([...lines].sort()).toEqual([...wanted].sort());
  else expect(lines).toHaveLength(asked.records);
  expect(lines).toEqual(expect.arrayContaining([...wanted]));
}

/** The questions sent, for the message of a failing test. */
function sentBy({ events }: Played): string {
  return events
    .flatMap((event) =>
      event.kind === 'sent' ? [`${event.name} ${event.type} to ${event.server} ${event.protocol}`] : [],
    )
    .join('; ');
}

/** Two zones that cannot be reached: a handful, far from the budget of 100. */
const MOST_FOR_A_FAILURE = 12;

const FAMILIES = [
  { ipv4: true, ipv6: true },
  { ipv4: true, ipv6: false },
  { ipv4: false, ipv6: true },
] as const;
const CONDITIONS = (['off', 'relaxed'] as const).flatMap((minimisation) =>
  FAMILIES.map((family) => ({ minimisation, ...family })),
);

describe.skipIf(missing !== '')('against BIND', () => {
  beforeAll(async () => {
    fleet = await startFleet(world);
    await Promise.all([...fleet].map(([host, container]) => serves(world, host, published(container, 'udp'))));
  });
  afterAll(() => stopFleet(fleet));

  it('has four containers', () => expect([...fleet.keys()].sort()).toEqual([...HOSTS].sort()));

  describe.each(CONDITIONS)('minimisation $minimisation, IPv4 $ipv4, IPv6 $ipv6', (conditions) => {
    const settings: Settings = settingsFor(world, conditions);
    const reachable = (asked: Asked): boolean => conditions.ipv6 || asked.ipv6Only !== true;

    it.each(table([...CUTS, ...ANSWERS, ...OCTETS].filter(reachable)))(
      'answers with the fewest packets: %s',
      async (_, asked) => {
        const played = await play(settings, route, asked);
        expectAnswer(played, asked);
        const fewest = fewestPackets(world, conditions, asked.name, asked.type);
        expect(played.packets.length, `fewest: ${fewest.packets.join('; ')}\nsent: ${sentBy(played)}`).toBe(
          fewest.total,
        );
      },
    );

    it.each(table(LAME))('loses no more packets than lame servers cost: %s', async (_, asked) => {
      const played = await play(settings, route, asked);
      expectAnswer(played, asked);
      const fewest = fewestPackets(world, conditions, asked.name, asked.type);
      const unlucky = lameAsked(played.events) - fewest.packets.filter((line) => line.includes('lame')).length;
      expect(unlucky).toBeGreaterThanOrEqual(0);
      expect(played.packets.length, `fewest: ${fewest.packets.join('; ')}\nsent: ${sentBy(played)}`).toBe(
        fewest.total + unlucky,
      );
    });

    it.each(table(HOPELESS))('fails soon and says so: %s', async (_, asked) => {
      const played = await play(settings, route, asked);
      expect(told(played.outcome).rcode).toBe('failure');
      expect(played.packets.length).toBeLessThanOrEqual(MOST_FOR_A_FAILURE);
    });
  });

  it('primes with one packet and then needs no other for the root servers', async () => {
    const { packets, outcome } = await play(settingsFor(world, {}), route, { name: ROOT, type: 'NS' });
    expect(outcome.kind).toBe('answer');
    expect(packets).toEqual([]);
  });

  it.each([TYPE.A, TYPE.NS])('finds the same with minimised probes of type %i', async (minimisationType) => {
    for (const asked of CUTS) {
      const played = await play(settingsFor(world, { minimisation: 'strict', minimisationType }), route, asked);
      expectAnswer(played, asked);
    }
  });
});
