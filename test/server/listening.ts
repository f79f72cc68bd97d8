/** Listeners on loopback with a responder that the test holds in its hand, and clients to them. */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { createFrames } from '../../src/net/frames.ts';
import { framed } from '../../src/net/stream.ts';
import type { Listener, ListenerParts } from '../../src/server/listener.ts';
import type { Respond } from '../../src/server/respond.ts';
import { listenTcp, type TcpLimits } from '../../src/server/tcp.ts';
import { listenUdp } from '../../src/server/udp.ts';

/** A question that has come and waits to be answered. */
export interface Asked {
  readonly id: number;
  answer(bytes?: Uint8Array): void;
  fail(error: Error): void;
}

/** A responder that answers nothing by itself. */
export interface Desk {
  readonly parts: ListenerParts;
  /** Questions in the order they came, answered ones too. */
  readonly asked: Asked[];
  readonly complaints: string[];
  /** Resolves when `count` questions have come. */
  came(count: number): Promise<void>;
}

export function createDesk(): Desk {
  const asked: Asked[] = [];
  const complaints: string[] = [];
  const hoping: { count: number; resolve: () => void }[] = [];
  const respond: Respond = (bytes) =>
    new Promise((resolve, reject) => {
      const reply = Uint8Array.from(bytes, (octet, at) => (at === 2 ? octet | 0x80 : octet));
      asked.push({ id: bytes[1] ?? 0, answer: (other) => resolve(other ?? reply), fail: reject });
      for (const { count, resolve: told } of hoping) if (asked.length >= count) told();
    });
  const complain = (text: string, error: unknown): void => {
    complaints.push(`${text}: ${error instanceof Error ? error.message : String(error)}`);
  };
  return {
    parts: { respond: () => respond, complain },
    asked,
    complaints,
    came: (count) =>
      new Promise((resolve) => {
        if (asked.length >= count) resolve();
        else hoping.push({ count, resolve });
      }),
  };
}

/** A query of a header alone, told apart by its id. */
export function numbered(id: number): Uint8Array {
  return Uint8Array.of(0, id, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

export const LIMITS: TcpLimits = { connections: 100, perClient: 20, idleMs: 5000 };

/** Listeners of one test, closed at its end. */
export interface Listeners {
  tcp(desk: Desk, limits?: Partial<TcpLimits>, host?: string): Promise<Listener>;
  udp(desk: Desk, host?: string): Promise<Listener>;
  closeAll(): Promise<void>;
}

export function createListeners(): Listeners {
  const open: Listener[] = [];
  const kept = (listener: Listener): Listener => {
    open.push(listener);
    return listener;
  };
  return {
    tcp: async (desk, limits = {}, host = '127.0.0.1') =>
      kept(await listenTcp({ host, port: 0 }, desk.parts, { ...LIMITS, ...limits })),
    udp: async (desk, host = '127.0.0.1') => kept(await listenUdp({ host, port: 0 }, desk.parts)),
    closeAll: async () => {
      await Promise.allSettled(open.splice(0).map((listener) => listener.close(0)));
    },
  };
}

/** A client over TCP. */
export interface TcpClient {
  readonly socket: Socket;
  /** Replies in the order they came: id, QR and rcode as `7 reply 0`. */
  readonly replies: string[];
  ask(...ids: readonly number[]): void;
  /** Resolves when `count` replies have come; rejects when the connection closes before. */
  got(count: number): Promise<void>;
  /** Resolves when the connection is closed, whoever did it. */
  readonly closed: Promise<void>;
}

export function tcpClient(to: Listener, options: { readonly localAddress?: string } = {}): TcpClient {
  const { host, port } = to.address;
  const socket = connect({ host, port, allowHalfOpen: true, ...options });
  const frames = createFrames();
  const replies: string[] = [];
  const hoping: { count: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Uint8Array) => {
    for (const bytes of frames.take(chunk)) replies.push(told(bytes));
    for (const { count, resolve } of hoping) if (replies.length >= count) resolve();
  });
  socket.on('end', () => socket.end());
  const closed = new Promise<void>((resolve) =>
    socket.on('close', () => {
      for (const { reject } of hoping) reject(new Error(`closed after ${replies.length} replies`));
      resolve();
    }),
  );
  return {
    socket,
    replies,
    closed,
    ask: (...ids) => socket.write(Buffer.concat(ids.map((id) => framed(numbered(id))))),
    got: (count) =>
      new Promise((resolve, reject) => {
        if (replies.length >= count) resolve();
        else hoping.push({ count, resolve, reject });
      }),
  };
}

/** `7 reply 0`: the id, QR and the rcode. */
export function told(bytes: Uint8Array): string {
  return `${bytes[1]} ${((bytes[2] ?? 0) & 0x80) === 0 ? 'query' : 'reply'} ${(bytes[3] ?? 0) & 0x0f}`;
}

/** Sends one datagram and gives the first that comes back, with where it came from. */
export function askUdp(to: Listener, bytes: Uint8Array): Promise<string> {
  const { host, port } = to.address;
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('message', (reply, from) => {
      socket.close();
      resolve(`${told(reply)} from ${from.address}`);
    });
    socket.send(bytes, port, host);
  });
}
