/**
 * The world of the sandbox: thirteen root servers, some top-level domains, zones that work, and the zoo. Data put
 * together; who asks and when is not its business.
 */
import type { Address } from '../ports.ts';
import { type Name, nameFromText } from '../wire/name.ts';
import { type Built, build, type Plan, type Signer } from './plan.ts';
import { HEALTHY } from './world/healthy.ts';
import { ROOT_HINTS, TOP } from './world/top.ts';
import { ZOO_PLAN } from './zoo.ts';

/** A root server as hints tell it. */
export interface RootHint {
  readonly name: Name;
  readonly addresses: readonly Address[];
}

/** A world to be connected: build it once, use it for as many sandboxes as you like. */
export interface World extends Built {
  readonly hints: readonly RootHint[];
}

/** The world on paper. */
export const WORLD: Plan = joined([TOP, HEALTHY, ZOO_PLAN]);

/** Several plans as one. */
export function joined(plans: readonly Plan[]): Plan {
  return { zones: plans.flatMap(({ zones }) => zones), servers: plans.flatMap(({ servers }) => servers) };
}

/** Builds the world; `more` is laid on top of it (a lesson's own zones), `sign` signs it. */
export function createWorld(more: readonly Plan[] = [], sign?: Signer): World {
  const hints = ROOT_HINTS.map(({ name, addresses }) => ({ name: nameFromText(name), addresses }));
  return { ...build(joined([WORLD, ...more]), sign), hints };
}
