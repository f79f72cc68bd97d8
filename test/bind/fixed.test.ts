/**
 * The same servers at fixed addresses, port 53, in an IPv4 and IPv6 (ULA) network: what the route table of the other
 * suites hides. Only where this machine reaches container addresses: Linux with a local daemon.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Addresses, createNetwork, type Fleet, serves, startFleet, stopFleet } from './containers.ts';
import { fewestPackets } from './oracle.ts';
import { expected, play, settingsFor, told } from './player.ts';
import { ANSWERS, type Asked, CUTS, OCTETS } from './questions.ts';
import { createWorld, HOSTS, type Host } from './world.ts';

const SUBNETS = ['10.153.0.0/24', 'fd53:0:0:153::/64'] as const;
/** One pair of addresses for each container, so several name servers share them. */
const ADDRESS: Readonly<Record<Host, Addresses>> = {
  root: { a: '10.153.0.2', aaaa: 'fd53:0:0:153::2' },
  tld: { a: '10.153.0.3', aaaa: 'fd53:0:0:153::3' },
  leaf1: { a: '10.153.0.4', aaaa: 'fd53:0:0:153::4' },
  leaf2: { a: '10.153.0.5', aaaa: 'fd53:0:0:153::5' },
};

const world = createWorld((host) => ADDRESS[host]);
const local = process.platform === 'linux' && (process.env['DOCKER_HOST'] ?? 'unix://').startsWith('unix://');
const QUESTIONS: readonly Asked[] = [...CUTS, ...ANSWERS, ...OCTETS];

describe.skipIf(inject('dockerMissing') !== '' || !local)('fixed addresses, port 53', () => {
  let network: Awaited<ReturnType<typeof createNetwork>> | undefined;
  let fleet: Fleet | undefined;

  beforeAll(async () => {
    network = await createNetwork(SUBNETS);
    fleet = await startFleet(world, { network: network.name, addressOf: (host) => ADDRESS[host] });
    await Promise.all(
      HOSTS.flatMap((host) =>
        [ADDRESS[host].a, ADDRESS[host].aaaa].map((address) => serves(world, host, { host: address, port: 53 })),
      ),
    );
  });
  afterAll(async () => {
    await stopFleet(fleet);
    await network?.remove();
  });

  describe.each([
    { family: 'IPv4', ipv4: true, ipv6: false },
    { family: 'IPv6', ipv4: false, ipv6: true },
  ])('$family alone', ({ ipv4, ipv6 }) => {
    const conditions = { minimisation: 'relaxed', ipv4, ipv6 } as const;
    const reachable = QUESTIONS.filter((asked) => ipv6 || asked.ipv6Only !== true);

    it.each(reachable.map((asked) => [asked.claim, asked] as const))('answers: %s', async (_, asked) => {
      const { outcome, packets } = await play(settingsFor(world, conditions), undefined, asked);
      const { rcode, lines } = told(outcome);
      expect(rcode).toBe(asked.rcode);
      if (asked.records === undefined) expect([...lines].sort()).toEqual([...expected(asked)].sort());
      else expect(lines).toHaveLength(asked.records);
      expect(packets).toHaveLength(fewestPackets(world, conditions, asked.name, asked.type).total);
      const addresses = packets.map((packet) => packet.split(' ')[1] ?? '');
      expect(addresses.every((address) => address.includes(':') === ipv6)).toBe(true);
    });
  });
});
