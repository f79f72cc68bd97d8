/**
 * An authoritative server on loopback, in the test process: the sandbox's own, behind real sockets. The daemon under
 * test needs no container and no Internet.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { systemRandom } from '../../src/net/system.ts';
import type { Protocol } from '../../src/ports.ts';
import { createAuthority } from '../../src/sandbox/authority.ts';
import { parseMaster } from '../../src/wire/master.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { createZone } from '../../src/zone/zone.ts';

export interface Authority {
  readonly port: number;
  /** Questions received so far. */
  readonly asked: () => number;
  close(): Promise<void>;
}

/** Master-file text by origin. */
export type Zones = Readonly<Record<string, string>>;

const FRAME_OCTETS = 2;

/**
 * Serves `zones` on UDP and TCP of `host`; `port` 0 takes any that is free on both. `delayMs` holds each answer back.
 * Rejects where the address cannot be bound.
 */
export async function serveZones(zones: Zones, host: string, port = 0, delayMs = 0): Promise<Authority> {
  const behaviour = createAuthority(
    Object.entries(zones).map(([origin, text]) => {
      const name = nameFromText(origin);
      return createZone(name, parseMaster(text, { origin: name, ttl: 300 }).rrsets);
    }),
  );
  let asked = 0;
  const answer = (query: Uint8Array, protocol: Protocol, send: (bytes: Uint8Array) => void): void => {
    asked++;
    const reaction = behaviour(query, protocol, { at: 0, random: systemRandom });
    if (reaction.kind === 'error') return;
    for (const { bytes } of reaction.parcels) setTimeout(() => send(bytes), delayMs);
  };
  const tcp = createServer((socket) => framed(socket, answer));
  const bound = await listen(tcp, host, port);
  const udp = createSocket('udp4');
  udp.on('message', (query, from) => answer(query, 'udp', (bytes) => udp.send(bytes, from.port, from.address)));
  await bind(udp, host, bound);
  return {
    port: bound,
    asked: () => asked,
    close: async () => {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}

/** RFC 1035 section 4.2.2: two octets of length before each message. */
function framed(
  socket: Socket,
  answer: (query: Uint8Array, protocol: Protocol, send: (bytes: Uint8Array) => void) => void,
): void {
  let held = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= FRAME_OCTETS && held.length >= FRAME_OCTETS + held.readUInt16BE(0)) {
      const end = FRAME_OCTETS + held.readUInt16BE(0);
      answer(held.subarray(FRAME_OCTETS, end), 'tcp', (reply) => {
        socket.write(Buffer.concat([Buffer.of(reply.length >> 8, reply.length & 0xff), reply]));
      });
      held = held.subarray(end);
    }
  });
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function bind(socket: UdpSocket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, resolve);
  });
}
