/**
 * The UDP listener: one socket for each address, datagrams to the responder and back from the address that was asked.
 * It must not know what is asked. RFC 1035 section 4.2.1.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { sameAddress } from '../net/udp.ts';
import { createCounter, type ListenAddress, type Listener, type ListenerParts, replyOrApology } from './listener.ts';

/** The kernel's queue for datagrams that wait for us: a burst of a household fits. */
const RECEIVE_BUFFER_OCTETS = 4 * 1024 * 1024;

/** Binds one UDP socket. Rejects with Node's error (`code`, `address`, `port`) if that cannot be done. */
export async function listenUdp(address: ListenAddress, parts: ListenerParts): Promise<Listener> {
  const ipv6 = address.host.includes(':');
  const socket = createSocket({ type: ipv6 ? 'udp6' : 'udp4', ipv6Only: ipv6, lookup: sameAddress });
  await bind(socket, address);
  const { port } = socket.address();
  socket.on('error', (error) => parts.complain(`UDP socket ${address.host}`, error));
  const underWay = createCounter();
  let closing = false;
  const unsent = unsentOnce(parts);
  socket.on('message', (bytes, remote) => {
    // Nobody can be answered at port 0; forged questions say so.
    if (closing || remote.port === 0) return;
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
  const reply = await replyOrApology(parts, bytes, { address: remote.address, protocol: 'udp' });
  if (reply === undefined) return;
  try {
    // At once, for the address needs no look-up: whoever closes the socket next closes it behind this reply.
    socket.send(reply, remote.port, remote.address, unsent);
  } catch (error) {
    // The grace was over before the answer came: the socket is closed.
    unsent(error instanceof Error ? error : new Error(String(error)));
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
