/**
 * Turns a draft into a finished story: without the links upward, with the totals of the work. Pure; it must not know
 * events.
 */
import type { CutDraft, ExchangeDraft, QuestionDraft } from './draft.ts';
import type { CutStep, ExchangeStep, Story, Totals } from './tree.ts';

const NO_WORK: Totals = {
  packets: 0,
  bytesSent: 0,
  bytesReceived: 0,
  timeouts: 0,
  hedges: 0,
  retries: 0,
  tcp: 0,
  cacheHits: 0,
  lookups: 0,
};

/** The finished story of `draft`; `omitted` events were left out of it. Recursion is bounded by `STORY_DEPTH`. */
export function finishStory(draft: QuestionDraft, omitted = 0): Story {
  const { node: _, above: __, depth: ___, lastAt, cuts, children, budget, ...rest } = draft;
  const finishedCuts = cuts.map(finishCut);
  const finishedChildren = children.map((child) => finishStory(child));
  const below = [...finishedChildren, ...finishedCuts.flatMap((cut) => cut.addressLookups)];
  const used = Math.max(budget?.used ?? 0, ...below.map((story) => story.budget?.used ?? 0));
  const of = budget?.of ?? below.find((story) => story.budget !== undefined)?.budget?.of;
  return {
    ...rest,
    tookMs: lastAt - draft.at,
    cuts: finishedCuts,
    children: finishedChildren,
    ...(of === undefined ? {} : { budget: { used, of } }),
    totals: totalOf(finishedCuts, below, draft),
    omitted,
  };
}

function finishCut(draft: CutDraft): CutStep {
  const { node: _, above: __, choices: ___, replied: ____, exchanges, addressLookups, ...rest } = draft;
  return {
    ...rest,
    exchanges: exchanges.map(finishExchange),
    addressLookups: addressLookups.map((lookup) => finishStory(lookup)),
  };
}

function finishExchange(draft: ExchangeDraft): ExchangeStep {
  const { node: _, above: __, ...rest } = draft;
  return rest;
}

function totalOf(cuts: readonly CutStep[], below: readonly Story[], draft: QuestionDraft): Totals {
  const looks = [...draft.cacheLooks, ...cuts.flatMap((cut) => cut.cacheLooks)];
  const own: Totals = {
    ...NO_WORK,
    cacheHits: looks.filter((look) => look.hit).length,
    lookups: below.length,
  };
  const parts = [...cuts.flatMap((cut) => cut.exchanges.map(workOf)), ...below.map((story) => story.totals)];
  return parts.reduce(add, own);
}

function workOf(exchange: ExchangeStep): Totals {
  const { end } = exchange;
  return {
    ...NO_WORK,
    packets: 1,
    bytesSent: exchange.bytes,
    bytesReceived: end.kind === 'reply' ? end.bytes : 0,
    timeouts: exchange.overdueMs === undefined ? 0 : 1,
    hedges: exchange.why === 'hedge' ? 1 : 0,
    retries: exchange.why === 'retry' || exchange.because !== undefined ? 1 : 0,
    tcp: exchange.protocol === 'udp' ? 0 : 1,
  };
}

function add(a: Totals, b: Totals): Totals {
  return {
    packets: a.packets + b.packets,
    bytesSent: a.bytesSent + b.bytesSent,
    bytesReceived: a.bytesReceived + b.bytesReceived,
    timeouts: a.timeouts + b.timeouts,
    hedges: a.hedges + b.hedges,
    retries: a.retries + b.retries,
    tcp: a.tcp + b.tcp,
    cacheHits: a.cacheHits + b.cacheHits,
    lookups: a.lookups + b.lookups,
  };
}
