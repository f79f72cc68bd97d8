/**
 * Packets that were good once: seeded mutations of a corpus, and what must hold for each. Equal seeds give equal packets.
 */
import { isDeepStrictEqual } from 'node:util';
import dnsPacket from 'dns-packet';
import { decodeMessage } from '../../src/wire/decode.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import { Malformed } from '../../src/wire/malformed.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText, nameToWire } from '../../src/wire/name.ts';
import { cookieOption } from '../../src/wire/options.ts';
import { buildQuery } from '../../src/wire/query.ts';
import { TYPE, typeFromText } from '../../src/wire/registry.ts';
import { type RRset, rrsetOf } from '../../src/wire/rrset.ts';
import { expectBounded } from './bounds.ts';
import { bytesOf, uint16 } from './packets.ts';
import { VECTORS } from './vectors.ts';

/** A number in [0, n). */
type Below = (n: number) => number;

/** The generator "mulberry32" from a 32-bit seed. */
function chance(seed: number): Below {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

const HEADER = {
  id: 7,
  qr: true,
  opcode: 0,
  aa: true,
  tc: false,
  rd: true,
  ra: false,
  z: false,
  ad: false,
  cd: false,
  rcode: 0,
};
const EDNS = {
  version: 0,
  udpSize: 1232,
  dnssecOk: true,
  flags: 0,
  options: [cookieOption(new Uint8Array(8), new Uint8Array(16))],
};

function message(parts: Partial<Message>): Message {
  const questions = [{ name: nameFromText('www.example.com'), type: TYPE.A, class: 1 }];
  return { ...HEADER, questions, answer: [], authority: [], additional: [], edns: undefined, ...parts };
}

/** A referral from the root: 13 servers with both addresses. */
export function referral(): Message {
  const servers = [...'abcdefghijklm'].map((letter) => nameFromText(`${letter}.gtld-servers.net`));
  const ns = rrsetOf(nameFromText('com'), TYPE.NS, 172_800, servers.map(nameToWire));
  const glue = servers.flatMap((server, at) => [
    rrsetOf(server, TYPE.A, 172_800, [Uint8Array.of(192, 5, 6, at)]),
    rrsetOf(server, TYPE.AAAA, 172_800, [bytesOf('20010503', new Uint8Array(11), [at])]),
  ]);
  return message({ authority: [ns], additional: glue, edns: EDNS });
}

/** Every type once, in a few messages, signed and not. */
function everyType(): Message[] {
  const sets = VECTORS.map(([type, , hex], at): RRset => {
    const number = typeFromText(type) ?? 0;
    const signature = bytesOf(uint16(number), new Uint8Array(16), 'example.com.', [1, 2, 3]);
    return rrsetOf(nameFromText(`n${at}.example.com`), number, at, [bytesOf(hex)], at % 3 === 0 ? [signature] : []);
  });
  const messages: Message[] = [];
  for (let at = 0; at < sets.length; at += 9) {
    const [answer, authority, additional] = [
      sets.slice(at, at + 3),
      sets.slice(at + 3, at + 6),
      sets.slice(at + 6, at + 9),
    ];
    messages.push(message({ answer, authority, additional, edns: at % 2 === 0 ? EDNS : undefined }));
  }
  return messages;
}

/** Good packets, ours and dns-packet's (which are not compressed). */
export const CORPUS: readonly Uint8Array[] = [referral(), ...everyType()]
  .map((good) => encodeMessage(good))
  .flatMap((bytes, at) =>
    at === 0 ? [bytes, new Uint8Array(dnsPacket.encode(dnsPacket.decode(Buffer.from(bytes))))] : [bytes],
  )
  .concat(
    buildQuery({
      id: 1,
      question: { name: nameFromText('a.b.c'), type: 1, class: 1 },
      rd: true,
      cd: false,
      edns: EDNS,
    }),
  );

/** Octets that mean something: ends, label lengths, pointers, types. */
const TELLING = [0, 1, 2, 5, 6, 12, 15, 28, 41, 46, 47, 63, 64, 127, 128, 191, 192, 193, 254, 255];

function mutateOnce(bytes: Uint8Array, below: Below): Uint8Array {
  const at = below(bytes.length);
  const length = 1 + below(16);
  switch (below(9)) {
    case 0:
      return bytes.with(at, (bytes[at] ?? 0) ^ (1 << below(8)));
    case 1:
      return bytes.with(at, TELLING[below(TELLING.length)] ?? 0);
    case 2: // A pointer to anywhere.
      return bytes.length < 2
        ? bytes
        : bytesOf(bytes.subarray(0, at), uint16(0xc000 | below(bytes.length + 2)), bytes.subarray(at + 2));
    case 3: // The low octet of a count.
      return bytes.length < 12 ? bytes : bytes.with(5 + 2 * below(4), below(8));
    case 4:
      return bytes.slice(0, at);
    case 5: // Octets go.
      return bytesOf(bytes.subarray(0, at), bytes.subarray(at + length));
    case 6: // Octets come twice.
      return bytesOf(bytes.subarray(0, at + length), bytes.subarray(at));
    case 7: // Another packet's tail.
      return bytesOf(bytes.subarray(0, at), (CORPUS[below(CORPUS.length)] ?? bytes).subarray(at));
    default:
      return bytes.with(at, ((bytes[at] ?? 0) + (below(2) === 0 ? 1 : 255)) & 0xff);
  }
}

/** The packet of a seed: one of the corpus, mutated one to four times. */
export function mutated(seed: number): Uint8Array {
  const below = chance(seed);
  let bytes = CORPUS[below(CORPUS.length)] ?? new Uint8Array(0);
  for (let left = 1 + below(4); left > 0 && bytes.length > 0; left--) bytes = mutateOnce(bytes, below);
  return bytes;
}

/** Decodes it and checks all promises; true if it was accepted. Throws what is wrong, with the seed and the octets. */
export function judge(seed: number): boolean {
  const bytes = mutated(seed);
  try {
    return check(bytes, chance(~seed));
  } catch (error) {
    throw new Error(`seed ${seed}: ${Buffer.from(bytes).toString('hex')}`, { cause: error });
  }
}

function check(bytes: Uint8Array, below: Below): boolean {
  let decoded: Message;
  try {
    decoded = decodeMessage(bytes, (work) => {
      expectBounded(work, bytes.length);
    });
  } catch (error) {
    if (error instanceof Malformed && error.offset >= 0 && error.offset <= bytes.length) return false;
    throw error;
  }
  const again = decodeMessage(encodeMessage(decoded));
  if (!isDeepStrictEqual(again, decoded)) throw new Error('it does not survive encoding and decoding');
  const maxSize = 512 + below(800);
  const cut = encodeMessage(decoded, { maxSize });
  const rest = decodeMessage(cut);
  const empty = rest.answer.length + rest.authority.length + rest.additional.length === 0;
  if (cut.length > maxSize && !empty) throw new Error(`cut to ${maxSize} it has ${cut.length} octets`);
  return true;
}
