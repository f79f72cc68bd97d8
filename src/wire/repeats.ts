/**
 * Packed rdata without repetitions: no record stands twice in a set (RFC 2181 section 5). Octets alone decide; it must
 * not know names or types. Work grows with the octets times the logarithm of their number, for hostile sets too.
 */
import { copyOctets, uint16At } from './bytes.ts';
import type { PackedRdata } from './rrset.ts';

/** What finding repetitions has cost. */
export interface ComparisonCost {
  /** Pairs of rdata compared. */
  compared: number;
}

/** Records up to which each is compared with each; beyond it they are sorted. */
const COMPARED = 16;

/** The packed rdata, `count` of them, each different one once and in its first place; the same array if all differ. */
export function withoutRepeats(packed: PackedRdata, count: number, cost: ComparisonCost): PackedRdata {
  const starts: number[] = [];
  for (let at = 0; at < packed.length; at += 2 + uint16At(packed, at)) starts.push(at);
  const repeats = count <= COMPARED ? repeatsByPairs(packed, starts, cost) : repeatsBySorting(packed, starts, cost);
  if (repeats.size === 0) return packed;
  let size = packed.length;
  for (const start of repeats) size -= 2 + uint16At(packed, start);
  const kept = new Uint8Array(size);
  let write = 0;
  for (const start of starts) {
    if (repeats.has(start)) continue;
    const end = start + 2 + uint16At(packed, start);
    copyOctets(packed, start, end, kept, write);
    write += end - start;
  }
  return kept;
}

const NO_REPEATS: ReadonlySet<number> = new Set();

function repeatsByPairs(packed: PackedRdata, starts: readonly number[], cost: ComparisonCost): ReadonlySet<number> {
  let repeats: Set<number> | undefined;
  for (let later = 1; later < starts.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      cost.compared++;
      if (compareAt(packed, starts[earlier] ?? 0, starts[later] ?? 0) !== 0) continue;
      repeats ??= new Set();
      repeats.add(starts[later] ?? 0);
      break;
    }
  }
  return repeats ?? NO_REPEATS;
}

function repeatsBySorting(packed: PackedRdata, starts: readonly number[], cost: ComparisonCost): ReadonlySet<number> {
  // Sorting is stable: of equal ones the first stays first.
  const sorted = [...starts].sort((a, b) => {
    cost.compared++;
    return compareAt(packed, a, b);
  });
  const repeats = new Set<number>();
  for (let at = 1; at < sorted.length; at++) {
    if (compareAt(packed, sorted[at - 1] ?? 0, sorted[at] ?? 0) === 0) repeats.add(sorted[at] ?? 0);
  }
  return repeats;
}

/** Any total order of packed rdata that is 0 for equal ones only: by length, then octet by octet. */
function compareAt(packed: PackedRdata, a: number, b: number): number {
  const length = uint16At(packed, a);
  const difference = length - uint16At(packed, b);
  if (difference !== 0) return difference;
  for (let at = 2; at < length + 2; at++) {
    const order = (packed[a + at] ?? 0) - (packed[b + at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
