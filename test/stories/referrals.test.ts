/** The walk down: one referral at a time, the fewest packets possible, servers found with and without glue. */
import { describe, expect, it } from 'vitest';
import { answerLines, cutsOf, endOf, eventsOf, exchangesOf, universe } from './told.ts';

describe('referrals and glue', () => {
  it('walks root, com, example.com with one packet each', async () => {
    const { ask } = universe();
    const told = await ask('www.example.com');
    expect(told.story.cuts.map(({ zone }) => zone)).toEqual(['.', 'com.', 'example.com.']);
    expect(told.story.cuts.map(({ exchanges }) => exchanges.length)).toEqual([1, 1, 1]);
    expect(answerLines(told)).toEqual(['www.example.com. A 192.0.2.80']);
  });

  it('starts at the deepest cut it knows', async () => {
    const { ask } = universe();
    await ask('www.example.com');
    const told = await ask('mail.example.com', 'AAAA');
    expect(told.story.cuts.map(({ zone, from }) => `${zone} ${from}`)).toEqual(['example.com. cache']);
    expect(told.packets).toHaveLength(1);
  });

  it('takes in-domain glue and says so', async () => {
    const { ask } = universe();
    const told = await ask('www.example.com');
    const [referral] = eventsOf(told, 'referral').filter(({ zone }) => zone === 'example.com.');
    expect(referral?.glue.filter(({ taken }) => taken).map(({ name }) => name)).toContain('ns1.example.com.');
    expect(told.story.cuts.every(({ addressesNeeded }) => addressesNeeded.length === 0)).toBe(true);
  });

  it('takes the glue of a sibling zone below the same parent', async () => {
    // com and net share their servers, but the com zone may not speak for net: cdn.example.net is served by its own.
    const { ask } = universe();
    const told = await ask('example-com.cdn.example.net');
    expect(told.story.cuts.map(({ zone }) => zone)).toEqual(['.', 'net.', 'example.net.', 'cdn.example.net.']);
    expect(cutsOf(told.story).every(({ addressesNeeded }) => addressesNeeded.length === 0)).toBe(true);
  });

  it('looks up a glueless server out of bailiwick before it goes on', async () => {
    const { ask } = universe();
    const told = await ask('www.example.org');
    expect(endOf(told)).toBe('NOERROR');
    const lookups = cutsOf(told.story).flatMap(({ addressLookups }) => addressLookups);
    expect(lookups.map(({ question }) => question)).toEqual([
      { name: expect.stringMatching(/^ns[12]\.example\.net\.$/), type: 'A', purpose: 'server-address' },
    ]);
    // Priming, root, org, example.org; for the server: root and net, whose referral brings its address as glue.
    expect(told.packets).toHaveLength(6);
  });

  it('keeps the reason of every choice in the story', async () => {
    const { ask } = universe();
    const told = await ask('www.example.com');
    for (const exchange of exchangesOf(told.story)) expect(exchange.why).toBeDefined();
  });
});
