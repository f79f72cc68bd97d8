/**
 * A story as a tree for the terminal: every zone with the server asked and why, what came back, the caches, the work
 * and the end; a failure closes with the verdict's three lines. Pure: colour, width and verbosity are arguments. It
 * must not know the terminal. An ordinary walk fits one screen.
 */
import { drawTree, wrap } from './layout.ts';
import { createPaint, type Paint, widthOf } from './paint.ts';
import { answerLines } from './print-answer.ts';
import { zoneOfEnd } from './print-end.ts';
import { blocksOf } from './print-question.ts';
import type { Verbosity, View } from './print-result.ts';
import type { Story } from './tree.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { clean, count, millis, nameOf } from './words.ts';

/** How to print; plain text of 100 columns unless told. */
export interface PrintOptions {
  readonly colour?: boolean;
  readonly verbosity?: Verbosity;
  /** Columns. */
  readonly width?: number;
}

/** Wider lines are hard to read. */
const WIDTH_AT_MOST = 120;
const DEFAULT_WIDTH = 100;

/** The whole story as text: tree, answer section or verdict; lines end in \n. */
export function printStory(story: Story, options: PrintOptions = {}): string {
  const view: View = { paint: createPaint(options.colour === true), verbosity: options.verbosity ?? 0 };
  const width = widthFor(options);
  const lines = drawTree({ heading: headingOf(view, story, width), blocks: blocksOf(view, story, 0) }, width);
  if (story.omitted > 0)
    lines.push(`(${count(story.omitted, 'event')} left out: the story is longer than what is kept)`);
  const { end } = story;
  if (end.kind === 'answered') lines.push('', ...answerLines({ ...story.question, ...end, zone: zoneOfEnd(story) }));
  const verdict = verdictOf(story);
  if (verdict !== undefined) lines.push('', ...verdictLines(verdict, view.paint, width));
  return `${lines.join('\n')}\n`;
}

/** The verdict in three lines: what happened, whose fault, what to do. */
export function printVerdict(verdict: Verdict, options: PrintOptions = {}): string {
  return `${verdictLines(verdict, createPaint(options.colour === true), widthFor(options)).join('\n')}\n`;
}

function widthFor(options: PrintOptions): number {
  return Math.min(options.width ?? DEFAULT_WIDTH, WIDTH_AT_MOST);
}

function verdictLines(verdict: Verdict, paint: Paint, width: number): string[] {
  const line = (label: string, text: string): string[] =>
    wrap(text, paint('strong', label) + ' '.repeat(15 - label.length), ' '.repeat(13), width);
  return [
    ...line('what happened', verdict.what),
    ...line('whose fault', verdict.culprit),
    ...line('what to do', verdict.todo),
  ];
}

/** `www.example.org. A` on the left, time, work and security on the right. */
function headingOf(view: View, story: Story, width: number): string {
  const { question, end, budget, tookMs } = story;
  const left = `${nameOf(question.name)} ${clean(question.type, 20)}`;
  const facts = [millis(tookMs), budget === undefined ? 'no packets' : `${budget.used} of ${budget.of} packets`];
  if (end.kind === 'answered') facts.push(clean(end.security, 20));
  if (end.kind === 'failed') facts.push('failed');
  if (end.kind === 'unfinished') facts.push('unfinished');
  const right = facts.join(' · ');
  const space = Math.max(2, width - widthOf(left) - widthOf(right));
  return view.paint('strong', left) + ' '.repeat(space) + view.paint(end.kind === 'failed' ? 'bad' : 'dim', right);
}
