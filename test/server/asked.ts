/** A responder over a core that says what the test wants, and queries to it. */
import type { Answer, Failure, Outcome } from '../../src/resolver/answer.ts';
import type { Core } from '../../src/resolver/resolver.ts';
import type { Client } from '../../src/server/reply.ts';
import { createResponder, type ResponderSettings } from '../../src/server/respond.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import type { Edns } from '../../src/wire/edns.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import { parseMaster } from '../../src/wire/master.ts';
import type { Message, Question } from '../../src/wire/message.ts';
import { nameFromText, ROOT } from '../../src/wire/name.ts';
import { rrsetToText } from '../../src/wire/presentation.ts';
import { CLASS, RCODE, typeFromText } from '../../src/wire/registry.ts';
import type { RRset } from '../../src/wire/rrset.ts';

export const SETTINGS: ResponderSettings = {
  access: [{ prefix: '127.0.0.0/8', access: 'snoop' }],
  minimalResponses: true,
  maxUdpPayload: 1232,
  identity: undefined,
  version: undefined,
  extendedErrors: true,
  specialUseZones: true,
  questionsAtOnce: undefined,
};

export const EDNS: Edns = { version: 0, udpSize: 4096, dnssecOk: false, flags: 0, options: [] };

/** The sets of master-file lines with absolute names; TTL 300 where none is written. */
export function sets(...lines: string[]): RRset[] {
  return [...parseMaster(lines.join('\n'), { origin: ROOT, ttl: 300 }).rrsets];
}

export function question(name: string, type: string, rrclass: number = CLASS.IN): Question {
  return { name: nameFromText(name), type: typeFromText(type) ?? 0, class: rrclass };
}

/** A query with RD=1 and without EDNS, unless given. */
export function query(name: string, type: string, given: Partial<Message> = {}): Message {
  return {
    id: 0x1234,
    qr: false,
    opcode: 0,
    aa: false,
    tc: false,
    rd: true,
    ra: false,
    z: false,
    ad: false,
    cd: false,
    rcode: 0,
    questions: [question(name, type)],
    answer: [],
    authority: [],
    additional: [],
    edns: undefined,
    ...given,
  };
}

/** What a resolution came to, unless given an empty NOERROR. */
export function answer(given: Partial<Answer> = {}): Answer {
  return {
    kind: 'answer',
    question: question('www.example', 'A'),
    rcode: RCODE.NOERROR,
    answer: [],
    authority: [],
    additional: [],
    security: 'unchecked',
    expires: 0,
    from: 'network',
    shareable: true,
    ede: [],
    ...given,
  };
}

export function failure(given: Partial<Failure> = {}): Failure {
  const text = 'no server of example answered';
  return {
    kind: 'failure',
    question: question('www.example', 'A'),
    reason: 'silence',
    text,
    ede: [{ code: 22, text }],
    partial: [],
    ...given,
  };
}

/** What the core was asked: `resolve www.example. 1`, `resolve www.example. 1 cd`, `peek www.example. 1`. */
export interface FakeCore {
  readonly core: Pick<Core, 'resolve' | 'peek'>;
  readonly asked: string[];
}

export function fakeCore(outcome: Outcome | (() => Promise<Outcome>), cached?: Answer): FakeCore {
  const asked: string[] = [];
  return {
    asked,
    core: {
      resolve: async (wanted, options) => {
        asked.push(`resolve ${wanted.name} ${wanted.type}${options?.checkingDisabled === true ? ' cd' : ''}`);
        const found = typeof outcome === 'function' ? await outcome() : outcome;
        return { ...found, question: wanted };
      },
      peek: (wanted) => {
        asked.push(`peek ${wanted.name} ${wanted.type}`);
        return cached;
      },
    },
  };
}

export const LOOPBACK: Client = { address: '127.0.0.1', protocol: 'udp' };

/** What may differ from one asking to the next. */
export interface Asking {
  readonly settings?: Partial<ResponderSettings>;
  readonly client?: Partial<Client>;
  readonly core?: FakeCore;
}

/** The bytes that come back for these bytes; undefined: nothing. */
export function askBytes(bytes: Uint8Array, asking: Asking = {}): Promise<Uint8Array | undefined> {
  const { core } = asking.core ?? fakeCore(answer());
  const respond = createResponder({ core, settings: { ...SETTINGS, ...asking.settings } });
  return respond(bytes, { ...LOOPBACK, ...asking.client });
}

/** The reply to a query; fails where there is none. */
export async function ask(asked: Message, asking: Asking = {}): Promise<Message> {
  const bytes = await askBytes(encodeMessage(asked), asking);
  if (bytes === undefined) throw new Error('no reply was sent');
  return decodeMessage(bytes);
}

/** A section as master-file lines without TTL and class. */
export function lines(section: readonly RRset[]): string[] {
  return section
    .flatMap((set) => rrsetToText(set, { signatures: true }))
    .map((line) => line.replace(/ \d+ (IN|CH) /, ' '));
}
