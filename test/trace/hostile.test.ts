import { describe, expect, it } from 'vitest';
import { printStory } from '../../src/trace/print.ts';
import type { Story } from '../../src/trace/tree.ts';
import { verdictOf } from '../../src/trace/verdict.ts';
import { CLEAN_LENGTH, clean, nameOf } from '../../src/trace/words.ts';
import { cutAt, failed, received, sent, telling } from './telling.ts';

/** Everything a terminal or a log would obey: C0, DEL, C1, bidi, zero width, separators. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const NASTY = 'ok\x1b[31m\x1b]0;title\x07\r\n\u009b31m \u202eevil\u200b\ufeff\u2028\ud800';

/** Every foreign text of the event list holds something nasty. */
function nastyStory(): Story {
  const told = telling('example.org.');
  const zone = cutAt(told.pen, NASTY, [NASTY], { from: 'cache' });
  const server = { server: NASTY, address: NASTY };
  const exchange = sent(zone, { name: NASTY, type: NASTY, ...server });
  received(exchange, 5, { rcode: NASTY, ede: [{ code: 22, text: NASTY }] });
  exchange.tell({ kind: 'mismatched', address: NASTY, what: NASTY });
  exchange.tell({ kind: 'scrubbed', section: 'answer', name: NASTY, type: NASTY, rule: NASTY, rfc: NASTY });
  exchange.tell({ kind: 'unusable', ...server, zone: NASTY, reason: 'bad-rcode', rcode: NASTY, text: NASTY });
  exchange.tell({ kind: 'retry', address: NASTY, change: 'tcp', why: NASTY });
  zone.tell({ kind: 'answer', name: NASTY, type: NASTY, records: 1, ttlS: 1, data: [NASTY] });
  zone.tell({ kind: 'alias', owner: NASTY, type: 'CNAME', from: NASTY, to: NASTY, synthesised: false });
  zone.tell({ kind: 'minimised', name: NASTY, outcome: 'fallback', why: NASTY });
  const glue = [{ name: NASTY, address: NASTY, taken: false, rule: NASTY }];
  zone.tell({ kind: 'referral', zone: NASTY, servers: [NASTY], ds: 'present', dsText: [NASTY], glue, ttlS: 1 });
  zone.tell({ kind: 'limit', limit: 'deadline', used: 1, of: 1, text: NASTY });
  zone.tell({ kind: 'not-stored', name: NASTY, type: NASTY, why: NASTY });
  zone.tell({ kind: 'stored', level: 'answer', name: NASTY, type: NASTY, ttlS: 1, rank: NASTY });
  zone.tell({ kind: 'verdict', name: NASTY, type: NASTY, security: NASTY, text: NASTY });
  told.pen.tell({ kind: 'verdict', name: NASTY, type: NASTY, security: 'bogus', text: NASTY });
  told.pen.tell({ kind: 'cache', level: 'failure', hit: true, name: NASTY, type: NASTY, text: NASTY });
  const lookup = zone.child();
  lookup.tell({ kind: 'question', name: NASTY, type: NASTY, purpose: 'server-address' });
  failed(lookup, 'broken', NASTY, NASTY);
  failed(told.pen, 'broken', NASTY, NASTY);
  return told.story();
}

describe('text from the network', () => {
  it('never reaches the terminal with anything it would obey', () => {
    const story = nastyStory();
    for (const verbosity of [0, 1, 2] as const) {
      expect(printStory(story, { verbosity })).not.toMatch(OBEYED);
    }
    const coloured = printStory(story, { colour: true, verbosity: 2 });
    expect(coloured.replace(/\x1b\[\d{1,2}m/g, '')).not.toMatch(OBEYED);
  });

  it('is clean in every verdict too', () => {
    const base = nastyStory();
    for (const reason of [
      'silence',
      'lame',
      'refused',
      'no-address',
      'bogus',
      'cached-failure',
      'budget',
      'cycle',
      'local-policy',
    ] as const) {
      const end = { kind: 'failed', reason, text: NASTY, zone: NASTY, ede: [], packets: 0 } as const;
      const verdict = verdictOf({ ...base, end });
      expect(`${verdict?.what}${verdict?.culprit}${verdict?.todo}`).not.toMatch(OBEYED);
    }
  });

  it('in records is printed in one line each', () => {
    const told = telling('example.org.', 'TXT');
    told.pen.tell({
      kind: 'answered',
      rcode: 'NOERROR',
      security: 'unchecked',
      from: 'network',
      ttlS: 1,
      records: [`example.org. 1 IN TXT "${NASTY}"`],
      packets: 1,
    });
    const text = printStory(told.story());
    expect(text).not.toMatch(OBEYED);
    expect(text.trimEnd().split('\n').at(-1)).toContain('ok\\027[31m');
  });

  it('is cut where it is endless', () => {
    expect(clean('x'.repeat(100_000)).length).toBeLessThanOrEqual(CLEAN_LENGTH + 3);
    expect(clean(`e${'\u0301'.repeat(200)}`)).toBe(`e${'\u0301'.repeat(3)}`);
  });

  it('keeps letters of all scripts', () => {
    expect(clean('Žluťoučký кот 猫')).toBe('Žluťoučký кот 猫');
  });

  it('in names stays escaped, and printable octets are shown as dig shows them', () => {
    expect(nameOf('a\\027b\\046c\\064.example.')).toBe('a\\027b\\.c\\@.example.');
  });
});
