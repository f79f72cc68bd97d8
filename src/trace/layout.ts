/**
 * Draws a tree of labelled blocks with lines and gutters, wrapped at the width of the terminal. It must not know what
 * the blocks mean.
 *
 *   ├─ label   first line of the block, which
 *   │            goes on here
 *   │          second line
 *   └─ label   the last block
 */
import { widthOf } from './paint.ts';

/** A labelled block; a nested block stands between its lines where it happened. */
export interface Block {
  readonly label: string;
  readonly lines: readonly (string | Tree)[];
}

/** A heading with blocks below it. */
export interface Tree {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** Labels up to this width stand in a column of their own. */
const LABEL_WIDTH = 14;
/** However deep the nesting, this much is left for text. */
const TEXT_WIDTH = 24;
/** Continued lines stand this much further right. */
const HANGING = 2;

/** The lines of `tree`, none wider than `width` unless a single word is. */
export function drawTree(tree: Tree, width: number): string[] {
  return [tree.heading, ...drawBlocks(tree.blocks, '', width)];
}

function drawBlocks(blocks: readonly Block[], gutter: string, width: number): string[] {
  const labelWidth = Math.min(LABEL_WIDTH, Math.max(0, ...blocks.map((block) => widthOf(block.label))));
  return blocks.flatMap((block, at) => drawBlock(block, at === blocks.length - 1, labelWidth, gutter, width));
}

function drawBlock(block: Block, last: boolean, labelWidth: number, gutter: string, width: number): string[] {
  const below = gutter + (last ? '   ' : '│  ');
  const rest = `${below}${' '.repeat(labelWidth)}  `;
  const label = block.label + ' '.repeat(Math.max(0, labelWidth - widthOf(block.label)));
  let lead = `${gutter}${last ? '└─ ' : '├─ '}${label}  `;
  const drawn: string[] = [];
  for (const line of block.lines) {
    if (typeof line === 'string') drawn.push(...wrap(line, lead, rest, width));
    else {
      drawn.push(...wrap(line.heading, lead === rest ? `${below}  ` : lead, `${below}  `, width));
      drawn.push(...drawBlocks(line.blocks, `${below}  `, width));
    }
    lead = rest;
  }
  return drawn.length > 0 ? drawn : [lead.trimEnd()];
}

/** Stands for a space at which a line must not be broken; drawn as a space. */
const HARD_SPACE = '\u00a0';

/** `text` as one word for `wrap`. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', HARD_SPACE);
}

/** `text` behind `lead`, broken between words; further lines behind `rest`. */
export function wrap(text: string, lead: string, rest: string, width: number): string[] {
  const lines: string[] = [];
  let line = lead;
  let used = widthOf(lead);
  let empty = true;
  for (const word of text.split(' ')) {
    const size = widthOf(word);
    const limit = Math.max(width, widthOf(rest) + TEXT_WIDTH);
    if (!empty && used + 1 + size > limit) {
      lines.push(line.trimEnd());
      line = rest + ' '.repeat(HANGING);
      used = widthOf(line);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    used += empty ? size : size + 1;
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines.map((drawn) => drawn.replaceAll(HARD_SPACE, ' '));
}
