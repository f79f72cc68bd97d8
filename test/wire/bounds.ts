/**
 * What decoding a message of so many octets may cost at most: the promise of `decode.ts` in counts.
 */
import { expect } from 'vitest';
import type { Work } from '../../src/wire/decode.ts';
import { MAX_DECODED_NAME_OCTETS, MAX_LABELS, MAX_POINTERS, MAX_STEPS } from '../../src/wire/expand.ts';
import { MAX_NAME_OCTETS } from '../../src/wire/name.ts';

/** Sets looked at for one record, at most. */
const SEARCHES_PER_RECORD = 17;
/** Pairs of rdata compared for one record, at most: the sorting of the longest message takes 13. */
const COMPARISONS_PER_RECORD = 16;
/** Root owner, type, class, TTL, RDLENGTH. */
const LEAST_RECORD_OCTETS = 11;

/** Fails unless the work is within its bounds. */
export function expectBounded(work: Work, octets: number): void {
  if (isBounded(work, octets)) return;
  expect.fail(`${JSON.stringify(work)} is too much for ${octets} octets`);
}

function isBounded(work: Work, octets: number): boolean {
  return (
    work.steps <= MAX_STEPS + MAX_LABELS + MAX_POINTERS + 1 &&
    work.nameOctets <= MAX_DECODED_NAME_OCTETS + MAX_NAME_OCTETS &&
    // A name that is made has at least two octets of its own, or is pointed at by others.
    work.names <= octets &&
    work.rdataOctets <= octets + work.nameOctets &&
    work.searched <= (octets / LEAST_RECORD_OCTETS) * SEARCHES_PER_RECORD &&
    work.compared <= (octets / LEAST_RECORD_OCTETS) * COMPARISONS_PER_RECORD
  );
}
