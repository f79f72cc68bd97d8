/** Servers on loopback and exchanges with them, for the tests of the real wire. */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { ExchangeOptions, ExchangeRequest, Protocol } from '../../src/ports.ts';

/** What a test opened; closed in reverse by `closeAll`. */
export interface Opened {
  add(close: () => void): void;
  closeAll(): void;
}

export function createOpened(): Opened {
  const closers: (() => void)[] = [];
  return {
    add: (close) => closers.push(close),
    closeAll: () => {
      for (const close of closers.splice(0).reverse()) close();
    },
  };
}

/** A UDP server on 127.0.0.1 (or `host`); its port. */
export function udpServer(
  opened: Opened,
  receive: (bytes: Uint8Array, from: RemoteInfo, socket: UdpSocket) => void,
  host = '127.0.0.1',
): Promise<number> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  opened.add(() => socket.close());
  socket.on('message', (bytes, from) => receive(bytes, from, socket));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, host, () => resolve(socket.address().port));
  });
}

/** A TCP server on 127.0.0.1; its port. */
export function tcpServer(opened: Opened, accept: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    accept(socket);
  });
  opened.add(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listening(server);
}

/** The port of a server that listens on 127.0.0.1. */
export function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(portOfServer(server)));
  });
}

function portOfServer(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** A port of loopback on which nothing listens over UDP. */
export async function silentPort(): Promise<number> {
  const opened = createOpened();
  const port = await udpServer(opened, () => undefined);
  opened.closeAll();
  return port;
}

/** A request to a port of loopback; generous times unless given. */
export function requestTo(port: number, protocol: Protocol, given: Partial<ExchangeRequest> = {}): ExchangeRequest {
  const bytes = Uint8Array.from([1, 2, 3]);
  return { bytes, address: `127.0.0.1@${port}`, protocol, timeoutMs: 5000, lingerMs: 5000, ...given };
}

/** Takes everything for the reply. */
export const TAKE_ALL: ExchangeOptions = { judge: () => 'mine' };

/** A promise with its keys outside. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  open(value: T): void;
}

export function createGate<T>(): Gate<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, open: resolve };
}
