/**
 * A story while it is being told: the same tree as `tree.ts`, still growing, with the bounds that keep a hostile or
 * endless list of events from growing it without end. It must not know how events are placed (`story.ts`).
 */
import type { EventHead } from './event.ts';
import type { BodyOf, CutStep, End, ExchangeEnd, ExchangeStep, Placed, Story } from './tree.ts';

/** Events folded at most: an honest question of 100 packets tells fewer than 3,000. */
export const STORY_EVENTS = 20_000;
/** Items kept of one list of one step: a referral names at most 13 servers, a question sends at most 100 packets. */
export const STORY_LIST = 256;
/** Questions within questions: 6 server-address look-ups and 11 alias links leave room (design section 5). */
export const STORY_DEPTH = 32;

/** The same shape with growing lists. */
type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

/** An exchange under way. */
export type ExchangeDraft = Growing<Omit<ExchangeStep, 'wire' | 'end'>> & {
  readonly node: 'exchange';
  readonly above: CutDraft;
  end: ExchangeEnd;
  wire?: { sent?: string; received?: string };
};

/** A zone cut the walk stands at. */
export type CutDraft = Growing<Omit<CutStep, 'exchanges' | 'addressLookups'>> & {
  readonly node: 'cut';
  readonly above: QuestionDraft;
  readonly exchanges: ExchangeDraft[];
  readonly addressLookups: QuestionDraft[];
  /** Choices whose message has not gone out yet. */
  choices: BodyOf<'chosen'>[];
  /** The exchange a reply came from last: the next result is its meaning. */
  replied: ExchangeDraft | undefined;
};

/** A question that has not ended. */
export type QuestionDraft = Growing<
  Omit<Story, 'cuts' | 'children' | 'totals' | 'tookMs' | 'omitted' | 'end' | 'budget'>
> & {
  readonly node: 'question';
  readonly above: QuestionDraft | CutDraft | undefined;
  readonly depth: number;
  readonly cuts: CutDraft[];
  readonly children: QuestionDraft[];
  end: End;
  budget?: { readonly used: number; readonly of: number };
  lastAt: number;
};

/** Any step of a story still being told; `node` says which. */
export type Draft = QuestionDraft | CutDraft | ExchangeDraft;

/** A question with nothing told yet. */
export function openQuestion(
  head: EventHead,
  order: number,
  question: Story['question'],
  above: QuestionDraft | CutDraft | undefined,
): QuestionDraft {
  const depth = above === undefined ? 0 : (above.node === 'cut' ? above.above.depth : above.depth) + 1;
  return {
    node: 'question',
    above,
    depth,
    step: head.step,
    order,
    at: head.at,
    question,
    cacheLooks: [],
    cuts: [],
    aliases: [],
    results: [],
    scrubbed: [],
    notes: [],
    children: [],
    end: { kind: 'unfinished' },
    lastAt: head.at,
  };
}

/** A cut with nothing asked yet. */
export function openCut(
  head: EventHead,
  order: number,
  body: Omit<BodyOf<'cut'>, 'kind'>,
  above: QuestionDraft,
): CutDraft {
  return {
    node: 'cut',
    above,
    step: head.step,
    order,
    at: head.at,
    zone: body.zone,
    from: body.from,
    servers: body.servers.slice(0, STORY_LIST),
    ds: body.ds,
    ...(body.leaseS === undefined ? {} : { leaseS: body.leaseS }),
    cacheLooks: [],
    exchanges: [],
    results: [],
    scrubbed: [],
    notes: [],
    addressesNeeded: [],
    addressLookups: [],
    choices: [],
    replied: undefined,
  };
}

/** An exchange whose end is open; the choice of its address, made at the cut, is taken over. */
export function openExchange(head: EventHead, order: number, body: BodyOf<'sent'>, above: CutDraft): ExchangeDraft {
  const { name, type, minimised, spelled, server, address, protocol, bytes, edns, cookie, packet, packets } = body;
  const choice = above.choices.find((made) => made.address === address);
  const led =
    choice === undefined
      ? above.exchanges.findLast((other) => other.address === address && other.retry !== undefined)
      : undefined;
  above.choices = above.choices.filter((made) => made !== choice);
  return {
    node: 'exchange',
    above,
    ...placeOf(head, order),
    step: head.step,
    server,
    address,
    protocol,
    ...(choice === undefined ? {} : { why: choice.why, of: choice.of, timeoutMs: choice.timeoutMs }),
    ...(choice?.srttMs === undefined ? {} : { srttMs: choice.srttMs }),
    asked: { name, type, minimised, ...(spelled === undefined ? {} : { spelled }) },
    bytes,
    edns,
    cookie,
    packet,
    packets,
    end: { kind: 'open' },
    mismatched: [],
    ...(led?.retry === undefined ? {} : { because: led.retry }),
    results: [],
    scrubbed: [],
    notes: [],
    ...(body.wire === undefined ? {} : { wire: { sent: body.wire } }),
  };
}

/** The place of an event in the story. */
export function placeOf(head: EventHead, order: number): Placed {
  return { order, at: head.at };
}

/** The question a step belongs to. */
export function questionOf(draft: Draft): QuestionDraft {
  if (draft.node === 'question') return draft;
  return draft.node === 'cut' ? draft.above : draft.above.above;
}
