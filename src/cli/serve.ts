/**
 * `rootwalk serve`: the resolver daemon. It binds, answers, reloads on SIGHUP and ends on SIGTERM. It must not know
 * DNS.
 */
import type { Core } from '../resolver/resolver.ts';
import { bindTrouble } from '../server/busy.ts';
import type { ListenAddress, Listener, ListenerParts } from '../server/listener.ts';
import { createResponder, type Respond } from '../server/respond.ts';
import { listenTcp } from '../server/tcp.ts';
import { concreteAddresses, listenUdp } from '../server/udp.ts';
import { buildCore } from './build.ts';
import { readConfigFile } from './config-load.ts';
import type { Config } from './config-schema.ts';
import { readHints } from './hints.ts';
import { createLog, type Log } from './log.ts';
import { toResponderSettings, toSettings } from './settings.ts';

/** What is under way at SIGTERM may take this long. */
const GRACE_MS = 1000;
const EXIT_FAILED = 1;

/** What the command line of `serve` may say. */
export interface ServeOptions {
  /** The configuration file; defaults without. */
  readonly config?: string | undefined;
}

/** What answers now; replaced as a whole by a reload. */
interface Running {
  readonly config: Config;
  readonly core: Core;
  readonly respond: Respond;
}

/** Serves until a signal ends it; the exit status. */
export async function runServe(options: ServeOptions): Promise<number> {
  const loaded = startUp(options.config);
  if ('errors' in loaded) {
    for (const error of loaded.errors) process.stderr.write(`${error}\n`);
    return EXIT_FAILED;
  }
  let running = loaded.running;
  const log = createLog(running.config.log);
  for (const warning of loaded.warnings) log.warn(warning);
  const parts: ListenerParts = {
    respond: () => running.respond,
    complain: (text, error) =>
      log.error(`${text}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  };
  const listeners = await bindAll(running.config, parts, log);
  if (listeners === undefined) {
    await running.core.close();
    return EXIT_FAILED;
  }
  log.info(
    `answering on ${listeners
      .map(({ address }) => textOf(address))
      .filter((text, at, all) => all.indexOf(text) === at)
      .join(', ')}`,
  );
  process.on('SIGHUP', () => {
    running = reload(running, options, log);
  });
  await signalled(['SIGTERM', 'SIGINT']);
  log.info('finishing what is under way');
  await Promise.all(listeners.map((listener) => listener.close(GRACE_MS)));
  await running.core.close();
  return 0;
}

type StartUp =
  | { readonly running: Running; readonly warnings: readonly string[] }
  | { readonly errors: readonly string[] };

function startUp(file: string | undefined): StartUp {
  const loaded = readConfigFile(file);
  if ('errors' in loaded) return loaded;
  const { config, warnings } = loaded;
  const hints = readHints(config.upstream['root-hints'] ?? undefined);
  if ('error' in hints) return { errors: [hints.error] };
  const core = buildCore(toSettings(config, hints.hints), {
    sourceIpv4: config.upstream['source-ipv4'] ?? undefined,
    sourceIpv6: config.upstream['source-ipv6'] ?? undefined,
  });
  const respond = createResponder({ core, settings: toResponderSettings(config) });
  return { running: { config, core, respond }, warnings };
}

/** A file that does not validate changes nothing. A change of `listen` needs a restart: the sockets stay. */
function reload(running: Running, options: ServeOptions, log: Log): Running {
  const loaded = startUp(options.config);
  if ('errors' in loaded) {
    log.error(`the configuration was not reloaded, nothing has changed: ${loaded.errors.join('; ')}`);
    return running;
  }
  for (const warning of loaded.warnings) log.warn(warning);
  const next = loaded.running;
  if (JSON.stringify(next.config.server.listen) !== JSON.stringify(running.config.server.listen))
    log.warn('server.listen has changed: that takes a restart, the old addresses stay');
  log.info('the configuration has been reloaded; the cache starts empty');
  // Questions under way end with the core they began with; its deadline bounds them.
  const { core } = running;
  setTimeout(() => core.close(), running.config.server['client-deadline'] + GRACE_MS).unref();
  return next;
}

/** UDP first, then TCP, on every address; undefined when one cannot be bound. */
async function bindAll(config: Config, parts: ListenerParts, log: Log): Promise<Listener[] | undefined> {
  const listeners: Listener[] = [];
  const { tcp } = config.server;
  const limits = { connections: tcp.connections, perClient: tcp['per-client'], idleMs: tcp.idle };
  for (const address of config.server.listen.flatMap(concreteAddresses)) {
    let port: number;
    try {
      const udp = await listenUdp(address, parts);
      listeners.push(udp);
      port = udp.address.port;
    } catch (error) {
      if (isMissingIpv6(error, address)) {
        log.warn(bindTrouble(error, 'UDP', address.host, address.port));
        continue;
      }
      return giveUp(error, 'UDP', address, listeners, log);
    }
    try {
      // Port 0 means any, and the same for both.
      listeners.push(await listenTcp({ host: address.host, port }, parts, limits));
    } catch (error) {
      return giveUp(error, 'TCP', address, listeners, log);
    }
  }
  return listeners.length > 0
    ? listeners
    : giveUp(new Error('no address is left to listen on'), 'UDP', { host: '', port: 0 }, listeners, log);
}

/** The default listens on [::1] too; a machine without IPv6 is no error. */
function isMissingIpv6(error: unknown, address: ListenAddress): error is Error & { readonly code?: string } {
  if (!(error instanceof Error) || !address.host.includes(':')) return false;
  const code = 'code' in error ? error.code : undefined;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

async function giveUp(
  error: unknown,
  protocol: 'UDP' | 'TCP',
  address: ListenAddress,
  listeners: readonly Listener[],
  log: Log,
): Promise<undefined> {
  log.error(error instanceof Error ? bindTrouble(error, protocol, address.host, address.port) : String(error));
  await Promise.all(listeners.map((listener) => listener.close(0)));
  return undefined;
}

function signalled(names: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const name of names) process.once(name, () => resolve());
  });
}

function textOf({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
