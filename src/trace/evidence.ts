/**
 * Where a failed story failed and who was there: the zone, its servers and what became of each, the referral that led
 * to them. Pure; it must not judge (`verdict.ts` does).
 */
import type { Address, Millis } from '../ports.ts';
import { isAtOrBelow, type Name } from '../wire/name.ts';
import type { LameReason } from './event.ts';
import { LAME_TEXT, unusableText } from './reason-text.ts';
import type { AliasStep, BodyOf, CutStep, ExchangeStep, Note, Story } from './tree.ts';
import { clean, millis } from './words.ts';

/** How one server address behaved, over all tries. */
export interface Witness {
  readonly server: string;
  readonly address: Address;
  readonly tries: number;
  readonly waitedMs: Millis;
  readonly fate: 'silent' | 'unreachable' | 'lame' | 'unusable' | 'answered' | 'open';
  /** In words. */
  readonly detail: string;
  readonly lame?: LameReason;
  readonly unusable?: BodyOf<'unusable'>['reason'];
}

/** The place of a failure. */
export interface Scene {
  /** The innermost story that failed: of the last alias, where there are aliases. */
  readonly story: Story;
  readonly failed: BodyOf<'failed'>;
  readonly zone: string;
  readonly cut: CutStep | undefined;
  readonly witnesses: readonly Witness[];
  /** The referral that led to the zone, and who gave it. */
  readonly referral: BodyOf<'referral'> | undefined;
  readonly parent: string | undefined;
  /** The whole alias chain, across stories. */
  readonly aliases: readonly AliasStep[];
  readonly limits: readonly BodyOf<'limit'>[];
  /** Replies of any kind in the whole story: the network works if there are some. */
  readonly replies: number;
}

/** The scene of the failure of `story`; undefined if it did not fail. */
export function sceneOf(story: Story): Scene | undefined {
  const { end } = story;
  if (end.kind !== 'failed') return undefined;
  const alias = story.children.findLast((child) => child.question.purpose === 'alias' && child.end.kind === 'failed');
  const inner = alias === undefined ? undefined : sceneOf(alias);
  const all = storiesOf(story);
  const replies = all
    .flatMap(exchangesOf)
    .filter((exchange) => exchange.end.kind === 'reply' || exchange.end.kind === 'truncated').length;
  if (inner !== undefined)
    return {
      ...inner,
      failed: end.reason === inner.failed.reason ? inner.failed : end,
      aliases: [...story.aliases, ...inner.aliases],
      replies,
    };
  const cut =
    (end.zone === undefined ? undefined : story.cuts.findLast((step) => step.zone === end.zone)) ?? story.cuts.at(-1);
  const zone = end.zone ?? cut?.zone ?? '.';
  const cuts = story.cuts.filter((step) => step.zone === zone);
  const led = referralTo(all, zone);
  return {
    story,
    failed: end,
    zone,
    cut,
    witnesses: witnessesOf(cuts.flatMap((step) => step.exchanges.filter((exchange) => isOwnServer(step, exchange)))),
    referral: led?.referral,
    parent: led?.parent,
    aliases: story.aliases,
    limits: all.flatMap(notesOf).filter((note) => note.kind === 'limit'),
    replies,
  };
}

/** The story and all stories below it; bounded by the fold. */
export function storiesOf(story: Story): Story[] {
  const below = [...story.children, ...story.cuts.flatMap((cut) => cut.addressLookups)];
  return [story, ...below.flatMap(storiesOf)];
}

function exchangesOf(story: Story): ExchangeStep[] {
  return story.cuts.flatMap((cut) => cut.exchanges);
}

function notesOf(story: Story): Note[] {
  return [
    ...story.notes,
    ...story.cuts.flatMap((cut) => [...cut.notes, ...cut.exchanges.flatMap((exchange) => exchange.notes)]),
  ];
}

function referralTo(
  stories: readonly Story[],
  zone: string,
): { referral: BodyOf<'referral'>; parent: string } | undefined {
  for (const story of stories) {
    for (const cut of story.cuts) {
      const results = [...cut.results, ...cut.exchanges.flatMap((exchange) => exchange.results)];
      const referral = results.find((result) => result.kind === 'referral' && result.zone === zone);
      if (referral?.kind === 'referral') return { referral, parent: cut.zone };
    }
  }
  return undefined;
}

/** False for servers of the parent, asked here for the address of a server inside the zone. */
export function isOwnServer(cut: CutStep, exchange: ExchangeStep): boolean {
  return cut.servers.length === 0 || cut.servers.includes(exchange.server) || cut.servers.includes(exchange.address);
}

/** One witness an address, in the order they were first asked. */
export function witnessesOf(exchanges: readonly ExchangeStep[]): Witness[] {
  const byAddress = Map.groupBy(exchanges, (exchange) => exchange.address);
  return [...byAddress.values()].map(witnessOf);
}

function witnessOf(exchanges: readonly ExchangeStep[]): Witness {
  const first = exchanges[0];
  const last = exchanges.findLast((exchange) => exchange.end.kind !== 'open') ?? exchanges.at(-1);
  const tries = exchanges.length;
  const waitedMs = exchanges.reduce(
    (sum, exchange) => sum + (exchange.end.kind === 'timed-out' ? exchange.end.afterMs : 0),
    0,
  );
  const common = { server: first?.server ?? '', address: first?.address ?? '', tries, waitedMs };
  if (last === undefined) return { ...common, fate: 'open', detail: '' };
  const trouble = last.results.find((result) => result.kind === 'lame' || result.kind === 'unusable');
  if (trouble?.kind === 'lame')
    return { ...common, fate: 'lame', detail: LAME_TEXT[trouble.reason], lame: trouble.reason };
  if (trouble?.kind === 'unusable') {
    const ede = last.end.kind === 'reply' ? (last.end.ede?.[0]?.text ?? '') : '';
    const said = ede === '' ? '' : ` ("${clean(ede, 120)}")`;
    return { ...common, fate: 'unusable', detail: `${unusableText(trouble)}${said}`, unusable: trouble.reason };
  }
  switch (last.end.kind) {
    case 'reply':
    case 'truncated':
      return { ...common, fate: 'answered', detail: 'answered' };
    case 'timed-out':
      return {
        ...common,
        fate: 'silent',
        detail: `silent ${tries === 1 ? '' : `${tries} times `}for ${millis(waitedMs)}`,
      };
    case 'unreachable':
      return { ...common, fate: 'unreachable', detail: clean(last.end.what, 120) };
    case 'open':
      return { ...common, fate: 'open', detail: 'not waited for' };
    default:
      return last.end satisfies never;
  }
}

/** Servers of the cut inside the zone itself for which the parent gave no glue that could be taken. */
export function serversWithoutGlue(scene: Scene): string[] {
  const { referral, zone } = scene;
  if (referral === undefined) return [];
  const glued = new Set(referral.glue.filter((piece) => piece.taken).map((piece) => piece.name));
  return referral.servers.filter((server) => isAtOrBelow(server as Name, zone as Name) && !glued.has(server));
}
