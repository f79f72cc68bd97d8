/**
 * The work one client question may cost, shared by everything done for it and never reset by restarts. It must not
 * know what the work is. Against NXNSAttack (CVE-2020-12662), CAMP and amplification; design section 5.
 */
import type { LimitName, Trace } from '../trace/event.ts';
import type { Name } from '../wire/name.ts';
import type { Limits } from './settings.ts';

/** What one client question has spent, the questions it needed included; counted up in place. */
export interface Budget {
  readonly limits: Limits;
  /** Upstream packets sent so far. */
  packets: number;
  /** Octets received so far. */
  bytes: number;
  readonly packetsByName: Map<Name, number>;
  /** Limits the story has told of: once each, though all the work above notices too. */
  readonly told: Set<LimitName>;
}

/** Nothing spent yet. */
export function createBudget(limits: Limits): Budget {
  return { limits, packets: 0, bytes: 0, packetsByName: new Map(), told: new Set() };
}

/** A limit that is used up. */
export interface Overrun {
  readonly limit: LimitName;
  readonly used: number;
  readonly of: number;
}

/** Undefined if one more packet for `name` is allowed. */
export function overrunOf(budget: Budget, name: Name): Overrun | undefined {
  const { limits } = budget;
  if (budget.packets >= limits.packetsPerQuestion)
    return { limit: 'packets-per-question', used: budget.packets, of: limits.packetsPerQuestion };
  if (budget.bytes >= limits.bytesPerQuestion)
    return { limit: 'bytes-per-question', used: budget.bytes, of: limits.bytesPerQuestion };
  const forName = budget.packetsByName.get(name) ?? 0;
  if (forName >= limits.packetsPerName) return { limit: 'packets-per-name', used: forName, of: limits.packetsPerName };
  return undefined;
}

/** Charges `packets` sent for `name`: the name being looked up, not the minimised one. */
export function charge(budget: Budget, name: Name, packets = 1): void {
  budget.packets += packets;
  budget.packetsByName.set(name, (budget.packetsByName.get(name) ?? 0) + packets);
}

/** Tells the story which limit ended some work. */
export function tellLimit(trace: Trace | undefined, overrun: Overrun): void {
  trace?.tell({ kind: 'limit', ...overrun, text: overrunText(overrun) });
}

/** The same for a limit of the whole question (`overrunOf`). */
export function tellSpent(trace: Trace | undefined, budget: Budget, overrun: Overrun): void {
  if (budget.told.has(overrun.limit)) return;
  budget.told.add(overrun.limit);
  tellLimit(trace, overrun);
}

/** The overrun as a sentence. */
export function overrunText(overrun: Overrun): string {
  switch (overrun.limit) {
    case 'packets-per-question':
      return `our limit of ${overrun.of} upstream packets for one question is used up`;
    case 'packets-per-name':
      return `our limit of ${overrun.of} upstream packets for one name is used up`;
    case 'bytes-per-question':
      return `our limit of ${overrun.of} received octets for one question is used up`;
    case 'address-depth':
      return `the look-ups of name server addresses nest deeper than our limit of ${overrun.of}`;
    case 'glueless-failures':
      return `${overrun.used} name servers without glue could not be resolved, our limit for one zone`;
    case 'alias-links':
      return `the alias chain is longer than our limit of ${overrun.of} links`;
    case 'referrals':
      return `more than ${overrun.of} referrals were followed`;
    case 'sends-per-cut':
      return `our limit of ${overrun.of} sends for one question to one zone's servers is used up`;
    case 'deadline':
      return `no answer within ${overrun.of} ms`;
    case 'waiting':
      return `more than ${overrun.of} clients wait for the same question`;
    default:
      return overrun.limit satisfies never;
  }
}
