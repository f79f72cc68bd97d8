/**
 * Animals whose aliases lead nowhere, in circles, or too far. Data only. RFC 1034 section 3.6.2, RFC 6672, RFC 2308
 * section 2.1 (the rcode of a chain is that of its end).
 */
import { type Animal, cage, VISITOR, zoneOf } from './cage.ts';

/** More than any resolver follows (BIND 11, Unbound 11, Knot Resolver 12). */
const LINKS = 20;
/** 63 + 63 + 63 + 40 octets and their length octets: with the zone's own name just below 255. */
const LONG_TARGET = ['x'.repeat(63), 'y'.repeat(63), 'z'.repeat(63)].join('.');
const LONG_LABEL = 'w'.repeat(40);

/** Aliases that a resolver must see through. */
export const ALIASES: readonly Animal[] = [
  cage(25, 'alias-loop', {
    fault: 'Three aliases point at each other in a circle.',
    expect: { whose: 'zone', reason: 'alias-loop' },
    zone: { records: 'www CNAME second\nsecond CNAME third\nthird CNAME www' },
  }),
  cage(26, 'alias-ping-pong', {
    fault: 'An alias points into another zone, whose alias points back.',
    expect: { whose: 'zone', reason: 'alias-loop' },
    zone: { records: `www CNAME www.${zoneOf('alias-ping-pong-too')}.` },
    more: cage(27, 'alias-ping-pong-too', {
      fault: 'The other half of the circle.',
      expect: { whose: 'zone', reason: 'alias-loop' },
      zone: { records: `www CNAME www.${zoneOf('alias-ping-pong')}.` },
    }).plan,
  }),
  cage(28, 'alias-chain', {
    fault: `A chain of ${LINKS} aliases, one after the other, ends well, but too late.`,
    expect: { whose: 'zone', reason: 'alias-chain-too-long' },
    zone: {
      records: [
        'www CNAME link1',
        ...Array.from({ length: LINKS - 1 }, (_, at) => `link${at + 1} CNAME link${at + 2}`),
        `link${LINKS} A 192.0.2.200`,
      ].join('\n'),
    },
  }),
  cage(29, 'dangling-alias', {
    fault: 'An alias points at a name that does not exist.',
    expect: { whose: 'zone', rcode: 'NXDOMAIN' },
    zone: { records: `www CNAME shop-that-closed.example.net.` },
  }),
  cage(30, 'dname-overflow', {
    fault: 'A DNAME makes a name of more than 255 octets.',
    expect: { whose: 'zone', rcode: 'YXDOMAIN' },
    ask: `${LONG_LABEL}.old`,
    zone: { records: `${VISITOR}\nold DNAME ${LONG_TARGET}` },
  }),
  cage(31, 'dname-into-itself', {
    fault: 'A DNAME points below itself, so that every step makes the name longer.',
    expect: { whose: 'zone', reason: 'alias-chain-too-long' },
    ask: 'www.old',
    zone: { records: `${VISITOR}\nold DNAME very.old` },
  }),
];
