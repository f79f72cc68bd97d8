/**
 * "Did you mean ...?": the known word nearest to a mistyped one. Pure.
 */

/** More edits than this are another word. */
const EDITS_AT_MOST = 2;
/** Longer words are not compared: the work grows with the square of their length. */
const LENGTH_AT_MOST = 64;

/** The nearest of `known` (case aside), or undefined if none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.min(EDITS_AT_MOST, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const edits = editsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (edits >= fewest) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}

/** ` (did you mean X?)`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** Insertions, deletions, substitutions and swaps of neighbours (Damerau-Levenshtein, restricted). */
function editsBetween(a: string, b: string): number {
  if (a.length > LENGTH_AT_MOST || b.length > LENGTH_AT_MOST) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let edits = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + same);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) edits = Math.min(edits, (before[column - 2] ?? 0) + 1);
      next.push(edits);
    }
    before = last;
    last = next;
  }
  return last[b.length] ?? 0;
}
