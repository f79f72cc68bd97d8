/**
 * The UDP listener: one socket for each address, datagrams to the responder and back from the address that was asked.
 * It must not know what is asked. RFC 1035 section 4.2.1.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { Respond } from './respond.ts';

/** The kernel's queue for datagrams that wait for us: a burst of a household fits. */
const RECEIVE_BUFFER_OCTETS = 4 * 1024 * 1024;

/** An IP address and a port to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface Listener {
  /** Where it listens, as bound. */
  readonly address: ListenAddress;
  /** Accepts nothing new; resolves when what is under way has been answered, after `graceMs` at the latest. */
  close(graceMs: number): Promise<void>;
}

export interface ListenerParts {
  /** Looked up for each message, so that a reload takes effect at once. */
  readonly respond: () => Respond;
  /** Our own bugs and socket trouble, as sentences. */
  readonly complain: (text: string, error: unknown) => void;
}

/** Binds one UDP socket. Rejects with Node's error (`code`, `address`, `port`) if that cannot be done. */
export async function listenUdp(address: ListenAddress, parts: ListenerParts): Promise<Listener> {
  const ipv6 = address.host.includes(':');
  const socket = createSocket({ type: ipv6 ? 'udp6' : 'udp4', ipv6Only: ipv6 });
  await bind(socket, address);
  const { port } = socket.address();
  socket.on('error', (error) => parts.complain(`UDP socket ${address.host}`, error));
  const underWay = createCounter();
  let closing = false;
  const unsent = unsentOnce(parts);
  socket.on('message', (bytes, remote) => {
    if (closing) return;
    underWay.add();
    answer(socket, bytes, remote, parts, unsent).finally(underWay.remove);
  });
  return {
    address: { host: address.host, port },
    close: async (graceMs) => {
      closing = true;
      await underWay.idle(graceMs);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

function bind(socket: Socket, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeListener('error', reject);
      enlargeBuffer(socket);
      resolve();
    });
  });
}

function enlargeBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_OCTETS);
  } catch {
    // The kernel's limit is lower: its default serves.
  }
}

type Unsent = (error: (Error & { readonly code?: string }) | null | undefined) => void;

async function answer(
  socket: Socket,
  bytes: Uint8Array,
  remote: RemoteInfo,
  parts: ListenerParts,
  unsent: Unsent,
): Promise<void> {
  try {
    const reply = await parts.respond()(bytes, { address: remote.address, protocol: 'udp' });
    if (reply !== undefined) socket.send(reply, remote.port, remote.address, unsent);
  } catch (error) {
    parts.complain('a question over UDP ended with an error of ours', error);
  }
}

/** Told once for each kind of error: whoever forges source addresses could fill the log. */
function unsentOnce(parts: ListenerParts): Unsent {
  const told = new Set<string>(['ERR_SOCKET_DGRAM_NOT_RUNNING']);
  return (error) => {
    if (error === null || error === undefined || told.has(error.code ?? '')) return;
    told.add(error.code ?? '');
    parts.complain('a reply over UDP could not be sent (further ones of this kind are not told)', error);
  };
}

/**
 * A wildcard as one address for each interface: a reply must leave from the address that was asked, and a wildcard
 * socket of Node cannot tell which that was.
 */
export function concreteAddresses(address: ListenAddress): ListenAddress[] {
  const wildcard = address.host === '0.0.0.0' ? 4 : address.host === '::' ? 6 : undefined;
  if (wildcard === undefined) return [address];
  const found: ListenAddress[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const one of addresses ?? []) {
      if (one.family !== `IPv${wildcard}`) continue;
      const scoped = one.address.startsWith('fe80:') ? `${one.address}%${name}` : one.address;
      found.push({ host: scoped, port: address.port });
    }
  }
  return found.length > 0 ? found : [address];
}

/** Work under way, and a promise for none. */
export interface Counter {
  add(): void;
  readonly remove: () => void;
  /** Resolves when nothing is under way, or after `graceMs`. */
  idle(graceMs: number): Promise<void>;
  readonly count: number;
}

export function createCounter(): Counter {
  let count = 0;
  let waiting: (() => void) | undefined;
  return {
    add: () => {
      count++;
    },
    remove: () => {
      count--;
      if (count === 0) waiting?.();
    },
    idle: (graceMs) =>
      new Promise((resolve) => {
        if (count === 0) {
          resolve();
          return;
        }
        const timer = setTimeout(resolve, graceMs);
        waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    get count() {
      return count;
    },
  };
}
