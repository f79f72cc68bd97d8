/** The animals of the zoo as a test meets them: through the delegation, packet by packet. */
import { type Behaviour, type Reaction, withFaults } from '../../src/sandbox/host.ts';
import { createWorld } from '../../src/sandbox/world.ts';
import type { Animal } from '../../src/sandbox/zoo/cage.ts';
import { animalOf } from '../../src/sandbox/zoo.ts';
import type { Message } from '../../src/wire/message.ts';
import { addressesOf } from '../../src/wire/typed.ts';
import { lines, moment, query, replies } from './packets.ts';

const WORLD = createWorld();
/** What a tame cage answers. */
const VISIT = 'A 192.0.2.200';

/** The host at an address with its faults; a silent one where nobody is. */
export function at(address: string): Behaviour {
  const host = WORLD.hosts.find((one) => one.address === address);
  return host === undefined ? () => ({ kind: 'parcels', parcels: [] }) : withFaults(host.serve, host.faults ?? []);
}

/** What the parent's server says to the animal's question. */
export function referral(animal: Animal): Message {
  const [message] = replies(at('203.0.113.1'), query(animal.name, animal.type, { edns: 1232 }));
  if (message === undefined) throw new Error('the keeper is silent');
  return message;
}

/** The addresses that the referral gives. */
export function glue(animal: Animal): string[] {
  return referral(animal).additional.flatMap((set) => addressesOf(set));
}

/** Sends one query; the animal's own question unless told. */
export type Ask = (how?: {
  readonly name?: string;
  readonly type?: string;
  readonly edns?: number | 'none';
}) => Message[];

/** An animal and the servers that its delegation leads to. */
export interface Seen {
  readonly animal: Animal;
  /** The replies of each address that the referral gives, over UDP with EDNS unless told. */
  readonly udp: readonly Ask[];
  readonly tcp: readonly Ask[];
  readonly raw: readonly ((bytes: Uint8Array, protocol: 'udp' | 'tcp') => Reaction)[];
}

/** Everything about one animal. */
export function see(species: string): Seen {
  const animal = animalOf(species);
  if (animal === undefined) throw new Error(`no ${species} in the zoo`);
  const hosts = glue(animal).map(at);
  const asking =
    (protocol: 'udp' | 'tcp') =>
    (serve: Behaviour): Ask =>
    (how = {}) => {
      const { name = animal.name, type = animal.type, edns = 1232 } = how;
      return replies(serve, query(name, type, edns === 'none' ? {} : { edns }), protocol);
    };
  const raw = hosts.map((serve) => (bytes: Uint8Array, protocol: 'udp' | 'tcp') => serve(bytes, protocol, moment()));
  return { animal, udp: hosts.map(asking('udp')), tcp: hosts.map(asking('tcp')), raw };
}

/** All answer sections, as lines. */
export function answered(messages: readonly Message[]): string[] {
  return messages.flatMap(({ answer }) => lines(answer));
}

/** The line that `www` of a tame cage answers with. */
export const visitOf = ({ name }: Animal): string => `${name}. ${VISIT}`;
