/**
 * The run loop of testbound, Unbound's own harness. A round does the first of these that can be done: a pending query
 * meets the current CHECK_OUT_QUERY; an answer is checked; a standing server replies; the current step is performed.
 * It must not know options.
 */

import { type Bench, createBench, Failed, type RunParts } from './bench.ts';
import type { Entry } from './entry.ts';
import { mismatch } from './match.ts';
import type { Pending } from './network.ts';
import { readPacket } from './packet.ts';
import { clientQuery, replyBytes } from './reply.ts';
import type { Scenario, Step } from './scenario.ts';
import { questionText } from './text.ts';

/** testbound gives up after as many rounds. */
const MAX_ROUNDS = 5000;
const DEFAULT_CLIENT = '127.0.0.1';

/** Where the loop stands. */
interface Run {
  readonly scenario: Scenario;
  readonly bench: Bench;
  at: number;
}

/** Runs the steps; throws {@link Failed}. Resolves with the order differences. */
export async function runTestbound(parts: RunParts): Promise<string[]> {
  const { scenario } = parts;
  // A query sent while the step waits for it passes the step at once, and stays pending.
  const onSent = (query: Pending): void => {
    if (current(run)?.kind === 'CHECK_OUT_QUERY' && meets(current(run), query)) advance(run);
  };
  const bench = createBench(parts, onSent);
  const run: Run = { scenario, bench, at: 0 };
  try {
    for (let rounds = 0; current(run) !== undefined; rounds++) {
      if (rounds > MAX_ROUNDS) throw new Failed('too many rounds: the resolver loops');
      await round(run);
    }
    atEnd(bench);
    return bench.orders;
  } finally {
    await bench.close();
  }
}

function current(run: Run): Step | undefined {
  return run.scenario.steps[run.at];
}

function advance(run: Run): void {
  run.bench.watcher?.note(`STEP ${current(run)?.number} ${current(run)?.text} done`);
  run.at++;
}

async function round(run: Run): Promise<void> {
  const { bench } = run;
  const step = current(run);
  if (step === undefined) return;
  const awaited =
    step.kind === 'CHECK_OUT_QUERY' ? bench.network.pending.find((query) => meets(step, query)) : undefined;
  if (awaited !== undefined) {
    advance(run);
    if (step.entry?.adjust.has('copy_id') === true) await deliver(run, step.entry, awaited);
    return;
  }
  if (step.kind === 'CHECK_ANSWER' && bench.answers.length > 0) {
    checkAnswers(run, step);
    return;
  }
  for (const query of bench.network.pending) {
    const entry = standingReply(run, query);
    if (entry === undefined) continue;
    await deliver(run, entry, query);
    return;
  }
  await perform(run, step);
}

function meets(step: Step | undefined, query: Pending): boolean {
  if (step?.entry === undefined) return true;
  if (step.address !== undefined && step.address !== query.address) return false;
  return mismatch(step.entry, query.seen, 'unbound') === undefined;
}

/** The first answer that matches is taken; none is a failure. */
function checkAnswers(run: Run, step: Step): void {
  const reasons: string[] = [];
  for (const given of run.bench.answers) {
    if (step.address !== undefined && step.address !== given.client) continue;
    const reason = run.bench.check(step, given);
    if (reason === undefined) {
      run.bench.answers.splice(run.bench.answers.indexOf(given), 1);
      advance(run);
      return;
    }
    reasons.push(reason);
  }
  throw new Failed(`step ${step.number}: ${reasons.join(' | ') || `no answer to ${step.address}`}`);
}

/** Ranges from the last in the file to the first; where one has no entry that matches, the search goes on. */
function standingReply(run: Run, query: Pending): Entry | undefined {
  const time = current(run)?.number ?? 0;
  for (const range of run.scenario.ranges.toReversed()) {
    if (time < range.from || time > range.to) continue;
    if (range.addresses.length > 0 && !range.addresses.includes(query.address)) continue;
    const entry = range.entries.find((one) => mismatch(one, query.seen, 'unbound') === undefined);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function deliver(run: Run, entry: Entry, query: Pending): Promise<void> {
  const bytes = replyBytes(entry, query.seen.packet, ((query.bytes[0] ?? 0) << 8) | (query.bytes[1] ?? 0), 'unbound');
  run.bench.watcher?.note(`<- ${query.address} gives the entry of line ${entry.line}`);
  if (bytes === undefined) query.timeOut();
  else query.deliver(bytes);
  await run.bench.settle();
}

/** Nothing else can be done: the step itself. */
async function perform(run: Run, step: Step): Promise<void> {
  const { bench } = run;
  const latest = bench.network.pending[0];
  switch (step.kind) {
    case 'QUERY': {
      if (step.entry === undefined) throw new Failed(`step ${step.number}: no query`);
      advance(run);
      const protocol = step.entry.match?.words.has('TCP') === true ? 'tcp' : 'udp';
      await bench.ask(clientQuery(step.entry, 'unbound'), step.address ?? DEFAULT_CLIENT, protocol);
      return;
    }
    case 'CHECK_ANSWER':
      throw new Failed(`step ${step.number}: no answer${waiting(bench)}`);
    case 'CHECK_OUT_QUERY':
      throw new Failed(`step ${step.number}: the expected query was not sent${waiting(bench)}`);
    case 'REPLY':
    case 'TIMEOUT':
    case 'ERROR':
      if (latest === undefined) throw new Failed(`step ${step.number}: ${step.kind}, but no query is pending`);
      advance(run);
      if (step.kind === 'REPLY' && step.entry !== undefined) return deliver(run, step.entry, latest);
      if (step.kind === 'TIMEOUT') latest.timeOut();
      else latest.fail('reset');
      return bench.settle();
    case 'TIME_PASSES':
      await bench.clock.pass(Math.round(step.elapse * 1000));
      await bench.settle();
      return advance(run);
    case 'TRAFFIC':
    case 'NOTHING':
      return advance(run);
    case 'UNSUPPORTED':
      throw new Failed(`step ${step.number}: the runner does not know ${step.text}`);
    default:
      return step.kind satisfies never;
  }
}

function atEnd(bench: Bench): void {
  if (bench.network.pending.length > 0) throw new Failed(`at the end${waiting(bench)}`);
  const [left] = bench.answers;
  if (left === undefined) return;
  throw new Failed(`at the end an answer is unchecked: ${left.seen.packet.questions.map(questionText).join(', ')}`);
}

function waiting(bench: Bench): string {
  const queries = bench.network.pending.map((query) => {
    const asked = readPacket(query.bytes).questions.map(questionText).join(', ');
    return `${asked} to ${query.address}`;
  });
  return queries.length === 0 ? '' : `; still pending: ${queries.join('; ')}`;
}
