import { describe, expect, test } from 'vitest';
import { MAX_MINIMISE_COUNT, nextLabels, nextQuestion, revealAt } from '../../src/iterate/minimise.ts';
import { labelCount, ROOT } from '../../src/wire/name.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { name, question } from './made.ts';

const relaxed = { minimisation: 'relaxed', minimisationType: TYPE.A, hideType: false } as const;

describe('the next minimised question (RFC 9156 section 3)', () => {
  test('the root learns one label', () => {
    const next = nextQuestion(question('www.example.com AAAA'), ROOT, revealAt(ROOT, 0, false), relaxed);
    expect(next).toEqual({ name: name('com'), type: TYPE.A, minimised: true, labels: 1 });
  });
  test('the whole name goes with its own type', () => {
    const com = name('example.com');
    const next = nextQuestion(question('www.example.com AAAA'), com, revealAt(com, 2, false), relaxed);
    expect(next).toMatchObject({ name: name('www.example.com'), type: TYPE.AAAA, minimised: false });
  });
  test('an apex is asked for as it is', () => {
    const zone = name('example.com');
    expect(nextQuestion(question('example.com MX'), zone, revealAt(zone, 0, false), relaxed).minimised).toBe(false);
  });
  test('the probe type NS is used when asked for', () => {
    const next = nextQuestion(question('www.example.com A'), ROOT, revealAt(ROOT, 0, false), {
      ...relaxed,
      minimisationType: TYPE.NS,
    });
    expect(next.type).toBe(TYPE.NS);
  });
  test('off asks the whole name, unless the parent of a DS must be found', () => {
    const off = { ...relaxed, minimisation: 'off' } as const;
    expect(nextQuestion(question('a.b.c DS'), ROOT, revealAt(ROOT, 0, true), off).minimised).toBe(false);
    expect(nextQuestion(question('a.b.c DS'), ROOT, revealAt(ROOT, 0, false), off, true).name).toBe(name('c'));
  });
  test('a name of 100 labels costs at most ten minimised questions', () => {
    const long = name(Array.from({ length: 100 }, (_, at) => String(at % 10)).join('.'));
    let reveal = revealAt(ROOT, 0, false);
    let asked = 0;
    while (nextLabels(long, reveal) < labelCount(long)) {
      reveal = { labels: nextLabels(long, reveal), asked: reveal.asked + 1, full: false };
      asked++;
    }
    expect(asked).toBeLessThanOrEqual(MAX_MINIMISE_COUNT);
    expect(asked).toBeGreaterThan(4);
  });
});
