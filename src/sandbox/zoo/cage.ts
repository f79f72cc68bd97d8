/**
 * How an animal of the zoo is kept: a zone of its own below `zoo.example`, two servers inside it, all healthy, and one
 * thing changed. It must not know the animals.
 */
import type { Whose } from '../../trace/blame.ts';
import type { FailureReason } from '../../trace/event.ts';
import { parseMaster } from '../../wire/master.ts';
import type { RRset } from '../../wire/rrset.ts';
import type { Zone } from '../../zone/zone.ts';
import type { Fault } from '../host.ts';
import type { Plan, ServerPlan, ZonePlan } from '../plan.ts';

/** What a good resolver makes of an animal: a failure with its reason, or an answer in spite of the fault. */
export interface Expectation {
  /** Who has to mend it. */
  readonly whose: Whose;
  readonly reason?: FailureReason;
  /** The rcode of the answer; none where it fails. */
  readonly rcode?: 'NOERROR' | 'NXDOMAIN' | 'YXDOMAIN';
}

/** A broken zone, named after its fault. */
export interface Animal {
  /** The label of its zone: `lame` lives in `lame.zoo.example`. */
  readonly species: string;
  /** The question that shows the fault. */
  readonly name: string;
  readonly type: string;
  /** What is wrong, in one sentence. */
  readonly fault: string;
  readonly expect: Expectation;
  /** Its zones and servers, on top of the healthy world. */
  readonly plan: Plan;
}

/** The zoo's own zone. */
export const ZOO_ORIGIN = 'zoo.example';
/** What every healthy cage answers for `www`. */
export const VISITOR = 'www A 192.0.2.200';

/** What is special about a cage. */
export interface CageParts {
  readonly fault: string;
  readonly expect: Expectation;
  /** The name to ask for, below the zone; `www` unless told. */
  readonly ask?: string;
  readonly type?: string;
  readonly zone?: Partial<ZonePlan>;
  /** For both servers; `first` for ns1 alone. */
  readonly faults?: (zones: readonly Zone[]) => readonly Fault[];
  readonly first?: Partial<ServerPlan>;
  readonly servers?: Partial<ServerPlan>;
  readonly more?: Plan;
}

/** The animal of cage `number` (5 to 60), whose servers are 203.0.113.(2 number) and the next one. */
export function cage(number: number, species: string, parts: CageParts): Animal {
  const origin = zoneOf(species);
  const both = { ...parts.servers, ...(parts.faults === undefined ? {} : { faults: parts.faults }) };
  const servers: ServerPlan[] = [
    { name: `ns1.${origin}`, addresses: [cageAddress(number, 1)], rttMs: 15, ...both, ...parts.first },
    { name: `ns2.${origin}`, addresses: [cageAddress(number, 2)], rttMs: 25, ...both },
  ];
  const zone: ZonePlan = { origin, servers: servers.map(({ name }) => name), records: VISITOR, ...parts.zone };
  return {
    species,
    name: `${parts.ask ?? 'www'}.${origin}`,
    type: parts.type ?? 'A',
    fault: parts.fault,
    expect: parts.expect,
    plan: { zones: [zone, ...(parts.more?.zones ?? [])], servers: [...servers, ...(parts.more?.servers ?? [])] },
  };
}

/** The address of the first or second server of a cage. */
export function cageAddress(number: number, server: 1 | 2): string {
  return `203.0.113.${2 * number + server - 1}`;
}

/** `lame.zoo.example`. */
export function zoneOf(species: string): string {
  return `${species}.${ZOO_ORIGIN}`;
}

/** Sets from master-file lines with absolute names. */
export function setsFrom(text: string): readonly RRset[] {
  return parseMaster(text, { ttl: 3600 }).rrsets;
}

/** The one set in master-file lines. */
export function setFrom(text: string): RRset {
  const [set] = setsFrom(text);
  if (set === undefined) throw new Error(`no records in "${text}"`);
  return set;
}
