/**
 * Colour for a terminal, only when asked; it is never the only sign. Everything painted has been cleaned before, so
 * the only escape sequences in the result are ours. It must not know stories.
 */

export type Style = 'good' | 'bad' | 'warn' | 'dim' | 'strong' | 'name';

/** Paints `text`, word by word, so that a line may be wrapped between words without the colour running on. */
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, string>> = { good: '32', bad: '31', warn: '33', dim: '2', strong: '1', name: '36' };

/** Without `colour` texts pass unchanged; with it each word is wrapped in its SGR code and a reset. */
export function createPaint(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => text.replace(/[^ ]+/g, (word) => `\x1b[${CODES[style]}m${word}\x1b[0m`);
}

/** Columns that `text` takes on the terminal. */
export function widthOf(text: string): number {
  return [...text.replace(/\x1b\[\d+m/g, '')].length;
}
