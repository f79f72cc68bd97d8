/**
 * The resolver under test, wired for a scenario: the core behind the responder, nothing of its own in time, chance or
 * wire. It must not know steps.
 */
import type { Settings } from '../../src/iterate/settings.ts';
import type { Clock, Exchange, Random } from '../../src/ports.ts';
import { type Core, createCore } from '../../src/resolver/resolver.ts';
import { createResponder, type Respond } from '../../src/server/respond.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import type { Setup } from './setup.ts';

export interface SubjectParts {
  readonly setup: Setup;
  /** Those of the setup with the minimisation of this run. */
  readonly settings: Settings;
  readonly clock: Clock;
  readonly exchange: Exchange;
  readonly trace?: (event: TraceEvent) => void;
}

export interface Subject {
  /** One client packet; undefined where it is dropped. */
  readonly respond: Respond;
  close(): Promise<void>;
}

export type SubjectFactory = (parts: SubjectParts) => Subject;

/** The real thing. */
export const createSubject: SubjectFactory = ({ setup, settings, clock, exchange, trace }) => {
  const core = createCore({ clock, exchange, settings, random: fixedRandom() });
  const watched: Core =
    trace === undefined
      ? core
      : { ...core, resolve: (question, options) => core.resolve(question, { ...options, trace }) };
  return { respond: createResponder({ core: watched, settings: setup.responder }), close: () => core.close() };
};

/** Chance without chance: a linear congruential generator (Numerical Recipes), the same in every run. */
function fixedRandom(): Random {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
  return { uint16: () => next() & 0xffff, below: (n) => next() % n };
}
