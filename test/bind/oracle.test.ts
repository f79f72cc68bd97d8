/**
 * The oracle against counts made by hand: it must itself be right before the resolver is measured with it.
 */
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { fewestPackets } from './oracle.ts';
import { createWorld, LOGICAL } from './world.ts';

const world = createWorld(LOGICAL);

/** Question, packets without minimisation, packets with relaxed minimisation; the sum as a person makes it. */
const BY_HAND: readonly (readonly [question: string, off: number, relaxed: number, sum: string])[] = [
  ['www.plain.test. A', 3, 3, 'three cuts'],
  ['www.sub.plain.test. A', 4, 4, 'four cuts'],
  ['nothing-here. A', 1, 1, 'the root knows'],
  ['nothing-here.test. A', 2, 2, 'the top level knows'],
  ['big.plain.test. TXT', 4, 4, 'three cuts, one retry over TCP'],
  ['www.glueless.test. A', 6, 6, 'three cuts; three for the address of the server'],
  ['www.reuse.test. A', 5, 5, 'three cuts; two until the glue of the server is met'],
  ['www.chain.test. A', 8, 8, 'three cuts; hop.test and its server (2), whose server costs three'],
  ['www.sixless.test. A', 7, 7, 'as glueless, and one for the A record that is not there'],
  ['www.stray.test. A', 7, 7, 'as glueless, and one for the lame server'],
  ['www.half.test. A', 3, 3, 'three cuts, with luck'],
  ['across.plain.test. A', 6, 6, 'three cuts; root, example and far.example for the target'],
  ['across-and-back.plain.test. A', 7, 7, 'as across, and once more at plain.test'],
  ['twice.plain.test. A', 3, 3, 'the links lie within one zone: one reply tells all'],
  ['to-big.plain.test. TXT', 7, 7, 'as across, and TCP'],
  ['host.old.plain.test. A', 3, 4, 'three cuts; one label without cut'],
  ['x.y.wild.plain.test. A', 3, 5, 'three cuts; two labels without cut'],
  ['a.b.c.deep.plain.test. A', 3, 6, 'three cuts; three labels without cut'],
  ['www.kid.both.test. A', 3, 4, 'three cuts seen; the fourth looks like a label without cut'],
  ['x.nothing-here.plain.test. A', 3, 4, 'three cuts; the part that does not exist, then all of it'],
];

describe('the fewest packets, counted by hand', () => {
  it.each(BY_HAND)('%s: %i without, %i with minimisation: %s', (question, off, relaxed) => {
    const [name = '', type = ''] = question.split(' ');
    const count = (minimisation: 'off' | 'relaxed') =>
      fewestPackets(world, { minimisation, ipv4: true, ipv6: true }, nameFromText(name), type).total;
    expect([count('off'), count('relaxed')]).toEqual([off, relaxed]);
  });

  it('counts one look-up fewer where a server without IPv4 is met by a resolver with IPv6 alone', () => {
    const conditions = { minimisation: 'off', ipv4: false, ipv6: true } as const;
    expect(fewestPackets(world, conditions, nameFromText('www.sixless.test.'), 'A').total).toBe(6);
  });

  it('gives every name of 13 labels no more than ten minimised questions (RFC 9156 section 2.3)', () => {
    const name = nameFromText('1.2.3.4.5.6.7.8.9.10.11.12.13.plain.test.');
    const { packets } = fewestPackets(world, { minimisation: 'relaxed', ipv4: true, ipv6: true }, name, 'A');
    expect(packets.length).toBeLessThanOrEqual(11);
  });
});
