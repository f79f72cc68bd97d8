/**
 * What both run loops stand on: the resolver under test on a still clock and a scripted wire, the answers nobody has
 * checked yet, and somebody who may watch. It must not know the rules of either dialect.
 */
import type { Address } from '../../src/ports.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import { createScenarioClock, type ScenarioClock, settle } from './clock.ts';
import { mismatch, reordered, type Seen } from './match.ts';
import { createNetwork, type Network, type Pending } from './network.ts';
import { BadPacket, readPacket } from './packet.ts';
import type { Dialect, Scenario, Step } from './scenario.ts';
import type { Setup } from './setup.ts';
import type { SubjectFactory } from './subject.ts';

/** Told everything, for `--verbose`. */
export interface Watcher {
  note(text: string): void;
  packet(text: string, seen: Seen): void;
  trace(event: TraceEvent): void;
}

/** The scenario is not met; the message says at which step and why. */
export class Failed extends Error {}

/** An answer of the resolver that no step has checked. */
export interface Given {
  readonly client: Address;
  readonly seen: Seen;
}

export interface Bench {
  readonly dialect: Dialect;
  readonly clock: ScenarioClock;
  readonly network: Network;
  readonly answers: Given[];
  /** Sections that came in another order than expected: `step 10 answer`. */
  readonly orders: string[];
  readonly watcher: Watcher | undefined;
  /** Hands bytes in as a client's and lets the resolver run. */
  ask(bytes: Uint8Array, client: Address, protocol: 'udp' | 'tcp'): Promise<void>;
  /** Checks one answer against the entry of a step; the reason if it does not match. */
  check(step: Step, given: Given): string | undefined;
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** One run of one scenario. */
export interface RunParts {
  readonly scenario: Scenario;
  readonly setup: Setup;
  readonly minimisation: Setup['minimisations'][number];
  /** Makes the resolver under test. */
  readonly createSubject: SubjectFactory;
  readonly watcher?: Watcher | undefined;
}

/** `onSent` is called for every query on its way out. */
export function createBench(run: RunParts, onSent: (query: Pending) => void): Bench {
  const { setup, minimisation, watcher } = run;
  const { dialect } = run.scenario;
  const clock = createScenarioClock(setup.epoch);
  const answers: Given[] = [];
  const orders: string[] = [];
  const network = createNetwork((query) => {
    watcher?.packet(`-> ${query.address} ${query.seen.transport}`, query.seen);
    onSent(query);
  });
  const faults: unknown[] = [];
  const subject = run.createSubject({
    setup,
    settings: { ...setup.settings, minimisation },
    clock,
    exchange: network.exchange,
    ...(watcher === undefined ? {} : { trace: (event: TraceEvent) => watcher.trace(event) }),
  });
  const settleOrThrow = async (): Promise<void> => {
    await settle();
    if (faults.length > 0) throw faults[0];
  };
  return {
    dialect, clock, network, answers, orders, watcher,
    async ask(bytes, client, protocol) {
      const answered = subject.respond(bytes, { address: client, protocol }).then((reply) => {
        if (reply === undefined) return watcher?.note('(no answer: dropped)');
        const seen = { packet: readAnswer(reply), transport: protocol };
        watcher?.packet(`<= answer to ${client}`, seen);
        answers.push({ client, seen });
      });
      answered.catch((error) => faults.push(error));
      await settleOrThrow();
    },
    check(step, given) {
      if (step.entry === undefined) return undefined;
      const reason = mismatch(step.entry, given.seen, dialect);
      if (reason === undefined) for (const section of reordered(step.entry, given.seen)) orders.push(`step ${step.number} ${section}`);
      return reason;
    },
    settle: settleOrThrow,
    close: () => subject.close(),
  }; // biome-ignore format: the shared parts in one row
}

/** What the resolver answers must at least be a packet. */
function readAnswer(bytes: Uint8Array): Seen['packet'] {
  try {
    return readPacket(bytes);
  } catch (error) {
    if (error instanceof BadPacket) throw new Failed(`the answer is not a DNS packet: ${error.message}`);
    throw error;
  }
}
