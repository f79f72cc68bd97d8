import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../src/trace/event.ts';
import { type Verdict, verdictOf } from '../../src/trace/verdict.ts';
import { plainWalk } from './tales.ts';
import { cutAt, failed, received, sent, type Telling, telling, walkToOrg } from './telling.ts';

const NAME = 'www.example.org.';
const SERVERS = ['ns1.example.org.', 'ns2.example.org.'];
const GLUE = [
  { name: 'ns1.example.org.', address: '192.0.2.53', taken: true, rule: 'in-domain glue' },
  { name: 'ns2.example.org.', address: '203.0.113.53', taken: true, rule: 'in-domain glue' },
];

/** Stands at example.org. after two good referrals. */
function atZone(servers = SERVERS, glue: typeof GLUE = GLUE): { told: Telling; zone: ReturnType<typeof cutAt> } {
  const told = telling(NAME);
  walkToOrg(told).tell({ kind: 'referral', zone: 'example.org.', servers, ds: 'absent', glue, ttlS: 86_400 });
  return { told, zone: cutAt(told.pen, 'example.org.', servers) };
}

function silent(told: Telling, zone: ReturnType<typeof cutAt>, server: string, address: string, ms = 800): void {
  const exchange = sent(zone, { name: NAME, server, address });
  told.wait(ms);
  exchange.tell({ kind: 'timed-out', address, afterMs: ms, protocol: 'udp' });
}

function end(told: Telling, reason: FailureReason, text = 'the text of the failure', zone?: string): Verdict {
  failed(told.pen, reason, text, zone);
  const verdict = verdictOf(told.story());
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
}

describe('the verdict', () => {
  it('is none for an answer, NXDOMAIN or an unfinished story', () => {
    expect(verdictOf(plainWalk().story())).toBeUndefined();
    expect(verdictOf(telling(NAME).story())).toBeUndefined();
  });

  it('silence: names the silent addresses and how long, and blames the zone when others replied', () => {
    const { told, zone } = atZone();
    silent(told, zone, 'ns1.example.org.', '192.0.2.53', 400);
    silent(told, zone, 'ns1.example.org.', '192.0.2.53', 800);
    silent(told, zone, 'ns2.example.org.', '203.0.113.53');
    const verdict = end(told, 'silence', 'x', 'example.org.');
    expect(verdict.whose).toBe('zone');
    expect(verdict.what).toContain('ns1.example.org. 192.0.2.53 (silent 2 times for 1.2 s)');
    expect(verdict.what).toContain('203.0.113.53 (silent for 800 ms)');
    expect(verdict.culprit).toBe('zone: the operators of example.org.');
  });

  it('silence everywhere blames the network', () => {
    const told = telling(NAME);
    silent(told, cutAt(told.pen, '.', ['a.'], { from: 'hints' }), 'a.', '198.51.100.1');
    const verdict = end(told, 'silence', 'x', '.');
    expect(verdict.whose).toBe('network');
    expect(verdict.todo).toContain('port 53');
  });

  it('silence of IPv6 addresses alone points at IPv6', () => {
    const { told, zone } = atZone();
    silent(told, zone, 'ns1.example.org.', '2001:db8::53');
    const verdict = end(told, 'silence', 'x', 'example.org.');
    expect(verdict.whose).toBe('network');
    expect(verdict.todo).toContain('-4');
  });

  it('silence during priming already is silence of the root', () => {
    const told = telling(NAME);
    const prime = told.pen.child();
    prime.tell({ kind: 'question', name: '.', type: 'NS', purpose: 'prime' });
    silent(told, cutAt(prime, '.', ['a.'], { from: 'hints' }), 'a.', '198.51.100.1', 7000);
    const verdict = end(told, 'deadline');
    expect(verdict.whose).toBe('network');
    expect(verdict.what).toContain('a. 198.51.100.1 (silent for 7 s)');
  });

  it('unreachable is ours', () => {
    const { told, zone } = atZone();
    const exchange = sent(zone, { name: NAME, server: 'ns1.example.org.', address: '192.0.2.53' });
    exchange.tell({ kind: 'unreachable', address: '192.0.2.53', protocol: 'udp', what: 'no route to host' });
    const verdict = end(told, 'unreachable', 'x', 'example.org.');
    expect(verdict.whose).toBe('you');
    expect(verdict.what).toContain('192.0.2.53 (no route to host)');
  });

  it('lame: says which servers and how', () => {
    const { told, zone } = atZone();
    const [server, address] = ['ns1.example.org.', '192.0.2.53'];
    const exchange = sent(zone, { name: NAME, server, address });
    received(exchange, 9);
    exchange.tell({ kind: 'lame', server, address, zone: 'example.org.', reason: 'upward-referral' });
    silent(told, zone, 'ns2.example.org.', '203.0.113.53');
    const verdict = end(told, 'lame', 'x', 'example.org.');
    expect(verdict.whose).toBe('zone');
    expect(verdict.what).toContain('ns1.example.org. 192.0.2.53 (it refers back up towards the root');
    expect(verdict.what).toContain('Others did not answer: ns2.example.org.');
    expect(verdict.todo).toContain('the delegation in org.');
  });

  it('root servers that answer like resolvers are an intercepted port 53', () => {
    const told = telling(NAME);
    const root = cutAt(told.pen, '.', ['a.'], { from: 'hints' });
    const exchange = sent(root, { name: 'org.', server: 'a.', address: '198.51.100.1' });
    received(exchange, 1, { rcode: 'NXDOMAIN' });
    exchange.tell({ kind: 'lame', server: 'a.', address: '198.51.100.1', zone: '.', reason: 'recursive-answer' });
    const verdict = end(told, 'lame', 'x', '.');
    expect(verdict.whose).toBe('network');
    expect(verdict.what).toContain('intercepted');
  });

  it('broken: repeats what the servers say of themselves', () => {
    const { told, zone } = atZone();
    const [server, address] = ['ns1.example.org.', '192.0.2.53'];
    const exchange = sent(zone, { name: NAME, server, address });
    received(exchange, 9, { rcode: 'SERVFAIL', ede: [{ code: 14, text: 'zone not loaded' }] });
    exchange.tell({ kind: 'unusable', server, address, zone: 'example.org.', reason: 'servfail', rcode: 'SERVFAIL' });
    const verdict = end(told, 'broken', 'x', 'example.org.');
    expect(verdict.whose).toBe('zone');
    expect(verdict.what).toContain('SERVFAIL');
    expect(verdict.what).toContain('"zone not loaded"');
    expect(verdict.todo).toContain('logs');
  });

  it('refused: names the servers that refuse', () => {
    const { told, zone } = atZone();
    const [server, address] = ['ns1.example.org.', '192.0.2.53'];
    const exchange = sent(zone, { name: NAME, server, address });
    received(exchange, 9, { rcode: 'REFUSED' });
    exchange.tell({ kind: 'lame', server, address, zone: 'example.org.', reason: 'refused' });
    const verdict = end(told, 'refused', 'x', 'example.org.');
    expect(verdict.whose).toBe('zone');
    expect(verdict.what).toContain('REFUSED');
    expect(verdict.what).toContain('ns1.example.org. 192.0.2.53');
  });

  it('no address: missing glue is the fault of the parent', () => {
    const { told, zone } = atZone(['ns1.example.org.'], []);
    zone.tell({ kind: 'address-needed', server: 'ns1.example.org.', type: 'A' });
    const verdict = end(told, 'no-address', 'x', 'example.org.');
    expect(verdict.whose).toBe('parent');
    expect(verdict.what).toContain('ns1.example.org. lies inside the zone');
    expect(verdict.culprit).toBe('parent: the delegation of example.org. in org.');
  });

  it('no address: servers that do not exist are the fault of the zone', () => {
    const { told, zone } = atZone(['ns.gone.example.'], []);
    const lookup = zone.child();
    lookup.tell({ kind: 'question', name: 'ns.gone.example.', type: 'A', purpose: 'server-address' });
    lookup.tell({
      kind: 'answered',
      rcode: 'NXDOMAIN',
      security: 'unchecked',
      from: 'network',
      ttlS: 60,
      records: [],
      packets: 4,
    });
    const verdict = end(told, 'no-address', 'x', 'example.org.');
    expect(verdict.whose).toBe('zone');
    expect(verdict.what).toContain('ns.gone.example. (the name does not exist)');
  });

  it.each(['cycle', 'no-address'] as const)('%s of name servers that need each other tells the circle', (reason) => {
    const { told, zone } = atZone(['ns.b.example.'], []);
    const first = zone.child();
    first.tell({ kind: 'question', name: 'ns.b.example.', type: 'A', purpose: 'server-address' });
    const second = cutAt(first, 'b.example.', ['ns.example.org.']).child();
    second.tell({ kind: 'question', name: 'ns.example.org.', type: 'A', purpose: 'server-address' });
    failed(second, 'cycle', 'the address of ns.b.example. is needed to find it');
    failed(first, 'no-address', 'x');
    const verdict = end(told, reason, 'x', 'example.org.');
    expect(verdict.whose).toBe('zone');
    expect(verdict.what).toContain(
      'each name needs the address of the next: www.example.org. → ns.b.example. → ns.example.org.',
    );
    expect(verdict.todo).toContain('glue');
  });

  it('an alias loop is shown', () => {
    const { told, zone } = atZone();
    const link = { kind: 'alias', type: 'CNAME', synthesised: false } as const;
    zone.tell({ ...link, owner: NAME, from: NAME, to: 'b.example.org.' });
    zone.tell({ ...link, owner: 'b.example.org.', from: 'b.example.org.', to: NAME });
    const verdict = end(told, 'alias-loop');
    expect(verdict.what).toContain('www.example.org. → b.example.org. → www.example.org.');
    expect(verdict.whose).toBe('zone');
  });

  it('an alias chain that is too long names our limit', () => {
    const { told, zone } = atZone();
    zone.tell({ kind: 'alias', type: 'CNAME', synthesised: false, owner: NAME, from: NAME, to: 'b.example.org.' });
    told.pen.tell({ kind: 'limit', limit: 'alias-links', used: 12, of: 11, text: 'the alias chain is too long' });
    const verdict = end(told, 'alias-chain-too-long');
    expect(verdict.what).toContain('11 links');
    expect(verdict.todo).toContain('www.example.org.');
  });

  it('a DNAME that grows beyond a name names its owner', () => {
    const { told, zone } = atZone();
    zone.tell({ kind: 'alias', type: 'DNAME', synthesised: true, owner: 'example.org.', from: NAME, to: NAME });
    expect(end(told, 'name-too-long').what).toContain('DNAME at example.org.');
  });

  it('a referral loop shows the zones', () => {
    const { told } = atZone();
    expect(end(told, 'referral-loop', 'x', 'example.org.').what).toContain('. → org. → example.org.');
  });

  it('a budget tells the limit and how much was used', () => {
    const { told } = atZone();
    told.pen.tell({ kind: 'limit', limit: 'packets-per-question', used: 100, of: 100, text: 'our limit is used up' });
    const verdict = end(told, 'budget', 'x', 'example.org.');
    expect(verdict.what).toContain('(100 of 100)');
    expect(verdict.whose).toBe('zone');
  });

  it('a deadline says where the time went', () => {
    const { told, zone } = atZone();
    silent(told, zone, 'ns1.example.org.', '192.0.2.53', 3000);
    const verdict = end(told, 'deadline');
    expect(verdict.what).toContain('192.0.2.53 (silent for 3 s)');
    expect(verdict.whose).toBe('zone');
    expect(end(telling(NAME), 'deadline').whose).toBe('network');
  });

  it('bogus: the clock first, then the zone', () => {
    const { told } = atZone();
    told.pen.tell({ kind: 'verdict', name: NAME, type: 'A', security: 'bogus', text: 'the signature expired' });
    const verdict = end(told, 'bogus', 'x', 'example.org.');
    expect(verdict.what).toContain('the signature expired');
    expect(verdict.todo).toContain('clock');
  });

  it('a remembered failure says since when and until when', () => {
    const told = telling(NAME);
    told.pen.tell({ kind: 'cache', level: 'failure', hit: true, name: NAME, type: 'A', ageS: 12, ttlS: 18 });
    const verdict = end(told, 'cached-failure', 'it failed 12 s ago and is not tried again yet: nobody answered');
    expect(verdict.what).toBe(
      'www.example.org. failed 12 s ago and is not asked again yet (RFC 9520): nobody answered.',
    );
    expect(verdict.todo).toContain('in 18 s');
  });

  it('the failure of an alias target is judged at the target', () => {
    const told = telling(NAME);
    told.pen.tell({ kind: 'alias', type: 'CNAME', synthesised: false, owner: NAME, from: NAME, to: 'x.example.' });
    const child = told.pen.child();
    child.tell({ kind: 'question', name: 'x.example.', type: 'A', purpose: 'alias' });
    const zone = cutAt(child, 'example.', ['ns.example.'], { from: 'cache' });
    silent(told, zone, 'ns.example.', '192.0.2.9');
    failed(child, 'silence', 'x', 'example.');
    expect(end(told, 'silence', 'x', 'example.').what).toContain(
      'No server of example. replied: ns.example. 192.0.2.9',
    );
  });

  it('servers of the parent, asked for glue, do not stand for the zone', () => {
    const { told, zone } = atZone(['ns1.example.org.'], []);
    received(sent(zone, { name: 'ns1.example.org.', server: 'a0.org.example.', address: '198.51.100.9' }), 5);
    silent(told, zone, 'ns1.example.org.', '192.0.2.53');
    expect(end(told, 'silence', 'x', 'example.org.').what).not.toContain('a0.org.example.');
  });
});

/** The whole closed list; the type makes sure that none is forgotten. */
const WHOSE: Readonly<Record<FailureReason, Verdict['whose']>> = {
  silence: 'network',
  unreachable: 'you',
  offline: 'network',
  lame: 'zone',
  broken: 'zone',
  refused: 'zone',
  'no-address': 'zone',
  'alias-loop': 'zone',
  'alias-chain-too-long': 'zone',
  'referral-loop': 'zone',
  cycle: 'zone',
  budget: 'zone',
  deadline: 'network',
  'name-too-long': 'zone',
  bogus: 'zone',
  'cached-failure': 'zone',
  aborted: 'you',
  'local-policy': 'you',
};

describe('every reason, told without any other event', () => {
  it.each(Object.entries(WHOSE))('%s is laid to %s in three whole sentences', (reason, whose) => {
    const told = telling(NAME);
    told.pen.tell({ kind: 'failed', reason: reason as FailureReason, text: 'why', ede: [], packets: 0 });
    const verdict = verdictOf(told.story());
    expect(verdict?.whose).toBe(whose);
    for (const text of [verdict?.what, verdict?.todo]) expect(text).toMatch(/^.{20,}[.]$/s);
    expect(verdict?.culprit).toMatch(/^(you|network|zone|parent): /);
    expect(`${verdict?.what} ${verdict?.todo}`).not.toMatch(/undefined|\(\)|: \.| {2}/);
  });
});
