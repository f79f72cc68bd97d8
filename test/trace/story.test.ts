import { describe, expect, it } from 'vitest';
import { STORY_DEPTH, STORY_EVENTS, STORY_LIST } from '../../src/trace/draft.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import { foldStory } from '../../src/trace/story.ts';
import type { Story } from '../../src/trace/tree.ts';
import { cachedAnswer, gluelessWalk, plainWalk, troubledWalk } from './tales.ts';
import { cutAt, received, sent, telling } from './telling.ts';

describe('a story folded from events', () => {
  it('holds the cuts in order, each with its exchange and what it came to', () => {
    const story = plainWalk().story();
    expect(story.question).toEqual({ name: 'www.example.org.', type: 'A', purpose: 'client' });
    expect(story.cuts.map((cut) => cut.zone)).toEqual(['.', 'org.', 'example.org.']);
    expect(story.cuts.map((cut) => cut.exchanges.map((exchange) => exchange.server))).toEqual([
      ['a.root.example.'],
      ['a0.org.example.'],
      ['ns1.example.org.'],
    ]);
    expect(
      story.cuts.flatMap((cut) => cut.exchanges.flatMap(({ results }) => results.map(({ kind }) => kind))),
    ).toEqual(['referral', 'referral', 'answer']);
    expect(story.end).toMatchObject({ kind: 'answered', rcode: 'NOERROR' });
    expect(story).toMatchObject({ tookMs: 61, budget: { used: 3, of: 100 }, omitted: 0 });
    expect(story.totals).toMatchObject({ packets: 3, bytesSent: 135, bytesReceived: 360, cacheHits: 0 });
  });

  it('takes the choice made at the cut over to the exchange it led to', () => {
    const [exchange] = plainWalk().story().cuts[0]?.exchanges ?? [];
    expect(exchange).toMatchObject({ why: 'unknown', of: 4, timeoutMs: 400, asked: { name: 'org.', minimised: true } });
  });

  it('hangs address look-ups on the cut that needs them', () => {
    const zone = gluelessWalk().story().cuts[2];
    expect(zone?.addressesNeeded.map(({ server }) => server)).toEqual(['ns.other.org.']);
    expect(zone?.addressLookups.map(({ question }) => question.name)).toEqual(['ns.other.org.']);
    expect(zone?.addressLookups[0]?.cuts.map((cut) => cut.zone)).toEqual(['org.', 'other.org.']);
    expect(zone?.exchanges).toHaveLength(1);
    expect(gluelessWalk().story().totals).toMatchObject({ packets: 5, lookups: 1, cacheHits: 1 });
  });

  it('keeps concurrent exchanges apart and counts timeouts, hedges, retries and TCP', () => {
    const story = troubledWalk().story();
    const exchanges = story.cuts[0]?.exchanges ?? [];
    expect(exchanges.map(({ end }) => end.kind)).toEqual(['timed-out', 'truncated', 'reply']);
    expect(exchanges[2]).toMatchObject({ protocol: 'tcp', because: { change: 'tcp' } });
    expect(exchanges[2]?.why).toBeUndefined();
    expect(exchanges[2]?.scrubbed).toHaveLength(1);
    expect(exchanges[2]?.results.map(({ kind }) => kind)).toEqual(['answer']);
    expect(story.totals).toMatchObject({ timeouts: 1, hedges: 1, retries: 1, tcp: 1, cacheHits: 1 });
  });

  it('says that a late reply was overdue first', () => {
    const told = telling('example.org.');
    const exchange = sent(cutAt(told.pen, '.', ['a.']), { name: 'example.org.', server: 'a.', address: '192.0.2.1' });
    told.wait(400);
    exchange.tell({ kind: 'timed-out', address: '192.0.2.1', afterMs: 400, protocol: 'udp' });
    told.wait(300);
    received(exchange, 700, { late: true });
    const [step] = told.story().cuts[0]?.exchanges ?? [];
    expect(step).toMatchObject({ overdueMs: 400, end: { kind: 'reply', rttMs: 700, late: true } });
  });

  it('keeps a look-up that opens its cut with its own step: priming', () => {
    const told = telling('example.org.');
    const prime = told.pen.child();
    prime.tell({ kind: 'question', name: '.', type: 'NS', purpose: 'prime' });
    prime.tell({ kind: 'cut', zone: '.', from: 'hints', servers: ['a.'], ds: 'unknown' });
    received(sent(prime, { name: '.', type: 'NS', server: 'a.', address: '192.0.2.1' }), 10);
    prime.tell({
      kind: 'answered',
      rcode: 'NOERROR',
      security: 'unchecked',
      from: 'network',
      ttlS: 60,
      records: [],
      packets: 1,
    });
    const story = told.story();
    expect(story.end.kind).toBe('unfinished');
    expect(story.cuts).toHaveLength(0);
    expect(story.children[0]).toMatchObject({ question: { purpose: 'prime' }, end: { kind: 'answered' } });
    expect(story.children[0]?.cuts[0]?.exchanges).toHaveLength(1);
  });

  it('is the same for equal events and plain JSON', () => {
    const story = troubledWalk().story();
    expect(JSON.parse(JSON.stringify(story))).toEqual(story);
    expect(troubledWalk().story()).toEqual(story);
  });
});

describe('events that are not as they should be', () => {
  it('an empty list is an unfinished story without a name', () => {
    expect(foldStory([])).toMatchObject({ question: { name: '' }, end: { kind: 'unfinished' }, cuts: [] });
  });

  it('an aborted story leaves its exchange open', () => {
    const told = telling('example.org.');
    sent(cutAt(told.pen, '.', ['a.']), { name: 'example.org.', server: 'a.', address: '192.0.2.1' });
    const story = told.story();
    expect(story.end).toEqual({ kind: 'unfinished' });
    expect(story.cuts[0]?.exchanges[0]?.end).toEqual({ kind: 'open' });
  });

  it('any part of a story folds without error', () => {
    for (const tale of [plainWalk(), cachedAnswer(), troubledWalk(), gluelessWalk()]) {
      for (let from = 0; from < tale.events.length; from++) {
        expect(() => foldStory(tale.events.slice(from))).not.toThrow();
        expect(() => foldStory(tale.events.slice(0, from))).not.toThrow();
      }
    }
  });

  it('a joined question is named though it has no story of its own', () => {
    const event: TraceEvent = {
      at: 5,
      step: 1,
      parent: 0,
      kind: 'joined',
      what: 'question',
      name: 'a.example.',
      type: 'MX',
    };
    expect(foldStory([event])).toMatchObject({
      question: { name: 'a.example.', type: 'MX' },
      notes: [{ kind: 'joined' }],
    });
  });

  it('keeps a bounded part of an endless story and counts the rest', () => {
    const told = telling('example.org.');
    for (let at = 0; at < STORY_EVENTS + 10; at++) {
      told.pen.tell({ kind: 'cache', level: 'answer', hit: false, name: 'example.org.', type: 'A' });
    }
    const story = told.story();
    expect(story.cacheLooks).toHaveLength(STORY_LIST);
    expect(story.cacheLooks.length + story.omitted).toBe(STORY_EVENTS + 10);
  });

  it('does not nest deeper than its bound', () => {
    const told = telling('example.org.');
    let pen = told.pen;
    for (let depth = 0; depth < STORY_DEPTH * 3; depth++) {
      pen = pen.child();
      pen.tell({ kind: 'question', name: `n${depth}.example.`, type: 'A', purpose: 'server-address' });
    }
    const depthOf = (story: Story): number => 1 + Math.max(0, ...story.children.map(depthOf));
    expect(depthOf(told.story())).toBeLessThanOrEqual(STORY_DEPTH + 1);
    expect(told.story().omitted).toBeGreaterThan(0);
  });
});
