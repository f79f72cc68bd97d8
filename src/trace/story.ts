/**
 * Folds the events of a resolution into its story: the one tree that terminal, page, log lines, error texts and tests
 * read. Pure. It must not know who emits nor who shows. It copes with events of concurrent steps in any mixture,
 * with steps whose beginning or end is missing, and with lists of any length (the bounds are in `draft.ts`).
 */
import {
  type CutDraft,
  type Draft,
  type ExchangeDraft,
  openCut,
  openExchange,
  openQuestion,
  type QuestionDraft,
  questionOf,
  STORY_DEPTH,
  STORY_EVENTS,
  STORY_LIST,
} from './draft.ts';
import type { EventBody, EventHead, TraceEvent } from './event.ts';
import { finishStory } from './finish.ts';
import type { BodyOf, Placed, Result, Story } from './tree.ts';

export type { Story } from './tree.ts';

/** What the fold knows so far. */
interface Telling {
  readonly steps: Map<number, Draft>;
  root: QuestionDraft | undefined;
  omitted: number;
}

/** The story of the first question among `events`, which come in the order they were told. */
export function foldStory(events: readonly TraceEvent[]): Story {
  const telling: Telling = { steps: new Map(), root: undefined, omitted: Math.max(0, events.length - STORY_EVENTS) };
  const told = Math.min(events.length, STORY_EVENTS);
  for (let order = 0; order < told; order++) {
    const event = events[order];
    if (event !== undefined) tellEvent(telling, event, order);
  }
  return finishStory(telling.root ?? rootFor(telling, events[0] ?? { at: 0, step: 0, parent: 0 }, 0), telling.omitted);
}

function tellEvent(telling: Telling, event: TraceEvent, order: number): void {
  const { step, parent, at, ...body } = event;
  const head: EventHead = { step, parent, at };
  switch (body.kind) {
    case 'question':
      openBelow(telling, head, order, body);
      break;
    case 'cut': {
      const own = telling.steps.get(step);
      const above = questionOf(own ?? telling.steps.get(parent) ?? rootFor(telling, head, order));
      const cut = openCut(head, order, body, above);
      if (keep(telling, above.cuts, cut)) telling.steps.set(step, cut);
      touch(above, at);
      break;
    }
    case 'sent': {
      const above = cutFor(telling, telling.steps.get(parent) ?? rootFor(telling, head, order), head, order);
      const exchange = openExchange(head, order, body, above);
      if (keep(telling, above.exchanges, exchange)) telling.steps.set(step, exchange);
      questionOf(above).budget = { used: body.packet, of: body.packets };
      touch(questionOf(above), at);
      break;
    }
    default: {
      const draft = telling.steps.get(step) ?? telling.steps.get(parent) ?? rootFor(telling, head, order);
      touch(questionOf(draft), at);
      tellStep(telling, draft, body, { order, at });
    }
  }
}

/** The first question; where its own event is missing, one without a name. */
function rootFor(telling: Telling, head: EventHead, order: number): QuestionDraft {
  telling.root ??= openQuestion(head, order, NO_QUESTION, undefined);
  return telling.root;
}

/** A question that joined an equal one under way has no more of its own to tell. */
const NO_QUESTION: Story['question'] = { name: '', type: '', purpose: 'client' };

function openBelow(telling: Telling, head: EventHead, order: number, body: BodyOf<'question'>): void {
  const question = { name: body.name, type: body.type, purpose: body.purpose };
  const { root } = telling;
  if (root === undefined) {
    telling.root = openQuestion(head, order, question, undefined);
    telling.steps.set(head.step, telling.root);
    return;
  }
  const found = telling.steps.get(head.parent);
  const above = found?.node === 'exchange' ? found.above : (found ?? root);
  const draft = openQuestion(head, order, question, above);
  if (draft.depth > STORY_DEPTH) {
    telling.omitted++;
    return;
  }
  if (keep(telling, above.node === 'cut' ? above.addressLookups : above.children, draft))
    telling.steps.set(head.step, draft);
  touch(questionOf(above), head.at);
}

/** Time passes for a question and for all that wait for it; bounded by {@link STORY_DEPTH}. */
function touch(question: QuestionDraft, at: number): void {
  let above: Draft | undefined = question;
  while (above !== undefined) {
    const waiting: QuestionDraft = questionOf(above);
    waiting.lastAt = Math.max(waiting.lastAt, at);
    above = waiting.above;
  }
}

function keep<T>(telling: Telling, list: T[], item: T): boolean {
  if (list.length >= STORY_LIST) {
    telling.omitted++;
    return false;
  }
  list.push(item);
  return true;
}

/** The cut a step stands at; a question that asks without one gets one without a name. */
function cutFor(telling: Telling, draft: Draft, head: EventHead, order: number): CutDraft {
  if (draft.node === 'cut') return draft;
  if (draft.node === 'exchange') return draft.above;
  const last = draft.cuts.at(-1);
  if (last !== undefined) return last;
  const cut = openCut(head, order, { zone: '.', from: 'cache', servers: [], ds: 'unknown' }, draft);
  keep(telling, draft.cuts, cut);
  return cut;
}

function tellStep(telling: Telling, draft: Draft, body: EventBody, place: Placed): void {
  const holder = draft.node === 'exchange' ? draft.above : draft;
  switch (body.kind) {
    case 'cache':
      keep(telling, holder.cacheLooks, { ...body, ...place });
      return;
    case 'address-needed':
      if (holder.node === 'cut') keep(telling, holder.addressesNeeded, { ...body, ...place });
      return;
    case 'chosen':
      if (holder.node === 'cut') keep(telling, holder.choices, body);
      return;
    case 'alias':
      keep(telling, questionOf(draft).aliases, { ...body, ...place });
      tellResult(telling, draft, { ...body, ...place });
      return;
    case 'referral':
    case 'answer':
    case 'nodata':
    case 'nxdomain':
    case 'minimised':
    case 'lame':
    case 'unusable':
      tellResult(telling, draft, { ...body, ...place });
      return;
    case 'scrubbed':
      keep(telling, (exchangeFor(draft, undefined) ?? draft).scrubbed, { ...body, ...place });
      return;
    case 'joined': {
      const question = questionOf(draft);
      if (question.question === NO_QUESTION)
        question.question = { name: body.name, type: body.type, purpose: 'client' };
      keep(telling, draft.notes, { ...body, ...place });
      return;
    }
    case 'limit':
    case 'stored':
    case 'not-stored':
    case 'clock-step':
    case 'verdict':
      keep(telling, draft.notes, { ...body, ...place });
      return;
    case 'answered':
    case 'failed':
      questionOf(draft).end = body;
      return;
    default:
      tellExchange(telling, draft, body, place);
  }
}

/** A meaning belongs to the exchange that brought it: its own step, else the last reply at the cut. */
function tellResult(telling: Telling, draft: Draft, result: Result): void {
  const address = result.kind === 'lame' || result.kind === 'unusable' ? result.address : undefined;
  const exchange = exchangeFor(draft, address);
  if (result.kind === 'unusable' && exchange?.end.kind === 'open')
    exchange.end = { kind: 'unfit', rttMs: result.at - exchange.at, what: result.text ?? result.reason };
  keep(telling, (exchange ?? draft).results, result);
}

function exchangeFor(draft: Draft, address: string | undefined): ExchangeDraft | undefined {
  if (draft.node === 'exchange') return draft;
  if (draft.node === 'question') return undefined;
  return address === undefined ? draft.replied : draft.exchanges.findLast((exchange) => exchange.address === address);
}

function addressIn(body: EventBody): string | undefined {
  return 'address' in body ? body.address : undefined;
}

type ExchangeBody = Exclude<
  EventBody,
  | BodyOf<'question' | 'cut' | 'sent' | 'cache' | 'address-needed' | 'chosen' | 'scrubbed' | 'answered' | 'failed'>
  | BodyOf<NoteKind>
  | BodyOf<Result['kind']>
>;
type NoteKind = 'joined' | 'limit' | 'stored' | 'not-stored' | 'clock-step' | 'verdict';

function tellExchange(
  telling: Telling,
  draft: Draft,
  body: ExchangeBody | BodyOf<'question' | 'cut' | 'sent'>,
  place: Placed,
): void {
  const exchange = 'address' in body || draft.node === 'exchange' ? exchangeFor(draft, addressIn(body)) : undefined;
  if (exchange === undefined) return;
  switch (body.kind) {
    case 'received': {
      const { kind: _, wire, ...reply } = body;
      exchange.end = { kind: 'reply', ...reply };
      if (wire !== undefined) exchange.wire = { ...exchange.wire, received: wire };
      exchange.above.replied = exchange;
      return;
    }
    case 'timed-out':
      exchange.overdueMs = body.afterMs;
      if (exchange.end.kind === 'open') exchange.end = { kind: 'timed-out', afterMs: body.afterMs };
      return;
    case 'unreachable':
      exchange.end = { kind: 'unreachable', what: body.what };
      return;
    case 'truncated':
      if (exchange.end.kind !== 'reply') exchange.end = { kind: 'truncated', rttMs: place.at - exchange.at };
      return;
    case 'mismatched':
      keep(telling, exchange.mismatched, { ...body, ...place });
      if (exchange.end.kind === 'open' && body.address === exchange.address)
        exchange.end = { kind: 'unfit', rttMs: place.at - exchange.at, what: body.what };
      return;
    case 'retry':
      exchange.retry = { change: body.change, why: body.why };
      return;
    case 'cookie':
      keep(telling, exchange.notes, { ...body, ...place });
      return;
    case 'question':
    case 'cut':
    case 'sent':
      return;
    default:
      body satisfies never;
  }
}
