/**
 * A resolver of a few lines, for healthy worlds only: from the hints downwards, first server first, no cache, no time.
 * It shares nothing with the real one but the codec, so that the world is not judged by what it is there to judge.
 */
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import type { Message } from '../../src/wire/message.ts';
import { isAtOrBelow, type Name, nameFromText } from '../../src/wire/name.ts';
import { buildQuery } from '../../src/wire/query.ts';
import { CLASS, type RRType, TYPE } from '../../src/wire/registry.ts';
import { type RRset, targetOf, targetsOf } from '../../src/wire/rrset.ts';
import { addressesOf } from '../../src/wire/typed.ts';
import { ANY, request } from './packets.ts';

/** Far more than any healthy name needs. */
const STEPS = 40;

/** What a walk comes to: the whole chain, and the zones passed. */
export interface Found {
  readonly rcode: number;
  readonly answer: readonly RRset[];
  readonly path: readonly Name[];
}

/** Walks from the root to the answer. */
export async function walk(sandbox: Sandbox, name: string, type: RRType): Promise<Found> {
  return sandbox.clock.run(descend(sandbox, nameFromText(name), type));
}

async function descend(sandbox: Sandbox, name: Name, type: RRType): Promise<Found> {
  let servers = sandbox.hints.flatMap(({ addresses }) => addresses);
  const path: Name[] = [];
  for (let step = 0; step < STEPS; step++) {
    const reply = await ask(sandbox, servers, name, type);
    const ns = reply.authority.find((set) => set.type === TYPE.NS);
    if (reply.answer.length > 0 || reply.rcode !== 0 || ns === undefined) return followed(sandbox, reply, type, path);
    path.push(ns.name);
    servers = await addressesFor(sandbox, ns, reply.additional);
  }
  throw new Error(`${name} has no end`);
}

async function followed(sandbox: Sandbox, reply: Message, type: RRType, path: readonly Name[]): Promise<Found> {
  const { rcode, answer } = reply;
  const last = answer.at(-1);
  if (last?.type !== TYPE.CNAME || type === TYPE.CNAME || rcode !== 0) return { rcode, answer, path };
  const soa = reply.authority.find((set) => set.type === TYPE.SOA);
  if (soa !== undefined && isAtOrBelow(targetOf(last), soa.name)) return { rcode, answer, path };
  const rest = await descend(sandbox, targetOf(last), type);
  return { rcode: rest.rcode, answer: [...answer, ...rest.answer], path };
}

async function addressesFor(sandbox: Sandbox, ns: RRset, glue: readonly RRset[]): Promise<string[]> {
  const targets = targetsOf(ns);
  const given = glue.filter((set) => targets.includes(set.name)).flatMap((set) => addressesOf(set));
  const [first] = targets;
  if (given.length > 0 || first === undefined) return given;
  const looked = await descend(sandbox, first, TYPE.A);
  return looked.answer.flatMap((set) => addressesOf(set));
}

async function ask(sandbox: Sandbox, servers: readonly string[], name: Name, type: RRType): Promise<Message> {
  const question = { name, type, class: CLASS.IN };
  const bytes = buildQuery({ id: 1, question, rd: false, cd: false, edns: undefined });
  for (const address of servers) {
    for (const protocol of ['udp', 'tcp'] as const) {
      const result = await sandbox.exchange(request(address, bytes, { protocol }), ANY);
      if (result.kind !== 'reply') break;
      const message = decodeMessage(result.bytes);
      if (!message.tc) return message;
    }
  }
  throw new Error(`no server of ${servers.join(' ')} answered for ${name}`);
}
