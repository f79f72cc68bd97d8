/**
 * The resolver: one question to one `Answer` or `Failure`, shared among equal questions under way, within a budget
 * and a deadline. It must not know sockets, clients or configuration files.
 *
 * RFC 1034 section 5.3, RFC 5452 section 5 (no equal questions side by side), RFC 9520 section 3.
 */
import { createServers, type Servers } from '../cache/servers.ts';
import { createStore, type Store } from '../cache/store.ts';
import { createBudget, tellLimit } from '../iterate/budget.ts';
import { createFlights, OVER } from '../iterate/flights.ts';
import type { Settings } from '../iterate/settings.ts';
import {
  type Found,
  type Lookup,
  type Parts,
  type Path,
  type Task,
  type Trouble,
  type Wanted,
  wallSeconds,
} from '../iterate/task.ts';
import { aborted, overrunTrouble, trouble } from '../iterate/trouble.ts';
import { createWalk } from '../iterate/walk.ts';
import type { Clock, Exchange, Random } from '../ports.ts';
import { type Trace, type TraceEvent, type TraceListener, traceTo } from '../trace/event.ts';
import type { Question } from '../wire/message.ts';
import { nameToText } from '../wire/name.ts';
import { rrsetToText } from '../wire/presentation.ts';
import { CLASS, rcodeToText, typeToText } from '../wire/registry.ts';
import type { Answer, Outcome } from './answer.ts';
import { createClockWatch } from './clock-watch.ts';
import { reachedFromCache, referralFromCache } from './peek.ts';
import { type PursueParts, pursue, type Reached, rememberFailure } from './pursue.ts';

/** All that a core needs from outside (`ports.ts`) and is told. */
export interface CoreParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly exchange: Exchange;
  readonly settings: Settings;
}

/** How one question is asked; aborting `signal` gives up waiting for its answer. */
export interface ResolveOptions {
  readonly signal?: AbortSignal;
  readonly trace?: TraceListener;
  /** CD=1: the answer is wanted unvalidated. */
  readonly checkingDisabled?: boolean;
}

/** The resolver proper: questions in, outcomes out, with caches that outlive them. */
export interface Core {
  /** Never rejects for what the Internet does; an abort gives a `Failure` with reason `aborted`. */
  resolve(question: Question, options?: ResolveOptions): Promise<Outcome>;
  /** What the cache alone can say: an answer, else the nearest known NS set as a referral; synchronous. */
  peek(question: Question): Answer | undefined;
  /** Gives up everything under way. */
  close(): Promise<void>;
  readonly store: Store;
  readonly servers: Servers;
}

/** The core with its own caches; `parts` are its time, chance and wire. */
export function createCore(given: CoreParts): Core {
  const { clock, settings } = given;
  const store = createStore({ sizeBytes: settings.cache.sizeBytes, now: () => wallSeconds(clock) });
  const servers = createServers(() => clock.now());
  const closing = new AbortController();
  const lookup: Lookup = (wanted, task, purpose) => lookUp(engine, wanted, task, purpose);
  const parts: Parts = { ...given, store, servers, lookup };
  const engine: PursueParts = { parts, walk: createWalk(parts) };
  const flights = createFlights<Outcome>();
  const watch = createClockWatch(clock);

  const start = async (question: Question, trace: Trace | undefined, signal: AbortSignal): Promise<Outcome> => {
    const stopper = new AbortController();
    const stop = (): void => stopper.abort(OVER);
    signal.addEventListener('abort', stop, { once: true });
    const path: Path = { wanted: question, above: undefined };
    const task: Task = { budget: createBudget(settings.limits), depth: 0, path, signal: stopper.signal, trace };
    trace?.tell({ kind: 'question', name: question.name, type: typeToText(question.type), purpose: 'client' });
    const stepped = watch.step();
    if (stepped !== 0) trace?.tell({ kind: 'clock-step', seconds: stepped });
    try {
      const reached = await withinDeadline(pursue(engine, question, task), parts, stopper, trace);
      if (reached.kind === 'trouble' && reached.reason === 'deadline') rememberFailure(engine, question, task, reached);
      return reached.kind === 'trouble'
        ? failed(question, reached, task)
        : answered(question, reached, task, wallSeconds(clock));
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  };

  return {
    store,
    servers,
    resolve: async (question, options = {}) => {
      let open = true;
      const trace = traceWhile(() => open, options.trace, clock);
      if (question.class !== CLASS.IN) return refused(question, 'only questions of class IN can be resolved');
      const cached = trace === undefined ? reachedFromCache(question, parts) : undefined;
      if (cached !== undefined) return answerOf(question, cached, wallSeconds(clock));
      const key = `${question.name} ${question.type} ${options.checkingDisabled === true ? 'cd' : ''}`;
      const most = settings.limits.waitingPerQuestion;
      if (flights.waiting(key) >= most) return tooManyWait(question, most, trace);
      const signal = options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]);
      const { joined, result } = flights.join(key, signal, (shared) => start(question, trace, shared));
      if (joined && trace !== undefined) tellJoined(trace, question);
      const shared = await result;
      const outcome = shared ?? failureOf(question, aborted(undefined));
      if (trace !== undefined && (joined || shared === undefined)) tellOutcome(trace, outcome);
      open = false;
      return outcome;
    },
    peek: (question) => peekAt(question, parts),
    close: async () => closing.abort(),
  };
}

function peekAt(question: Question, parts: Parts): Answer | undefined {
  if (question.class !== CLASS.IN) return undefined;
  const reached = reachedFromCache(question, parts) ?? referralFromCache(question, parts);
  return reached === undefined ? undefined : answerOf(question, reached, wallSeconds(parts.clock));
}

/** The door handed to the walk: an address look-up with the budget of the question that needs it. */
async function lookUp(engine: PursueParts, wanted: Wanted, task: Task, purpose: Parameters<Lookup>[2]): Promise<Found> {
  const trace = task.trace?.child();
  trace?.tell({ kind: 'question', name: wanted.name, type: typeToText(wanted.type), purpose });
  const needed = nameToText(wanted.name);
  const reached = isCycle(task.path.above, wanted)
    ? trouble('cycle', `the address of ${needed} is needed to find the address of ${needed}`, undefined, true)
    : await pursue(engine, wanted, { ...task, trace });
  const packets = task.budget.packets;
  if (reached.kind === 'trouble') {
    trace?.tell({ kind: 'failed', reason: reached.reason, text: reached.text, ede: reached.ede, packets });
    return reached;
  }
  tellAnswered(trace, reached, packets);
  return { kind: 'found', sets: reached.sets.filter((set) => set.type === wanted.type) };
}

function isCycle(path: Path | undefined, wanted: Wanted): boolean {
  for (let at = path; at !== undefined; at = at.above)
    if (at.wanted.name === wanted.name && at.wanted.type === wanted.type) return true;
  return false;
}

/** The work, or a failure when the client's deadline passes; the work is then given up. */
async function withinDeadline(
  work: Promise<Reached | Trouble>,
  parts: Parts,
  stopper: AbortController,
  trace: Trace | undefined,
): Promise<Reached | Trouble> {
  const { clientDeadlineMs } = parts.settings;
  if (clientDeadlineMs === undefined) return work;
  const late = parts.clock.sleep(clientDeadlineMs, stopper.signal).then((): Trouble => {
    if (stopper.signal.aborted) return aborted(undefined);
    const text = `no answer within ${clientDeadlineMs} ms`;
    trace?.tell({ kind: 'limit', limit: 'deadline', used: clientDeadlineMs, of: clientDeadlineMs, text });
    return trouble('deadline', text, undefined, true);
  });
  const first = await Promise.race([work, late]);
  stopper.abort(OVER);
  return first;
}

function answered(question: Question, reached: Reached, task: Task, now: number): Answer {
  tellAnswered(task.trace, reached, task.budget.packets);
  return answerOf(question, reached, now);
}

function answerOf(question: Question, reached: Reached, now: number): Answer {
  const { rcode, sets, authority, additional, from } = reached;
  let ttl = Number.POSITIVE_INFINITY;
  for (const set of sets) ttl = Math.min(ttl, set.ttl);
  for (const set of authority) ttl = Math.min(ttl, set.ttl);
  const expires = now + (Number.isFinite(ttl) ? ttl : 0);
  return {
    kind: 'answer',
    question,
    rcode,
    answer: sets,
    authority,
    additional,
    security: 'unchecked',
    expires,
    from,
    shareable: true,
    ede: [],
  };
}

function failed(question: Question, why: Trouble, task: Task): Outcome {
  const zone = why.zone === undefined ? {} : { zone: why.zone };
  task.trace?.tell({
    kind: 'failed',
    reason: why.reason,
    text: why.text,
    ...zone,
    ede: why.ede,
    packets: task.budget.packets,
  });
  return failureOf(question, why);
}

function failureOf(question: Question, why: Trouble): Outcome {
  return { kind: 'failure', question, reason: why.reason, text: why.text, ede: why.ede, partial: why.partial ?? [] };
}

function refused(question: Question, text: string): Outcome {
  return { kind: 'failure', question, reason: 'local-policy', text, ede: [{ code: 0, text }], partial: [] };
}

/** A question may end while others still wait for the work that it started: then its listener hears no more of it. */
function traceWhile(isOpen: () => boolean, listener: TraceListener | undefined, clock: Clock): Trace | undefined {
  if (listener === undefined) return undefined;
  const hear = (event: TraceEvent): void => {
    if (isOpen()) listener(event);
  };
  const hearing = listener.wire === true ? Object.assign(hear, { wire: true }) : hear;
  return traceTo(hearing, () => clock.now());
}

/** The question of one who joined: others do the work, and tell it. */
function tellJoined(trace: Trace, question: Question): void {
  const type = typeToText(question.type);
  trace.tell({ kind: 'question', name: question.name, type, purpose: 'client' });
  trace.tell({ kind: 'joined', what: 'question', name: question.name, type });
}

function tellOutcome(trace: Trace, outcome: Outcome): void {
  if (outcome.kind === 'failure') {
    trace.tell({ kind: 'failed', reason: outcome.reason, text: outcome.text, ede: outcome.ede, packets: 0 });
    return;
  }
  const { rcode, answer, authority, additional } = outcome;
  tellAnswered(trace, { kind: 'reached', rcode, sets: answer, authority, additional, from: 'network' }, 0);
}

/** DNSBomb: a question that everybody waits for must not be amplified (design section 5). */
function tooManyWait(question: Question, most: number, trace: Trace | undefined): Outcome {
  const overrun = { limit: 'waiting', used: most, of: most } as const;
  const outcome = failureOf(question, overrunTrouble(overrun, undefined));
  if (trace === undefined) return outcome;
  trace.tell({ kind: 'question', name: question.name, type: typeToText(question.type), purpose: 'client' });
  tellLimit(trace, overrun);
  tellOutcome(trace, outcome);
  return outcome;
}

function tellAnswered(trace: Trace | undefined, reached: Reached, packets: number): void {
  if (trace === undefined) return;
  const ttls = [...reached.sets, ...reached.authority].map((set) => set.ttl);
  trace.tell({
    kind: 'answered',
    rcode: rcodeToText(reached.rcode),
    security: 'unchecked',
    from: reached.from,
    ttlS: ttls.length === 0 ? 0 : Math.min(...ttls),
    records: reached.sets.flatMap((set) => rrsetToText(set)),
    packets,
  });
}
