/**
 * The zoo: one broken zone for each fault that zones have in the wild, named after it. The test suite asks for them,
 * `--sandbox` shows them, lessons explain them. Data only; what each fault does is in `faults.ts` and `lies.ts`.
 */
import type { Plan } from './plan.ts';
import { ALIASES } from './zoo/aliases.ts';
import { type Animal, cage, ZOO_ORIGIN } from './zoo/cage.ts';
import { DELEGATIONS } from './zoo/delegations.ts';
import { NETWORK } from './zoo/network.ts';
import { REPLIES } from './zoo/replies.ts';

/** Every animal, grouped by what is wrong with it. */
export const ZOO: readonly Animal[] = [...DELEGATIONS, ...ALIASES, ...REPLIES, ...NETWORK];

/** A cage with nothing wrong in it, to compare the others with. */
export const TAME: Animal = cage(60, 'tame', { fault: 'None.', expect: { whose: 'zone', rcode: 'NOERROR' } });

const KEEPERS = [
  { name: `keeper1.${ZOO_ORIGIN}`, addresses: ['203.0.113.1', '2001:db8:3::1'], rttMs: 12 },
  { name: `keeper2.${ZOO_ORIGIN}`, addresses: ['203.0.113.2', '2001:db8:3::2'], rttMs: 19 },
];

const GATE = `
@        A     192.0.2.200
www      A     192.0.2.200
visitor  A     192.0.2.200
`;

/** All cages and the zone that delegates to them. */
export const ZOO_PLAN: Plan = {
  zones: [
    { origin: ZOO_ORIGIN, servers: KEEPERS.map(({ name }) => name), records: GATE },
    ...[TAME, ...ZOO].flatMap(({ plan }) => plan.zones),
  ],
  servers: [...KEEPERS, ...[TAME, ...ZOO].flatMap(({ plan }) => plan.servers)],
};

/** The animal of a species such as `lame`. */
export function animalOf(species: string): Animal | undefined {
  return ZOO.find((animal) => animal.species === species);
}
