/**
 * Names that never leave this machine: special-use domains and private reverse zones, answered as Unbound's default
 * local zones do. It must not know the resolver.
 *
 * RFC 6761 (localhost, invalid, test), RFC 7686 (onion), RFC 8375 (home.arpa), RFC 9462 (resolver.arpa), RFC 6303
 * and 7793 (reverse zones).
 */
import type { Question } from '../wire/message.ts';
import { isAtOrBelow, type Name, nameFromText, parentOf, ROOT } from '../wire/name.ts';
import { rdataFromText } from '../wire/presentation.ts';
import { RCODE, type RRType, TYPE } from '../wire/registry.ts';
import { type RRset, rrsetOf } from '../wire/rrset.ts';

/** Unbound's: three hours. */
const TTL_S = 10_800;

/** Shape of an answer of ours; `aa` because nobody else has authority over these names. */
export interface LocalAnswer {
  readonly rcode: number;
  readonly aa: boolean;
  readonly answer: readonly RRset[];
  readonly authority: readonly RRset[];
}

const LOCALHOST = nameFromText('localhost');
const ARPA = nameFromText('arpa');
/** RFC 9462 section 6.4: NODATA for every name at or below it. */
const RESOLVER = nameFromText('resolver.arpa');
/** Empty themselves, with a name of ours below: NXDOMAIN would deny that one too (RFC 8020). */
const NON_TERMINALS: ReadonlySet<Name> = new Set(['0.0.127.in-addr.arpa', '0.127.in-addr.arpa'].map(nameFromText));
const LOOPBACK_REVERSE: ReadonlyMap<Name, string> = new Map([
  [nameFromText('1.0.0.127.in-addr.arpa'), 'localhost.'],
  [nameFromText(`1.${'0.'.repeat(31)}ip6.arpa`), 'localhost.'],
]);

const octets = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** Zones that exist and are empty. */
const EMPTY_ZONES: ReadonlySet<Name> = new Set(
  [
    'invalid', 'test', 'onion', 'home.arpa', 'resolver.arpa', 'service.arpa', 'localhost',
    '127.in-addr.arpa', '0.in-addr.arpa', '10.in-addr.arpa', '168.192.in-addr.arpa', '254.169.in-addr.arpa',
    '2.0.192.in-addr.arpa', '100.51.198.in-addr.arpa', '113.0.203.in-addr.arpa', '255.255.255.255.in-addr.arpa',
    ...octets(16, 31).map((second) => `${second}.172.in-addr.arpa`),
    ...octets(64, 127).map((second) => `${second}.100.in-addr.arpa`),
    `1.${'0.'.repeat(31)}ip6.arpa`, `${'0.'.repeat(32)}ip6.arpa`, 'd.f.ip6.arpa',
    '8.e.f.ip6.arpa', '9.e.f.ip6.arpa', 'a.e.f.ip6.arpa', 'b.e.f.ip6.arpa', '8.b.d.0.1.0.0.2.ip6.arpa',
  ].map(nameFromText),
); // biome-ignore format: a table

/**
 * The answer for a special-use name, or undefined for any other name. `ownZones` (configured, with servers of their
 * own) at or below a special-use zone are left to those servers.
 */
export function specialUseAnswer(question: Question, ownZones: readonly Name[] = []): LocalAnswer | undefined {
  const zone = zoneOf(question.name);
  if (zone === undefined || isDelegation(question, zone)) return undefined;
  for (const own of ownZones) if (isAtOrBelow(question.name, own) && isAtOrBelow(own, zone)) return undefined;
  const sets = setsAt(question.name, zone);
  const answer = sets.filter(({ type }) => type === question.type || question.type === TYPE.ANY);
  if (answer.length > 0) return { rcode: RCODE.NOERROR, aa: true, answer, authority: [] };
  const exists = sets.length > 0 || NON_TERMINALS.has(question.name) || isAtOrBelow(question.name, RESOLVER);
  return { rcode: exists ? RCODE.NOERROR : RCODE.NXDOMAIN, aa: true, answer: [], authority: [soa(zone)] };
}

/**
 * The DS of a zone that the DNS does delegate is its parent's to deny, with proof (RFC 4035 section 3.1.4.1, RFC 8375
 * section 4); the root knows nothing of the others.
 */
function isDelegation({ name, type }: Question, zone: Name): boolean {
  return type === TYPE.DS && name === zone && isAtOrBelow(zone, ARPA);
}

function zoneOf(name: Name): Name | undefined {
  for (let at = name; at !== ROOT; at = parentOf(at)) if (EMPTY_ZONES.has(at)) return at;
  return undefined;
}

function setsAt(name: Name, zone: Name): RRset[] {
  const sets: RRset[] = [];
  // RFC 6761 section 6.3: localhost and everything below it is this machine.
  if (isAtOrBelow(name, LOCALHOST)) sets.push(set(name, TYPE.A, '127.0.0.1'), set(name, TYPE.AAAA, '::1'));
  const pointer = LOOPBACK_REVERSE.get(name);
  if (pointer !== undefined) sets.push(set(name, TYPE.PTR, pointer));
  if (name === zone) sets.push(soa(zone), set(zone, TYPE.NS, 'localhost.'));
  return sets;
}

/** Read once: reverse look-ups of a home network are many. */
const SOA_RDATA = rdataFromText(TYPE.SOA, 'localhost. nobody.invalid. 1 3600 1200 604800 10800', ROOT);

function soa(zone: Name): RRset {
  return rrsetOf(zone, TYPE.SOA, TTL_S, [SOA_RDATA]);
}

function set(name: Name, type: RRType, text: string): RRset {
  return rrsetOf(name, type, TTL_S, [rdataFromText(type, text, ROOT)]);
}
