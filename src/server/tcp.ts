/**
 * The TCP listener: framed messages, pipelined, answered as they are ready. It must not know what is asked.
 *
 * RFC 7766 sections 6.2.1.1 (pipelining), 6.2.3 (idle), 7 (out of order); RFC 9210 section 4 (limits).
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createFrames } from '../net/frames.ts';
import { framed } from '../net/stream.ts';
import {
  type Counter,
  createCounter,
  type ListenAddress,
  type Listener,
  type ListenerParts,
  replyOrApology,
} from './listener.ts';

/** Questions of one connection under way; further ones wait in the client's own buffer. */
const PIPELINED_AT_MOST = 64;
/** Octets a slow reader may leave unread before it is cut off. */
const UNREAD_AT_MOST = 512 * 1024;

/** Connections open at once, in all and of one client address, and how long one may be idle. */
export interface TcpLimits {
  readonly connections: number;
  readonly perClient: number;
  readonly idleMs: number;
}

interface Connections {
  readonly open: Map<Socket, Conversation>;
  readonly byClient: Map<string, number>;
}

/** What one connection is about. */
interface Conversation {
  /** Reads nothing more; ends when what was read has been answered. */
  finish(): void;
}

/** Binds one TCP socket. Rejects with Node's error if that cannot be done. */
export async function listenTcp(address: ListenAddress, parts: ListenerParts, limits: TcpLimits): Promise<Listener> {
  const connections: Connections = { open: new Map(), byClient: new Map() };
  const underWay = createCounter();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    accept(socket, parts, limits, connections, underWay),
  );
  await bind(server, address);
  server.on('error', (error) => parts.complain(`TCP socket ${address.host}`, error));
  const bound = server.address();
  return {
    address: { host: address.host, port: typeof bound === 'object' && bound !== null ? bound.port : address.port },
    close: async (graceMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const conversation of connections.open.values()) conversation.finish();
      // Who does not read its answers must not keep us.
      const cut = setTimeout(() => {
        for (const socket of connections.open.keys()) socket.destroy();
      }, graceMs);
      await underWay.idle(graceMs);
      for (const socket of connections.open.keys()) socket.destroySoon();
      await closed;
      clearTimeout(cut);
    },
  };
}

function bind(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true, ipv6Only: host.includes(':') }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function accept(
  socket: Socket,
  parts: ListenerParts,
  limits: TcpLimits,
  connections: Connections,
  underWay: Counter,
): void {
  const client = socket.remoteAddress;
  const theirs = connections.byClient.get(client ?? '') ?? 0;
  // RFC 9210 section 4.2: shed the new rather than starve the old. Without an address it is gone already.
  if (client === undefined || connections.open.size >= limits.connections || theirs >= limits.perClient) {
    socket.destroy();
    return;
  }
  connections.byClient.set(client, theirs + 1);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    connections.open.delete(socket);
    const left = (connections.byClient.get(client) ?? 1) - 1;
    if (left > 0) connections.byClient.set(client, left);
    else connections.byClient.delete(client);
  });
  connections.open.set(socket, converse(socket, client, parts, underWay, limits.idleMs));
}

/** Questions of one connection, answered in whatever order they are ready. */
function converse(
  socket: Socket,
  client: string,
  parts: ListenerParts,
  underWay: Counter,
  idleMs: number,
): Conversation {
  const frames = createFrames();
  /** Messages of the last chunk that wait for a place; nothing is read meanwhile. */
  const waiting: Uint8Array[] = [];
  let pending = 0;
  let last = false;
  // Whole messages and answers count, octets do not: nobody holds a connection by sending one now and then.
  const idle = setTimeout(() => {
    // A client that waits for our answer is not idle (RFC 7766 section 6.2.3); its question has its own deadline.
    if (pending > 0) idle.refresh();
    else socket.destroy();
  }, idleMs);
  const work = (): void => {
    while (pending < PIPELINED_AT_MOST) {
      const bytes = waiting.shift();
      if (bytes === undefined) break;
      pending++;
      answer(socket, bytes, client, parts).finally(settle);
    }
    if (last || waiting.length > 0) socket.pause();
    else socket.resume();
    if (last && pending === 0) socket.end();
  };
  const settle = (): void => {
    pending--;
    underWay.remove();
    if (socket.destroyed) return;
    idle.refresh();
    work();
  };
  const finish = (): void => {
    last = true;
    work();
  };
  socket.on('data', (chunk: Uint8Array) => {
    for (const bytes of frames.take(chunk)) {
      underWay.add();
      waiting.push(bytes);
    }
    if (waiting.length > 0) idle.refresh();
    work();
  });
  socket.on('end', finish);
  socket.on('close', () => {
    clearTimeout(idle);
    for (const _unanswered of waiting.splice(0)) underWay.remove();
  });
  return { finish };
}

async function answer(socket: Socket, bytes: Uint8Array, client: string, parts: ListenerParts): Promise<void> {
  const reply = await replyOrApology(parts, bytes, { address: client, protocol: 'tcp' });
  if (reply === undefined || socket.destroyed) return;
  socket.write(framed(reply));
  if (socket.writableLength > UNREAD_AT_MOST) socket.destroy();
}
