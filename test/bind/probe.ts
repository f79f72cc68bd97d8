/**
 * One question over UDP with RD=0, written by hand and read with an independent codec: how the container tests look
 * at BIND without the resolver between.
 */
import { createSocket } from 'node:dgram';
import dnsPacket from 'dns-packet';
import { type Name, nameToWire } from '../../src/wire/name.ts';
import { typeFromText } from '../../src/wire/registry.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What came back; types of the records in each section. Undefined: silence. */
export interface Probed {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly answers: readonly string[];
  readonly authorities: readonly string[];
}

const HEADER_OCTETS = 12;
const UDP_PAYLOAD = 1232;

/** `type` is a mnemonic. Resolves with undefined after `withinMs` of silence or when nobody listens. */
export function probe(
  to: Endpoint,
  name: Name,
  type: string,
  options: { withinMs: number; recurse?: boolean },
): Promise<Probed | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(to.host.includes(':') ? 'udp6' : 'udp4');
    const done = (result: Probed | undefined): void => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => done(undefined), options.withinMs);
    socket.on('error', () => done(undefined));
    socket.on('message', (bytes) => done(read(bytes)));
    socket.connect(to.port, to.host, () => socket.send(queryOctets(name, type, options.recurse === true)));
  });
}

function queryOctets(name: Name, type: string, recurse: boolean): Uint8Array {
  const wire = nameToWire(name);
  const number = typeFromText(type) ?? 0;
  const opt = [0, 0, 41, UDP_PAYLOAD >> 8, UDP_PAYLOAD & 0xff, 0, 0, 0, 0, 0, 0];
  const octets = new Uint8Array(HEADER_OCTETS + wire.length + 4 + opt.length);
  octets.set([0x12, 0x34, recurse ? 1 : 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  octets.set(wire, HEADER_OCTETS);
  octets.set([number >> 8, number & 0xff, 0, 1, ...opt], HEADER_OCTETS + wire.length);
  return octets;
}

function read(bytes: Buffer): Probed {
  const { answers = [], authorities = [] } = dnsPacket.decode(bytes);
  const flags = bytes.readUInt16BE(2);
  return {
    rcode: flags & 0xf,
    authoritative: (flags & dnsPacket.AUTHORITATIVE_ANSWER) !== 0,
    truncated: (flags & dnsPacket.TRUNCATED_RESPONSE) !== 0,
    answers: answers.map(({ type }) => type),
    authorities: authorities.map(({ type }) => type),
  };
}
