/**
 * Ask the servers of one zone one question until one of them says something that can be used: choice, retry, hedge.
 * It waits on nobody but the servers it has addresses for. It must not know what a referral leads to (`walk.ts`).
 *
 * RFC 1034 section 5.3.3 (steps 2 and 3), RFC 9520 section 3.1 (bounded retries), design section 6.
 */

import type { Address, Millis } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import { extendedErrorsOf } from '../wire/options.ts';
import type { AskContext, Asked, AskResult, Complaint } from './asked.ts';
import { attempt } from './attempt.ts';
import { type Overrun, tellLimit, tellSpent } from './budget.ts';
import { type Candidate, type Choice, choose, type Tried } from './choose.ts';
import { OVER } from './flights.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type { AttemptResult, Order } from './order.ts';
import type { Parts } from './task.ts';
import { howToSend, type Ways } from './way.ts';

/**
 * How long an attempt may still be answered: the slowest honest server is heard (a satellite link takes 700 ms), yet a
 * dead zone is told as such, and kept as a failure (RFC 9520 section 3.2), before the client's deadline of 7 s.
 */
const LINGER_AT_LEAST_MS = 1500;
/** Attempts under way for one question at most, beside those that are overdue. */
const IN_FLIGHT_AT_MOST = 2;
/** Characters repeated of a server's Extended DNS Error: it becomes part of our sentences, and those are cached. */
const EDE_TEXT_AT_MOST = 200;
type News =
  | { readonly kind: 'ended'; readonly result: AttemptResult; readonly wasOverdue: boolean }
  /** `again`: a try of two sends may be late twice (a truncated reply, then a slow stream). */
  | { readonly kind: 'overdue'; readonly address: Address; readonly again: boolean }
  | { readonly kind: 'slow'; readonly address: Address };

/** Asks until an answer, until every address is used up, or until a limit. Abort ends it as exhausted. */
export async function ask(context: AskContext, asked: Asked): Promise<AskResult> {
  const round = openRound(context, asked);
  try {
    launch(round, undefined);
    while (round.waiting > 0 && !context.signal.aborted) {
      const done = take(round, await round.box.next());
      if (done !== undefined) return done;
    }
    return exhausted(round);
  } finally {
    context.signal.removeEventListener('abort', round.stop);
    round.stop();
  }
}

/** The state of one question at one zone's servers. */
interface Round {
  readonly context: AskContext;
  readonly asked: Asked;
  readonly tried: Map<Address, Tried>;
  readonly complaints: Complaint[];
  readonly stopper: AbortController;
  readonly stop: () => void;
  readonly box: Mailbox<News>;
  readonly packetsBefore: number;
  sends: number;
  /** Attempts that have not ended ... */
  waiting: number;
  /** ... and those among them that are overdue: a late reply is still welcome. */
  overdue: number;
  readonly ways: Ways;
  overrun: Overrun | undefined;
  /** A reply to fall back to when no server gives a better one. */
  second: Extract<AskResult, { kind: 'reply' }> | undefined;
}

function openRound(context: AskContext, asked: Asked): Round {
  const stopper = new AbortController();
  const stop = (): void => stopper.abort(OVER);
  const box = createMailbox<News>();
  const wake = (): void => {
    stop();
    box.ring();
  };
  context.signal.addEventListener('abort', wake, { once: true });
  return {
    context,
    asked,
    tried: new Map(),
    complaints: [],
    stopper,
    stop: wake,
    box,
    packetsBefore: context.budget.packets,
    sends: asked.sendsBefore,
    waiting: 0,
    overdue: 0,
    ways: { silences: 0, triedPlain: false, triedStream: false },
    overrun: undefined,
    second: undefined,
  };
}

/** What happened next: an attempt ended, is overdue, or it is time to hedge. */
function take(round: Round, news: News | undefined): AskResult | undefined {
  if (news === undefined) return undefined;
  switch (news.kind) {
    case 'overdue':
      if (!news.again) round.overdue++;
      launch(round, undefined);
      return undefined;
    case 'slow':
      if ((round.tried.get(news.address)?.waiting ?? 0) > 0) launch(round, news.address);
      return undefined;
    case 'ended': {
      round.waiting--;
      if (news.wasOverdue) round.overdue--;
      const done = settle(round, news.result);
      if (done === undefined && round.waiting - round.overdue === 0) launch(round, undefined);
      return done;
    }
    default:
      return news satisfies never;
  }
}

function launch(round: Round, hedging: Address | undefined): void {
  const { context, asked, tried } = round;
  const { parts } = context;
  const { limits } = parts.settings;
  if (round.stopper.signal.aborted || round.waiting - round.overdue >= IN_FLIGHT_AT_MOST) return;
  if (round.sends >= limits.sendsPerCut) {
    if (round.overrun !== undefined) return;
    round.overrun = { limit: 'sends-per-cut', used: round.sends, of: limits.sendsPerCut };
    tellLimit(context.trace, round.overrun);
    return;
  }
  const situation = {
    candidates: asked.candidates,
    tried,
    servers: parts.servers,
    random: parts.random,
    explore: parts.settings.explore,
    sendsPerAddress: limits.sendsPerAddress,
  };
  const choice = choose(hedging === undefined ? situation : { ...situation, hedging });
  if (choice === undefined || (hedging !== undefined && !context.hedgeTokens.take())) return;
  context.hedgeTokens.sent();
  round.sends++;
  start(round, choice);
}

function start(round: Round, choice: Choice): void {
  const { parts } = round.context;
  const { candidate, timeoutMs } = choice;
  const { address } = candidate;
  const state = triedAt(round, address);
  tellChoice(round.context.trace, choice, parts);
  const order: Order = {
    zone: round.asked.zone,
    question: round.asked.question,
    chargedTo: round.asked.chargedTo,
    minimised: round.asked.minimised,
    forward: round.asked.forward,
    candidate,
    timeoutMs,
    lingerMs: Math.max(LINGER_AT_LEAST_MS, timeoutMs),
    how: howToSend(candidate, state, round.ways, parts),
  };
  if (parts.settings.hedge && state.sends === 0) remindWhenSlow(round, address, timeoutMs);
  state.sends++;
  state.waiting++;
  round.waiting++;
  let wasOverdue = false;
  const overdue = (): void => {
    state.silences++;
    round.ways.silences++;
    round.box.put({ kind: 'overdue', address, again: wasOverdue });
    wasOverdue = true;
  };
  const { budget, trace } = round.context;
  attempt({ parts, budget, signal: round.stopper.signal, trace, overdue }, order).then(
    (result) => {
      state.waiting--;
      round.box.put({ kind: 'ended', result, wasOverdue });
    },
    (error: unknown) => round.box.fail(error),
  );
}

/** Has the mailbox told when the server is slower than it uses to be, but not yet overdue. */
function remindWhenSlow(round: Round, address: Address, timeoutMs: Millis): void {
  const { clock, servers } = round.context.parts;
  const afterMs = servers.hedgeAfterMs(address);
  if (afterMs >= timeoutMs || round.asked.candidates.length < 2) return;
  const { signal } = round.stopper;
  clock.sleep(afterMs, signal).then(
    () => {
      if (!signal.aborted) round.box.put({ kind: 'slow', address });
    },
    (error: unknown) => round.box.fail(error),
  );
}

function triedAt(round: Round, address: Address): Tried {
  const present = round.tried.get(address);
  if (present !== undefined) return present;
  const created: Tried = { sends: 0, silences: 0, finished: false, waiting: 0 };
  round.tried.set(address, created);
  return created;
}

/** What an ended attempt comes to: the result of the round, or one complaint more. */
function settle(round: Round, result: AttemptResult): AskResult | undefined {
  const { candidate } = result;
  switch (result.kind) {
    case 'reply':
      return settleReply(round, result);
    case 'unusable':
      return complain(round, candidate, { kind: 'unusable', reason: result.reason, ede: undefined }, true);
    case 'unreachable':
      return complain(round, candidate, { kind: 'unreachable', local: result.local, text: result.text }, true);
    case 'silent':
      return complain(round, candidate, { kind: 'silent' }, false);
    case 'overrun':
      round.overrun = result.overrun;
      tellSpent(round.context.trace, round.context.budget, result.overrun);
      round.stop();
      return undefined;
    default:
      return result satisfies never;
  }
}

function settleReply(round: Round, result: Extract<AttemptResult, { kind: 'reply' }>): AskResult | undefined {
  const { reply, message, believed, candidate } = result;
  const packets = round.context.budget.packets - round.packetsBefore;
  if (reply.kind !== 'lame' && reply.kind !== 'unusable')
    return { kind: 'reply', reply, message, believed, candidate, packets };
  if (reply.instead !== undefined)
    round.second ??= { kind: 'reply', reply: reply.instead, message, believed, candidate, packets };
  if (reply.kind === 'unusable') {
    const ede = message.edns === undefined ? undefined : extendedErrorsOf(message.edns.options)[0];
    const text = ede?.text.slice(0, EDE_TEXT_AT_MOST);
    return complain(round, candidate, { kind: 'unusable', reason: reply.reason, ede: text }, true);
  }
  // A minimised question may be refused where the whole one is not: that is no verdict on the server.
  if (!round.asked.minimised && reply.instead === undefined)
    round.context.parts.servers.learn(candidate.address, {
      kind: 'lame',
      zone: round.asked.zone,
      reason: reply.reason,
    });
  return complain(round, candidate, { kind: 'lame', reason: reply.reason }, true);
}

function complain(round: Round, candidate: Candidate, what: Complaint['what'], finished: boolean): undefined {
  if (finished) triedAt(round, candidate.address).finished = true;
  const { server, address } = candidate;
  if (!round.complaints.some((other) => other.address === address && other.what.kind === what.kind))
    round.complaints.push({ server, address, what });
  return undefined;
}

function exhausted(round: Round): AskResult {
  const packets = round.context.budget.packets - round.packetsBefore;
  const { complaints, overrun, second } = round;
  return {
    kind: 'exhausted',
    sends: round.sends,
    candidates: round.asked.candidates,
    complaints,
    overrun,
    second,
    packets,
  };
}

function tellChoice(trace: Trace | undefined, choice: Choice, parts: Parts): void {
  if (trace === undefined) return;
  const { candidate, why, of, timeoutMs } = choice;
  const { srttMs } = parts.servers.facts(candidate.address);
  const head = { kind: 'chosen', server: candidate.server, address: candidate.address, why, of, timeoutMs } as const;
  trace.tell(srttMs === undefined ? head : { ...head, srttMs });
}
