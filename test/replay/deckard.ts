/**
 * The run loop of Deckard, which was written for real daemons: a QUERY waits for its answer, the first standing server
 * at an address is the only one, and what it has no entry for gets SERVFAIL and fails the scenario at the end.
 * It must not know options.
 */
import { type Bench, createBench, Failed, type RunParts } from './bench.ts';
import type { Entry } from './entry.ts';
import { mismatch } from './match.ts';
import type { Pending } from './network.ts';
import { clientQuery, replyBytes, servfail } from './reply.ts';
import type { Scenario, Step } from './scenario.ts';
import { questionText } from './text.ts';

/** Deckard's client waits as long for an answer; sleepers of the resolver are woken within it. */
const CLIENT_WAITS_MS = 5000;
/** One question never takes more exchanges: a resolver that loops is stopped. */
const MAX_EXCHANGES = 1000;
const CLIENT = '127.0.0.1';

interface Run {
  readonly scenario: Scenario;
  readonly bench: Bench;
  readonly roots: readonly string[];
  /** Entries that gave a reply; one-shot REPLY steps among them. */
  readonly used: Set<Entry>;
  /** Questions that no entry answers. */
  readonly undefinedAnswers: string[];
}

/** Runs the steps; throws {@link Failed}. Resolves with the order differences. */
export async function runDeckard(parts: RunParts): Promise<string[]> {
  const { scenario } = parts;
  const bench = createBench(parts, () => {});
  const roots = parts.setup.settings.hints.flatMap((hint) => hint.addresses);
  const run: Run = { scenario, bench, roots, used: new Set(), undefinedAnswers: [] };
  try {
    for (const step of scenario.steps) {
      parts.watcher?.note(`STEP ${step.number} ${step.text}`);
      await perform(run, step);
    }
    atEnd(run);
    return bench.orders;
  } finally {
    await bench.close();
  }
}

async function perform(run: Run, step: Step): Promise<void> {
  const { bench } = run;
  switch (step.kind) {
    case 'QUERY': {
      if (step.entry === undefined) throw new Failed(`step ${step.number}: no query`);
      bench.answers.length = 0;
      const protocol = step.entry.match?.words.has('TCP') === true ? 'tcp' : 'udp';
      await bench.ask(clientQuery(step.entry, 'deckard'), CLIENT, protocol);
      await serve(run, step);
      return;
    }
    case 'CHECK_ANSWER': {
      const [given] = bench.answers;
      if (given === undefined) throw new Failed(`step ${step.number}: no answer`);
      const reason = bench.check(step, given);
      if (reason !== undefined) throw new Failed(`step ${step.number}: ${reason}`);
      return;
    }
    case 'TIME_PASSES':
      await bench.clock.pass(Math.round(step.elapse * 1000));
      return;
    case 'REPLY':
    case 'CHECK_OUT_QUERY':
      return;
    default:
      throw new Failed(`step ${step.number}: Deckard does not know ${step.text}`);
  }
}

/** Lets the servers answer until the client has its answer and nothing is on the wire. */
async function serve(run: Run, step: Step): Promise<void> {
  const { bench } = run;
  const until = bench.clock.now() + CLIENT_WAITS_MS;
  for (let exchanges = 0; ; ) {
    const query = bench.network.pending.at(-1);
    if (query !== undefined) {
      if (++exchanges > MAX_EXCHANGES)
        throw new Failed(`step ${step.number}: more than ${MAX_EXCHANGES} queries: the resolver loops`);
      answer(run, step, query);
    } else {
      const due = bench.clock.nextDue();
      if (bench.answers.length > 0 || due === undefined || due > until) return;
      await bench.clock.pass(Math.max(0, due - bench.clock.now()));
    }
    await bench.settle();
  }
}

function answer(run: Run, step: Step, query: Pending): void {
  const entry = entryFor(run, step, query);
  const id = ((query.bytes[0] ?? 0) << 8) | (query.bytes[1] ?? 0);
  if (entry === 'nobody') {
    run.bench.watcher?.note(`<- ${query.address} does not exist`);
    query.fail('unreachable');
    return;
  }
  if (entry === undefined) {
    run.bench.watcher?.note(`<- ${query.address} has no entry for it: SERVFAIL`);
    run.undefinedAnswers.push(`${query.seen.packet.questions.map(questionText).join(', ')} at ${query.address}`);
    query.deliver(servfail(query.seen.packet, id));
    return;
  }
  run.bench.watcher?.note(`<- ${query.address} gives the entry of line ${entry.line}`);
  run.used.add(entry);
  const bytes = replyBytes(entry, query.seen.packet, id, 'deckard');
  if (bytes === undefined) query.timeOut();
  else query.deliver(bytes);
}

/** The first range at this address and time is the only one; then the one-shot REPLY steps still to come. */
function entryFor(run: Run, step: Step, query: Pending): Entry | 'nobody' | undefined {
  const { ranges, steps } = run.scenario;
  const known = ranges.some((range) => range.addresses.includes(query.address));
  const replies = steps.filter((one) => one.kind === 'REPLY');
  if (
    !known &&
    replies.length === 0 &&
    !run.roots.includes(query.address) &&
    ranges.every((range) => range.addresses.length > 0)
  )
    return 'nobody';
  const accepts = (entry: Entry): boolean => mismatch(entry, query.seen, 'deckard') === undefined;
  const range = ranges.find((one) => {
    if (step.number < one.from || step.number > one.to) return false;
    return !known || one.addresses.length === 0 || one.addresses.includes(query.address);
  });
  if (range !== undefined) return range.entries.find(accepts);
  return replies.find(
    (one) => one.number >= step.number && one.entry !== undefined && !run.used.has(one.entry) && accepts(one.entry),
  )?.entry;
}

function atEnd(run: Run): void {
  const [first] = run.undefinedAnswers;
  if (first !== undefined) {
    const more = run.undefinedAnswers.length - 1;
    throw new Failed(`at the end: the scenario defines no answer to ${first}${more > 0 ? ` and ${more} more` : ''}`);
  }
  for (const range of run.scenario.ranges)
    for (const entry of range.entries)
      if (entry.mandatory && !run.used.has(entry))
        throw new Failed(`at the end: nobody asked for the mandatory entry of line ${entry.line}`);
}
