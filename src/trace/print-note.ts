/**
 * What else happened, in lines: limits, joined questions, what was stored, clock steps, the DNSSEC verdicts. Pure.
 */
import type { View } from './print-result.ts';
import type { Note } from './tree.ts';
import { addressOf, clean, nameOf, seconds } from './words.ts';

/** The lines of one note; what was stored, and cookies, only with -v; DNSSEC has a block of its own. */
export function noteLines(view: View, note: Note): string[] {
  switch (note.kind) {
    case 'limit':
      return [`${view.paint('warn', 'limit')}: ${clean(note.text)} (${note.used} of ${note.of})`];
    case 'joined':
      return [
        `joined ${note.what === 'question' ? 'the same question' : 'the same query'} already under way: ${nameOf(note.name)} ${clean(note.type, 20)}`,
      ];
    case 'clock-step':
      return [
        `${view.paint('warn', 'clock')}: the wall clock stepped by ${note.seconds} s; ages in the cache follow it with care`,
      ];
    case 'stored':
      return view.verbosity < 1
        ? []
        : [
            `kept ${note.level} ${nameOf(note.name)} ${clean(note.type, 20)} for ${seconds(note.ttlS)} (${clean(note.rank)})`,
          ];
    case 'not-stored':
      return view.verbosity < 1 ? [] : [`not kept: ${nameOf(note.name)} ${clean(note.type, 20)}: ${clean(note.why)}`];
    case 'cookie':
      return view.verbosity < 1 ? [] : [`cookie of ${addressOf(note.address)}: ${note.what}`];
    case 'verdict':
      return [];
    default:
      return note satisfies never;
  }
}

/** The lines about DNSSEC. */
export function verdictLines(view: View, notes: readonly Note[]): string[] {
  return notes.flatMap((note) => {
    if (note.kind !== 'verdict') return [];
    const mark =
      note.security === 'bogus' ? view.paint('bad', '✗') : note.security === 'secure' ? view.paint('good', '✓') : '·';
    return [
      `${mark} ${nameOf(note.name)} ${clean(note.type, 20)} ${clean(note.security, 20)}${note.text === undefined ? '' : `: ${clean(note.text)}`}`,
    ];
  });
}
