/**
 * Where a failed story failed and who was there: the zone, its servers and what became of each, the referral that led
 * to them. Pure; it must not judge (`verdict.ts` does).
 */
import { isAtOrBelow, type Name } from '../wire/name.ts';
import type { AliasStep, BodyOf, CutStep, ExchangeStep, Note, Story } from './tree.ts';
import { type Witness, witnessesOf } from './witness.ts';

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
  // Before the walk there is only priming to look at.
  const steps = story.cuts.length > 0 ? story.cuts : all.flatMap(({ cuts }) => cuts);
  const cut = (end.zone === undefined ? undefined : steps.findLast((step) => step.zone === end.zone)) ?? steps.at(-1);
  const zone = end.zone ?? cut?.zone ?? '.';
  const cuts = steps.filter((step) => step.zone === zone);
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

/** Servers of the cut inside the zone itself for which the parent gave no glue that could be taken. */
export function serversWithoutGlue(scene: Scene): string[] {
  const { referral, zone } = scene;
  if (referral === undefined) return [];
  const glued = new Set(referral.glue.filter((piece) => piece.taken).map((piece) => piece.name));
  return referral.servers.filter((server) => isAtOrBelow(server as Name, zone as Name) && !glued.has(server));
}
