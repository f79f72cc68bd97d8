import { describe, expect, it } from 'vitest';
import { storyToJson } from '../../src/trace/json.ts';
import { plainWalk } from './tales.ts';
import { cutAt, failed, received, sent, telling } from './telling.ts';

/** Header and question ". NS", in base64. */
const QUERY = btoa(String.fromCharCode(0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1));

describe('a story as JSON', () => {
  it('is the same tree with a version', () => {
    const story = plainWalk().story();
    const json = storyToJson(story);
    expect(json).toMatchObject({
      schema: 1,
      question: { name: 'www.example.org.', type: 'A' },
      totals: { packets: 3 },
    });
    expect(json).not.toHaveProperty('verdict');
    expect(JSON.parse(JSON.stringify(json))).toEqual({ schema: 1, ...story });
  });

  it('holds the messages after RFC 8427, and the octets of what is none', () => {
    const told = telling('.', 'NS');
    const root = cutAt(told.pen, '.', ['a.'], { from: 'hints' });
    received(sent(root, { name: '.', type: 'NS', server: 'a.', address: '192.0.2.1', wire: QUERY }), 5, {
      wire: btoa('\u0001\u0002'),
    });
    const text = JSON.stringify(storyToJson(told.story()));
    const { cuts } = JSON.parse(text);
    expect(cuts[0].exchanges[0].query).toMatchObject({ ID: 7, QR: 0, QNAME: '.', QTYPE: 2 });
    expect(cuts[0].exchanges[0].reply).toMatchObject({ messageOctetsHEX: '0102' });
    expect(text).not.toContain(QUERY);
  });

  it('holds the verdict of a failure', () => {
    const told = telling('example.org.');
    failed(told.pen, 'aborted', 'given up');
    expect(storyToJson(told.story())).toMatchObject({ end: { reason: 'aborted' }, verdict: { whose: 'you' } });
  });
});
