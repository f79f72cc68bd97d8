/**
 * Animals whose delegation is broken: lame servers, glue that is missing or wrong, servers that cannot be found.
 * Data only. RFC 1912 section 2.8 (lame), RFC 9471 (glue), RFC 2181 section 10.3 (NS and aliases), RFC 4697.
 */

import { dead } from '../faults.ts';
import { notAuthoritative, referring } from '../lies.ts';
import { type Animal, cage, cageAddress, setFrom, setsFrom, VISITOR, zoneOf } from './cage.ts';

/** Nobody lives there. */
const DEAD_END = '203.0.113.240';
const DEAD_END_TOO = '203.0.113.241';
/** The NXNSAttack (CVE-2020-12662) had up to 135 of them; so many fit a datagram. */
const NXNS_SERVERS = 30;

/** NS lines for the parent, without glue. */
function glueless(species: string, ...servers: readonly string[]): string {
  return servers.map((server) => `${species} NS ${server}.`).join('\n');
}

const ROOT_REFERRAL = setFrom('. 518400 NS a.root-servers.net.\n. 518400 NS b.root-servers.net.');
const SIDEWAYS = setFrom('example.org. 86400 NS ns1.example.net.\nexample.org. 86400 NS ns2.example.net.');

const LAME: readonly Animal[] = [
  cage(5, 'lame', {
    fault: 'The parent delegates to two servers that do not know the zone and say REFUSED.',
    expect: { whose: 'zone', reason: 'refused' },
    zone: { servedBy: [] },
  }),
  cage(6, 'half-lame', {
    fault: 'One of the two servers does not know the zone; the other one does.',
    expect: { whose: 'zone', rcode: 'NOERROR' },
    zone: { servedBy: [`ns2.${zoneOf('half-lame')}`] },
  }),
  cage(7, 'upward-referral', {
    fault: 'The servers do not know the zone and refer to the root.',
    expect: { whose: 'zone', reason: 'lame' },
    faults: () => [referring(ROOT_REFERRAL)],
  }),
  cage(8, 'sideways-referral', {
    fault: 'The servers refer to the servers of another zone.',
    expect: { whose: 'zone', reason: 'lame' },
    faults: () => [referring(SIDEWAYS)],
  }),
  cage(9, 'self-referral', {
    fault: 'The servers refer to themselves for the very zone that they should answer for.',
    expect: { whose: 'zone', reason: 'lame' },
    faults: () => {
      const origin = zoneOf('self-referral');
      const ns = setFrom(`${origin}. NS ns1.${origin}.\n${origin}. NS ns2.${origin}.`);
      return [referring(ns, setsFrom(`ns1.${origin}. A ${cageAddress(9, 1)}\nns2.${origin}. A ${cageAddress(9, 2)}`))];
    },
  }),
  cage(10, 'referral-loop', {
    fault: 'Two zones refer to each other for every name.',
    expect: { whose: 'zone', reason: 'lame' },
    faults: () => [referring(setFrom(`${zoneOf('referral-loop-too')}. NS ns1.${zoneOf('referral-loop-too')}.`))],
    more: cage(11, 'referral-loop-too', {
      fault: 'The other half of the loop.',
      expect: { whose: 'zone', reason: 'lame' },
      faults: () => [referring(setFrom(`${zoneOf('referral-loop')}. NS ns1.${zoneOf('referral-loop')}.`))],
    }).plan,
  }),
  cage(12, 'not-authoritative', {
    fault: 'The servers give the right answer without the AA bit.',
    expect: { whose: 'zone', rcode: 'NOERROR' },
    faults: () => [notAuthoritative],
  }),
];

const GLUE: readonly Animal[] = [
  cage(13, 'missing-glue', {
    fault: 'Both servers lie inside the zone and the parent gives no address for them.',
    expect: { whose: 'parent', reason: 'no-address' },
    zone: { delegation: glueless('missing-glue', `ns1.${zoneOf('missing-glue')}`, `ns2.${zoneOf('missing-glue')}`) },
  }),
  cage(14, 'wrong-glue', {
    fault: 'The glue of both servers leads to addresses that nobody holds; only the zone itself knows the right ones.',
    expect: { whose: 'zone', reason: 'silence' },
    zone: {
      delegation: [
        glueless('wrong-glue', `ns1.${zoneOf('wrong-glue')}`, `ns2.${zoneOf('wrong-glue')}`),
        `ns1.wrong-glue A ${DEAD_END}\nns2.wrong-glue A ${DEAD_END_TOO}`,
      ].join('\n'),
    },
  }),
  cage(15, 'half-wrong-glue', {
    fault: 'The glue of one server leads to an address that nobody holds; that of the other is right.',
    expect: { whose: 'zone', rcode: 'NOERROR' },
    zone: {
      delegation: [
        glueless('half-wrong-glue', `ns1.${zoneOf('half-wrong-glue')}`, `ns2.${zoneOf('half-wrong-glue')}`),
        `ns1.half-wrong-glue A ${DEAD_END}\nns2.half-wrong-glue A ${cageAddress(15, 2)}`,
      ].join('\n'),
    },
  }),
  cage(16, 'mismatch', {
    fault: 'The parent names a server that was switched off long ago; the zone itself names another one.',
    expect: { whose: 'parent', rcode: 'NOERROR' },
    zone: {
      delegation: [
        glueless('mismatch', `ns1.${zoneOf('mismatch')}`, `ns-old.${zoneOf('mismatch')}`),
        `ns1.mismatch A ${cageAddress(16, 1)}\nns-old.mismatch A ${DEAD_END}`,
      ].join('\n'),
    },
  }),
];

const NAMES: readonly Animal[] = [
  cage(17, 'cycle', {
    fault: 'Its servers lie in a zone whose servers lie in this one, and neither has glue.',
    expect: { whose: 'zone', reason: 'no-address' },
    zone: { delegation: glueless('cycle', `ns1.${zoneOf('cycle-too')}`, `ns2.${zoneOf('cycle-too')}`) },
    more: cage(18, 'cycle-too', {
      fault: 'The other half of the cycle.',
      expect: { whose: 'zone', reason: 'no-address' },
      zone: { delegation: glueless('cycle-too', `ns1.${zoneOf('cycle')}`, `ns2.${zoneOf('cycle')}`) },
    }).plan,
  }),
  cage(19, 'server-without-name', {
    fault: 'The names of its servers do not exist.',
    expect: { whose: 'zone', reason: 'no-address' },
    zone: { delegation: glueless('server-without-name', 'ns1.nowhere.example.net', 'ns2.nowhere.example.net') },
  }),
  cage(20, 'server-without-address', {
    fault: 'The names of its servers exist, but have no address.',
    expect: { whose: 'zone', reason: 'no-address' },
    zone: {
      delegation: `${glueless('server-without-address', 'ns1.no-address.zoo.example')}\nns1.no-address TXT "no address here"`,
    },
  }),
  cage(21, 'server-is-alias', {
    fault: 'Its NS record names an alias, which RFC 2181 section 10.3 forbids.',
    expect: { whose: 'zone', rcode: 'NOERROR' },
    zone: { servers: ['ns-alias.example.net'], servedBy: ['ns1.example.net'] },
  }),
  cage(22, 'nxns', {
    fault: `The delegation names ${NXNS_SERVERS} servers without glue in somebody else's zone; none of them exists (NXNSAttack).`,
    expect: { whose: 'zone', reason: 'no-address' },
    zone: {
      delegation: glueless(
        'nxns',
        ...Array.from({ length: NXNS_SERVERS }, (_, at) => `target${at + 1}.${zoneOf('victim')}`),
      ),
    },
    more: cage(23, 'victim', { fault: 'None: it is attacked.', expect: { whose: 'zone', rcode: 'NOERROR' } }).plan,
  }),
  cage(24, 'ipv6-only-dead', {
    fault: 'Its servers have IPv6 addresses only, and IPv6 does not get there.',
    expect: { whose: 'network', reason: 'silence' },
    servers: { addresses: ['2001:db8:24::1'] },
    first: { addresses: ['2001:db8:24::2'] },
    faults: () => [dead],
    zone: { records: `${VISITOR}\nwww AAAA 2001:db8:24::80` },
  }),
];

/** Zones that cannot be entered, or only through a narrow door. */
export const DELEGATIONS: readonly Animal[] = [...LAME, ...GLUE, ...NAMES];
