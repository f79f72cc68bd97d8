/**
 * One question in blocks for the terminal: caches, zone cuts, look-ups within it, aliases, notes, end, in the order
 * in which they happened. Pure; it must not know widths (`layout.ts`).
 */
import type { Purpose } from './event.ts';
import type { Block, Tree } from './layout.ts';
import { cacheLines } from './print-cache.ts';
import { cutBlock } from './print-cut.ts';
import { endBlock, nestedEnd } from './print-end.ts';
import { noteLines, verdictLines } from './print-note.ts';
import { aliasText, resultLines, scrubbedLines, type View } from './print-result.ts';
import type { CacheLook, Story } from './tree.ts';
import { clean, count, millis, nameOf } from './words.ts';

/** Look-ups within look-ups are told in full down to here unless -v asks for more. */
const TOLD_DEPTH = 1;

interface Part {
  readonly order: number;
  readonly block: Block;
}

/** All blocks of `story`; `depth` 0 is the question of the client. Recursion is bounded by the fold. */
export function blocksOf(view: View, story: Story, depth: number): Block[] {
  const brief = depth > 0 && view.verbosity === 0;
  const tell = (child: Story): Tree => nested(view, child, depth + 1);
  const parts: Part[] = [
    ...cacheParts(view, story, brief),
    ...story.cuts.map((cut) => ({ order: cut.order, block: cutBlock(view, cut, brief, tell) })),
    ...story.children.map((child) => part(child.order, purposeText(child.question.purpose), [tell(child)])),
    ...untoldAliases(story).map((alias) => part(alias.order, 'alias', [`→ ${aliasText(alias)}`])),
    ...story.results
      .filter((result) => result.kind !== 'alias')
      .map((result) => part(result.order, 'cache', resultLines(view, result))),
    ...story.notes.map((note) => part(note.order, 'note', noteLines(view, note))),
    part(story.scrubbed[0]?.order ?? 0, 'note', scrubbedLines(view, story.scrubbed)),
  ];
  const told = parts
    .filter(({ block }) => block.lines.length > 0)
    .sort((a, b) => a.order - b.order)
    .map(({ block }) => block);
  const dnssec = verdictLines(view, story.notes);
  const end = depth === 0 || view.verbosity > 0 ? [endBlock(view, story)] : [];
  return [...joinNotes(told), ...(dnssec.length > 0 ? [{ label: 'DNSSEC', lines: dnssec }] : []), ...end];
}

function part(order: number, label: string, lines: Block['lines']): Part {
  return { order, block: { label, lines } };
}

/** The looks for each name of the alias chain in a block of their own. */
function cacheParts(view: View, story: Story, brief: boolean): Part[] {
  const borders = [...story.cuts, ...story.children, ...story.aliases].map(({ order }) => order);
  const passed = (look: CacheLook): number => borders.filter((order) => order < look.order).length;
  return [...Map.groupBy(story.cacheLooks, passed).values()].flatMap((looks, at) => {
    const [first] = looks;
    const about = at === 0 || first === undefined ? '' : `${nameOf(first.name)} `;
    const lines = cacheLines(view, looks, brief).map((line, row) => (row === 0 ? about + line : line));
    return first === undefined ? [] : [part(first.order, 'cache', lines)];
  });
}

/** Neighbouring notes share one label. */
function joinNotes(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (last?.label === 'note' && block.label === 'note')
      joined[joined.length - 1] = { label: 'note', lines: [...last.lines, ...block.lines] };
    else joined.push(block);
  }
  return joined;
}

/** Aliases that no exchange shows: they came from the cache. */
function untoldAliases(story: Story): Story['aliases'] {
  const told = new Set(
    story.cuts.flatMap((cut) => cut.exchanges.flatMap((exchange) => exchange.results.map((result) => result.order))),
  );
  return story.aliases.filter((alias) => !told.has(alias.order));
}

/** A question asked for the sake of another: a heading that tells its end, and blocks where they matter. */
function nested(view: View, story: Story, depth: number): Tree {
  const { question, end, tookMs, totals } = story;
  const work = totals.packets === 0 ? 'no packets' : `${millis(tookMs)} · ${count(totals.packets, 'packet')}`;
  const heading = [
    `${nameOf(question.name)} ${clean(question.type, 20)}`,
    view.paint('dim', `(${work})`),
    nestedEnd(view, story),
  ].join(' ');
  const tell = view.verbosity > 0 || depth <= TOLD_DEPTH || end.kind === 'failed';
  return { heading, blocks: tell ? blocksOf(view, story, depth) : [] };
}

function purposeText(purpose: Purpose): string {
  switch (purpose) {
    case 'client':
      return 'question';
    case 'alias':
      return 'alias';
    case 'server-address':
      return 'address';
    case 'chain':
      return 'chain';
    case 'prime':
      return 'priming';
    case 'refresh':
      return 'refresh';
    default:
      return purpose satisfies never;
  }
}
