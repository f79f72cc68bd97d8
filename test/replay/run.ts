/**
 * One scenario file, run with every minimisation that it leaves open, and what is made of the result. It must not know
 * folders and printing.
 */

import { Failed, type Watcher } from './bench.ts';
import { runDeckard } from './deckard.ts';
import { featureOfAnotherIssue } from './elsewhere.ts';
import { expectedFailure } from './expected.ts';
import { BadScenario } from './lines.ts';
import { setupOf } from './options.ts';
import { type Dialect, parseScenario, type Scenario } from './scenario.ts';
import { type Setup, Unmapped } from './setup.ts';
import { createSubject } from './subject.ts';
import { runTestbound } from './testbound.ts';

/** What the scenario did, before anybody asks whether that was expected. */
export interface Played {
  readonly dialect: Dialect | undefined;
  /** Undefined: it passed. */
  readonly failure: string | undefined;
  readonly orders: readonly string[];
  readonly hasAnchor: boolean;
  /** A feature of another issue that it sets. */
  readonly elsewhere?: string | undefined;
}

/** `EXPECTED` counts neither as pass nor as fail. */
export interface Verdict {
  readonly kind: 'PASS' | 'FAIL' | 'EXPECTED';
  readonly reason: string;
  readonly orders: readonly string[];
}

/** Plays the text of a scenario in every mode; the first failing mode gives the reason. */
export async function play(text: string, watch?: (mode: string) => Watcher): Promise<Played> {
  const orders: string[] = [];
  let scenario: Scenario | undefined;
  let failure: string | undefined;
  try {
    scenario = parseScenario(text);
    failure = await playModes(scenario, orders, watch);
  } catch (error) {
    if (!(error instanceof BadScenario || error instanceof Unmapped)) throw error;
    failure = error.message;
  }
  if (scenario === undefined) return { dialect: undefined, failure, orders, hasAnchor: false };
  const { dialect } = scenario;
  return { dialect, failure, orders, hasAnchor: hasAnchor(scenario), elsewhere: featureOfAnotherIssue(scenario) };
}

async function playModes(
  scenario: Scenario,
  orders: string[],
  watch: ((mode: string) => Watcher) | undefined,
): Promise<string | undefined> {
  const setup = setupOf(scenario);
  for (const minimisation of setup.minimisations) {
    const mode = setup.minimisations.length === 1 ? '' : `minimisation ${minimisation}: `;
    const failure = await playOnce(scenario, setup, minimisation, orders, watch?.(`minimisation ${minimisation}`));
    if (failure !== undefined) return `${mode}${failure}`;
  }
  return undefined;
}

async function playOnce(
  scenario: Scenario,
  setup: Setup,
  minimisation: Setup['minimisations'][number],
  orders: string[],
  watcher: Watcher | undefined,
): Promise<string | undefined> {
  const run = scenario.dialect === 'unbound' ? runTestbound : runDeckard;
  try {
    orders.push(...(await run({ scenario, setup, minimisation, createSubject, watcher })));
    return undefined;
  } catch (error) {
    if (error instanceof Failed) return error.message;
    // A fault of ours must not end the run of the other files: it is a failure like any other.
    return error instanceof Error
      ? `crashed: ${error.stack?.split('\n').slice(0, 3).join(' ') ?? error.message}`
      : `crashed: ${error}`;
  }
}

function hasAnchor(scenario: Scenario): boolean {
  return scenario.config.some((line) => /^\s*(server\s*:\s*)?(auto-)?trust-anchor(-file)?\s*:/.test(line));
}

/** Weighs what happened against the table of expected failures. `name` is the file's without folder and ending. */
export function verdictOf(name: string, played: Played): Verdict {
  const expected = expectedFailure(name, played.dialect, played.hasAnchor, played.elsewhere);
  const { failure, orders } = played;
  if (failure === undefined) {
    const surprise = expected?.surprising === true;
    return surprise
      ? { kind: 'FAIL', reason: `passes, but is expected to fail: ${expected.reason}`, orders }
      : { kind: 'PASS', reason: '', orders };
  }
  if (expected === undefined) return { kind: 'FAIL', reason: failure, orders };
  return { kind: 'EXPECTED', reason: `${expected.reason} (${failure})`, orders };
}
