/**
 * BIND 9 in containers. Each container is reached in two ways: `published()` gives the ports Docker mapped on this
 * machine (every platform), `at()` gives it fixed addresses and port 53 in a network of its own (Linux only).
 */
import { fileURLToPath } from 'node:url';
import {
  GenericContainer,
  getContainerRuntimeClient,
  getReaper,
  ImageName,
  type StartedTestContainer,
  Wait,
} from 'testcontainers';
import { type Endpoint, probe } from './probe.ts';
import { HOSTS, type Host, type World } from './world.ts';
import { filesOf, type HostFile, zonesOn } from './zonefiles.ts';

/** The four containers of a world. */
export type Fleet = ReadonlyMap<Host, StartedTestContainer>;

/** An image made beforehand (`.ci/run` does); otherwise it is built here from `test/bind/Dockerfile`. */
const READY_IMAGE = process.env['ROOTWALK_BIND_IMAGE'];
const IMAGE = READY_IMAGE ?? 'localhost/rootwalk-bind:test';
/** `named` starts in a second; a loaded machine takes longer. */
const STARTUP_MS = 60_000;
/** A fresh IPv6 address is silent for a second or two: duplicate address detection, RFC 4862 section 5.4. */
const SERVES_WITHIN_MS = 15_000;

/** The BIND image; Docker's layer cache makes repeats cheap. */
export async function bindImage(): Promise<string> {
  const client = await getContainerRuntimeClient();
  if (READY_IMAGE !== undefined && (await client.image.exists(ImageName.fromString(IMAGE)))) return IMAGE;
  const base = process.env['BASE_IMAGE'];
  await GenericContainer.fromDockerfile(fileURLToPath(new URL('.', import.meta.url)))
    .withBuildArgs(base === undefined ? {} : { BASE_IMAGE: base })
    .build(IMAGE, { deleteOnExit: false });
  return IMAGE;
}

/** A container that can be put at fixed addresses, which testcontainers' own networks cannot do. */
class BindContainer extends GenericContainer {
  constructor(image: string, files: readonly HostFile[]) {
    super(image);
    this.withCopyContentToContainer(
      files.map(({ path, content }) => ({ content, target: `/zones/${path}`, mode: 0o644 })),
    )
      .withExposedPorts('53/udp', '53/tcp')
      .withWaitStrategy(Wait.forLogMessage(/ all zones loaded/))
      .withStartupTimeout(STARTUP_MS);
  }

  at(network: string, address: Addresses): this {
    this.withNetworkMode(network);
    const IPAMConfig = { IPv4Address: address.a, IPv6Address: address.aaaa };
    this.createOpts.NetworkingConfig = { EndpointsConfig: { [network]: { IPAMConfig } } };
    return this;
  }
}

export interface Addresses {
  readonly a: string;
  readonly aaaa: string;
}

/** Starts the four containers of `world`; with `fixed`, at these addresses of that network. */
export async function startFleet(
  world: World,
  fixed?: { network: string; addressOf: (host: Host) => Addresses },
): Promise<Fleet> {
  const image = await bindImage();
  const started = await Promise.all(
    HOSTS.map(async (host) => {
      const container = new BindContainer(image, filesOf(world, host));
      if (fixed !== undefined) container.at(fixed.network, fixed.addressOf(host));
      return [host, await container.start()] as const;
    }),
  );
  return new Map(started);
}

/** Stops all containers of a fleet; harmless if it never started. */
export async function stopFleet(fleet: Fleet | undefined): Promise<void> {
  await Promise.all([...(fleet?.values() ?? [])].map((container) => container.stop({ timeout: 0 })));
}

/** Where this machine reaches port 53 of a container: UDP and TCP have different ports. */
export function published(container: StartedTestContainer, protocol: 'udp' | 'tcp'): Endpoint {
  return { host: container.getHost(), port: container.getMappedPort(53, protocol) };
}

/** A bridge network with subnets of our choice. */
export async function createNetwork(
  subnets: readonly string[],
): Promise<{ name: string; remove: () => Promise<void> }> {
  const client = await getContainerRuntimeClient();
  const { sessionId } = await getReaper(client);
  const name = `rootwalk-${sessionId.slice(0, 12)}`;
  const network = await client.network.create({
    Name: name,
    Driver: 'bridge',
    EnableIPv6: subnets.some((subnet) => subnet.includes(':')),
    IPAM: { Config: subnets.map((Subnet) => ({ Subnet })) },
    Labels: { 'org.testcontainers': 'true', 'org.testcontainers.session-id': sessionId },
  });
  return { name, remove: () => client.network.remove(network) };
}

/**
 * Waits until each zone of `host` is answered with authority at `to`: "all zones loaded" is also logged when a zone
 * was refused, and the log cannot say when a network is ready.
 */
export async function serves(world: World, host: Host, to: Endpoint): Promise<void> {
  const end = performance.now() + SERVES_WITHIN_MS;
  for (const { origin } of zonesOn(world, host)) {
    while ((await probe(to, origin, 'SOA', { withinMs: 250 }))?.authoritative !== true) {
      if (performance.now() > end) throw new Error(`zone ${origin} is not served at ${to.host} port ${to.port}`);
    }
  }
}
