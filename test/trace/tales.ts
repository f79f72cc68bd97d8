/**
 * Whole stories for the tests of fold, print and verdict.
 */
import type { Trace } from '../../src/trace/event.ts';
import { answered, cutAt, received, sent, type Telling, telling, walkToOrg } from './telling.ts';

/** A cold walk that ends with an answer: hints, two referrals, glue taken and ignored. */
export function plainWalk(): Telling {
  const told = telling('www.example.org.');
  told.pen.tell({ kind: 'cache', level: 'answer', hit: false, name: 'www.example.org.', type: 'A' });
  told.pen.tell({ kind: 'cache', level: 'alias', hit: false, name: 'www.example.org.', type: 'A' });
  told.pen.tell({ kind: 'cache', level: 'delegation', hit: false, name: '.', type: 'NS' });
  const org = walkToOrg(told);
  org.tell({
    kind: 'referral',
    zone: 'example.org.',
    servers: ['ns1.example.org.', 'ns.other.example.'],
    ds: 'absent',
    glue: [
      { name: 'ns1.example.org.', address: '192.0.2.53', taken: true, rule: 'in-domain glue' },
      {
        name: 'ns.other.example.',
        address: '203.0.113.1',
        taken: false,
        rule: 'out of bailiwick (RFC 5452 section 6)',
      },
    ],
    ttlS: 86_400,
  });
  const zone = cutAt(told.pen, 'example.org.', ['ns1.example.org.', 'ns.other.example.']);
  const third = sent(zone, {
    name: 'www.example.org.',
    server: 'ns1.example.org.',
    address: '192.0.2.53',
    why: 'unknown',
    of: 2,
    packet: 3,
  });
  told.wait(21);
  received(third, 21, { aa: true, answers: 1 });
  zone.tell({ kind: 'answer', name: 'www.example.org.', type: 'A', records: 1, ttlS: 300, data: ['192.0.2.80'] });
  told.pen.tell({
    kind: 'stored',
    level: 'answer',
    name: 'www.example.org.',
    type: 'A',
    ttlS: 300,
    rank: 'authoritative answer',
  });
  answered(told.pen, 3, 300, ['www.example.org. 300 IN A 192.0.2.80']);
  return told;
}

/** From the cache alone. */
export function cachedAnswer(): Telling {
  const told = telling('www.example.org.');
  told.pen.tell({
    kind: 'cache',
    level: 'answer',
    hit: true,
    name: 'www.example.org.',
    type: 'A',
    ageS: 20,
    ttlS: 280,
    origin: { server: '192.0.2.53', zone: 'example.org.', learned: 1_760_000_000 },
  });
  answered(told.pen, 0, 280, ['www.example.org. 280 IN A 192.0.2.80'], { from: 'cache' });
  return told;
}

/** A server that is silent, a hedge that wins, a truncated reply that comes again over TCP, a scrubbed record. */
export function troubledWalk(): Telling {
  const told = telling('big.example.org.', 'TXT');
  told.pen.tell({ kind: 'cache', level: 'answer', hit: false, name: 'big.example.org.', type: 'TXT' });
  told.pen.tell({
    kind: 'cache',
    level: 'delegation',
    hit: true,
    name: 'example.org.',
    type: 'NS',
    side: 'parent',
    ageS: 1200,
    ttlS: 6000,
    origin: { server: '198.51.100.9', zone: 'org.', learned: 1_760_000_000 },
  });
  const zone = cutAt(told.pen, 'example.org.', ['ns1.example.org.', 'ns2.example.org.'], {
    from: 'cache',
    leaseS: 6000,
  });
  const asked = { name: 'big.example.org.', type: 'TXT' };
  const slow = sent(zone, { ...asked, server: 'ns1.example.org.', address: '192.0.2.53', why: 'best', of: 2 });
  told.wait(250);
  const hedge = sent(zone, {
    ...asked,
    server: 'ns2.example.org.',
    address: '2001:db8::53',
    why: 'hedge',
    of: 1,
    packet: 2,
  });
  told.wait(21);
  hedge.tell({ kind: 'truncated', address: '2001:db8::53' });
  hedge.tell({ kind: 'retry', address: '2001:db8::53', change: 'tcp', why: 'the reply was truncated (TC=1)' });
  const stream = sent(zone, {
    ...asked,
    server: 'ns2.example.org.',
    address: '2001:db8::53',
    protocol: 'tcp',
    packet: 3,
    follows: true,
  });
  told.wait(129);
  slow.tell({ kind: 'timed-out', address: '192.0.2.53', afterMs: 400, protocol: 'udp' });
  told.wait(3);
  received(stream, 132, { aa: true, answers: 1, bytes: 3000 });
  stream.tell({
    kind: 'scrubbed',
    section: 'additional',
    name: 'bank.example.',
    type: 'A',
    rule: 'nothing in the answer or authority section mentions it',
    rfc: 'RFC 2181 section 5.4.1',
  });
  zone.tell({ kind: 'answer', name: 'big.example.org.', type: 'TXT', records: 1, ttlS: 60, data: ['"big"'] });
  answered(told.pen, 3, 60, ['big.example.org. 60 IN TXT "big"']);
  return told;
}

/** A delegation to a server of another zone, whose address is looked up on the way. */
export function gluelessWalk(): Telling {
  const told = telling('www.example.org.');
  const org = walkToOrg(told);
  org.tell({
    kind: 'referral',
    zone: 'example.org.',
    servers: ['ns.other.org.'],
    ds: 'absent',
    glue: [],
    ttlS: 86_400,
  });
  const zone = cutAt(told.pen, 'example.org.', ['ns.other.org.']);
  zone.tell({ kind: 'address-needed', server: 'ns.other.org.', type: 'A' });
  lookUpServer(told, zone.child());
  const last = sent(zone, { name: 'www.example.org.', server: 'ns.other.org.', address: '192.0.2.7', packet: 5 });
  told.wait(8);
  received(last, 8, { aa: true, answers: 1, rcode: 'NXDOMAIN' });
  zone.tell({ kind: 'nxdomain', name: 'www.example.org.', ttlS: 900, zone: 'example.org.' });
  answered(told.pen, 5, 900, [], { rcode: 'NXDOMAIN' });
  return told;
}

function lookUpServer(told: Telling, lookup: Trace): void {
  lookup.tell({ kind: 'question', name: 'ns.other.org.', type: 'A', purpose: 'server-address' });
  lookup.tell({ kind: 'cache', level: 'delegation', hit: true, name: 'org.', type: 'NS', ageS: 0, ttlS: 172_800 });
  const again = cutAt(lookup, 'org.', ['a0.org.example.'], { from: 'cache' });
  const fourth = sent(again, {
    name: 'other.org.',
    server: 'a0.org.example.',
    address: '198.51.100.9',
    minimised: true,
    packet: 3,
  });
  told.wait(15);
  received(fourth, 15);
  again.tell({
    kind: 'referral',
    zone: 'other.org.',
    servers: ['ns.other.org.'],
    ds: 'absent',
    glue: [{ name: 'ns.other.org.', address: '192.0.2.7', taken: true, rule: 'in-domain glue' }],
    ttlS: 3600,
  });
  const other = cutAt(lookup, 'other.org.', ['ns.other.org.']);
  const fifth = sent(other, { name: 'ns.other.org.', server: 'ns.other.org.', address: '192.0.2.7', packet: 4 });
  told.wait(9);
  received(fifth, 9, { aa: true, answers: 1 });
  other.tell({ kind: 'answer', name: 'ns.other.org.', type: 'A', records: 1, ttlS: 3600, data: ['192.0.2.7'] });
  answered(lookup, 4, 3600, ['ns.other.org. 3600 IN A 192.0.2.7']);
}
