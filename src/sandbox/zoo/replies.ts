/**
 * Animals whose servers answer, but wrongly: errors, nonsense, lies, hostility to EDNS. Data only. RFC 8906 (servers
 * that fail to communicate), RFC 5452 (forgery), RFC 9156 section 3 (minimisation and broken servers).
 */

import { nameFromText } from '../../wire/name.ts';
import { RCODE, TYPE } from '../../wire/registry.ts';
import type { Zone } from '../../zone/zone.ts';
import { noTcp } from '../faults.ts';
import type { Fault } from '../host.ts';
import {
  adding,
  denyingEmptyNames,
  FORGED_ADDRESS,
  failing,
  formErrorOnEdns,
  looksMinimised,
  lowersCase,
  malformed,
  mistaking,
  notImplementedOnEdns,
  silentOnEdns,
  spoofed,
  stripsEdns,
  truncating,
  truncatingAlways,
  withholding,
} from '../lies.ts';
import { type Animal, cage, setsFrom, zoneOf } from './cage.ts';

const WORKS = { whose: 'zone', rcode: 'NOERROR' } as const;
/** A name two labels below the zone, with nothing at the label between. */
const DEEP = { ask: 'www.empty', zone: { records: 'www.empty A 192.0.2.200' } } as const;

/** A fault that needs the zone it is about. */
function aboutZone(make: (zone: Zone) => Fault): (zones: readonly Zone[]) => readonly Fault[] {
  return (zones) => zones.slice(0, 1).map(make);
}

const ERRORS: readonly Animal[] = [
  cage(32, 'servfail', {
    fault: 'The servers say SERVFAIL: their copy of the zone has expired.',
    expect: { whose: 'zone', reason: 'broken' },
    faults: () => [failing(RCODE.SERVFAIL)],
  }),
  cage(33, 'malformed', {
    fault: 'The replies hold a name that points at itself.',
    expect: { whose: 'zone', reason: 'broken' },
    faults: () => [malformed],
  }),
  cage(34, 'wrong-question', {
    fault: 'The servers answer a question that nobody asked.',
    expect: { whose: 'zone', reason: 'broken' },
    faults: () => [mistaking(nameFromText('elsewhere.example.net'))],
  }),
  cage(35, 'no-soa', {
    fault: 'Negative answers come without an SOA record, so that nobody knows how long they hold (RFC 2308 section 5).',
    expect: WORKS,
    type: 'AAAA',
    faults: () => [withholding(({ type }) => type === TYPE.SOA)],
  }),
  cage(36, 'truncated-without-tcp', {
    fault: 'Replies over UDP are truncated and TCP is refused.',
    expect: { whose: 'zone', reason: 'silence' },
    faults: () => [truncating, noTcp],
  }),
  cage(37, 'truncated-over-tcp', {
    fault: 'Replies are truncated over TCP too.',
    expect: { whose: 'zone', reason: 'broken' },
    faults: () => [truncatingAlways],
  }),
];

const EDNS: readonly Animal[] = [
  cage(38, 'formerr-on-edns', {
    fault: 'The servers say FORMERR to every query with EDNS.',
    expect: WORKS,
    faults: () => [formErrorOnEdns],
  }),
  cage(39, 'notimp-on-edns', {
    fault: 'The servers say NOTIMP to every query with EDNS.',
    expect: WORKS,
    faults: () => [notImplementedOnEdns],
  }),
  cage(40, 'silent-on-edns', {
    fault: 'The servers (or a firewall before them) drop every query with EDNS.',
    expect: WORKS,
    faults: () => [silentOnEdns],
  }),
  cage(41, 'strips-edns', {
    fault: 'The servers take EDNS queries and answer without EDNS.',
    expect: WORKS,
    faults: () => [stripsEdns],
  }),
  cage(42, 'wants-cookies', {
    fault: 'The servers say BADCOOKIE until the client shows the cookie that it was given.',
    expect: WORKS,
    servers: { options: { cookies: 'required' } },
  }),
];

const LIES: readonly Animal[] = [
  cage(43, 'case-mangler', {
    fault: 'The servers send the question back in lower case.',
    expect: WORKS,
    faults: () => [lowersCase],
  }),
  cage(44, 'poisoner', {
    fault: 'The servers add addresses and name servers for zones that are not theirs.',
    expect: WORKS,
    faults: () => [
      adding({
        answer: setsFrom(`www.example.com. 86400 A ${FORGED_ADDRESS}`),
        authority: setsFrom(
          `example.com. 86400 NS ns.${zoneOf('poisoner')}.\ncom. 86400 NS ns1.${zoneOf('poisoner')}.`,
        ),
        additional: setsFrom(
          `ns1.example.com. 86400 A ${FORGED_ADDRESS}\na.gtld-servers.net. 86400 A ${FORGED_ADDRESS}`,
        ),
      }),
    ],
  }),
  cage(45, 'spoofed', {
    fault: 'Somebody sends forged replies with guessed ids before the true reply comes.',
    expect: { whose: 'network', rcode: 'NOERROR' },
    faults: () => [spoofed(3)],
  }),
  cage(46, 'denies-empty-names', {
    fault: 'The servers say NXDOMAIN for a name that exists only through names below it (against RFC 8020).',
    expect: WORKS,
    ...DEEP,
    faults: aboutZone(denyingEmptyNames),
  }),
  cage(47, 'refuses-minimised', {
    fault: 'The servers say REFUSED to the questions of resolvers that reveal one label at a time.',
    expect: WORKS,
    ...DEEP,
    faults: aboutZone((zone) => failing(RCODE.REFUSED, looksMinimised(zone))),
  }),
];

/** Servers that say the wrong thing. */
export const REPLIES: readonly Animal[] = [...ERRORS, ...EDNS, ...LIES];
