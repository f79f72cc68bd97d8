import { describe, expect, it } from 'vitest';
import { printStory } from '../../src/trace/print.ts';
import { cachedAnswer, gluelessWalk, plainWalk, troubledWalk } from './tales.ts';
import { cutAt, failed, received, sent, telling } from './telling.ts';

const WIDTH = 96;

describe('the printed story', () => {
  it('tells an ordinary walk in less than a screen', () => {
    const text = printStory(plainWalk().story(), { width: WIDTH });
    expect(text.split('\n').length).toBeLessThan(24);
    expect(text).toMatchInlineSnapshot(`
      "www.example.org. A                                          61 ms · 3 of 100 packets · unchecked
      ├─ cache         answer: no · alias: no · nearest cut: none
      ├─ .             2 servers from the root hints
      │                asked a.root.example. 198.51.100.1 ✓ 18 ms [not asked before, one of 4]
      │                  "A of org.?" (minimised)
      │                → referral to org. · 1 NS · DS 13/2 tag 4711 · TTL 2 d
      │                glue a0.org.example. 198.51.100.9 taken (sibling glue)
      ├─ org.          asked a0.org.example. 198.51.100.9 ✓ 22 ms [the only one]
      │                  "A of example.org.?" (minimised)
      │                → referral to example.org. · 2 NS · no DS · TTL 1 d
      │                glue ns1.example.org. 192.0.2.53 taken (in-domain glue)
      │                glue ignored: ns.other.example. 203.0.113.1: out of bailiwick (RFC 5452 section
      │                  6)
      ├─ example.org.  asked ns1.example.org. 192.0.2.53 ✓ 21 ms [not asked before, one of 2]
      │                  "A of www.example.org.?"
      │                → answer A 192.0.2.80 · TTL 300
      └─ answer        NOERROR, unchecked · kept 5 m

      www.example.org.  300  IN  A  192.0.2.80
      "
    `);
  });

  it('tells a hit with age, time left and origin', () => {
    expect(printStory(cachedAnswer().story(), { width: WIDTH })).toMatchInlineSnapshot(`
      "www.example.org. A                                                 0 ms · no packets · unchecked
      ├─ cache   answer: ✓ www.example.org. A (4 m 40 s left, learned 20 s ago from 192.0.2.53)
      └─ answer  NOERROR, unchecked · from the cache · kept 4 m 40 s

      www.example.org.  280  IN  A  192.0.2.80
      "
    `);
  });

  it('tells timeouts, hedges, TC to TCP and what was not believed', () => {
    expect(printStory(troubledWalk().story(), { width: WIDTH })).toMatchInlineSnapshot(`
      "big.example.org. TXT                                       403 ms · 3 of 100 packets · unchecked
      ├─ cache         answer: no · nearest cut: ✓ example.org. (parent side, 1 h 40 m left, learned
      │                  20 m ago from 198.51.100.9)
      ├─ example.org.  2 servers from the cache · lease 1 h 40 m
      │                asked ns1.example.org. 192.0.2.53 ✗ no reply in 400 ms [best of 2]
      │                  "TXT of big.example.org.?"
      │                hedge ns2.example.org. 2001:db8::53 ✓ 21 ms truncated (TC=1)
      │                retry ns2.example.org. 2001:db8::53 over TCP ✓ 132 ms
      │                → answer TXT "big" · TTL 60
      │                ignored additional bank.example. A: nothing in the answer or authority section
      │                  mentions it (RFC 2181 section 5.4.1)
      └─ answer        NOERROR, unchecked · kept 1 m
                       work: 1 timeout · 1 retried · 1 hedge · 1 over TCP

      big.example.org.  60  IN  TXT  "big"
      "
    `);
  });

  it('indents look-ups of server addresses below the zone that needs them', () => {
    expect(printStory(gluelessWalk().story(), { width: WIDTH })).toMatchInlineSnapshot(`
      "www.example.org. A                                          72 ms · 5 of 100 packets · unchecked
      ├─ .             2 servers from the root hints
      │                asked a.root.example. 198.51.100.1 ✓ 18 ms [not asked before, one of 4]
      │                  "A of org.?" (minimised)
      │                → referral to org. · 1 NS · DS 13/2 tag 4711 · TTL 2 d
      │                glue a0.org.example. 198.51.100.9 taken (sibling glue)
      ├─ org.          asked a0.org.example. 198.51.100.9 ✓ 22 ms [the only one]
      │                  "A of example.org.?" (minimised)
      │                → referral to example.org. · 1 NS · no DS · TTL 1 d · no glue
      ├─ example.org.  needs ns.other.org. A (24 ms · 2 packets) ✓ 192.0.2.7
      │    ├─ cache       nearest cut: ✓ org. (2 d left, learned 0 s ago)
      │    ├─ org.        a0.org.example. 198.51.100.9 ✓ 15 ms → referral to other.org. · 1 NS · no DS
      │    │                · TTL 1 h
      │    └─ other.org.  ns.other.org. 192.0.2.7 ✓ 9 ms → answer A 192.0.2.7 · TTL 3600
      │                asked ns.other.org. 192.0.2.7 ✓ 8 ms NXDOMAIN [the only one]
      │                  "A of www.example.org.?"
      │                → NXDOMAIN: www.example.org. does not exist · SOA of example.org. · kept 15 m
      └─ answer        NXDOMAIN, unchecked · kept 15 m

      www.example.org. does not exist (NXDOMAIN). So says the zone example.org.; kept for 15 m.
      "
    `);
  });

  it('adds name servers, octets and what was kept with -v', () => {
    expect(printStory(plainWalk().story(), { width: WIDTH, verbosity: 1 })).toMatchInlineSnapshot(`
      "www.example.org. A                                          61 ms · 3 of 100 packets · unchecked
      ├─ cache         answer www.example.org. A: no
      │                alias www.example.org. A: no
      │                nearest cut . NS: no
      ├─ .             2 servers from the root hints: a.root.example., b.root.example.
      │                asked a.root.example. 198.51.100.1 ✓ 18 ms [not asked before, one of 4]
      │                  "A of org.?" (minimised)
      │                sent 45 octets, EDNS, cookie of ours, timeout 400 ms, packet 1 of 100; got 120
      │                  octets, 0 answer, 1 authority, 2 additional RRsets
      │                → referral to org. · 1 NS · DS 13/2 tag 4711 · TTL 2 d
      │                NS a0.org.example.
      │                glue a0.org.example. 198.51.100.9 taken (sibling glue)
      ├─ org.          asked a0.org.example. 198.51.100.9 ✓ 22 ms [the only one]
      │                  "A of example.org.?" (minimised)
      │                sent 45 octets, EDNS, cookie of ours, timeout 400 ms, packet 2 of 100; got 120
      │                  octets, 0 answer, 1 authority, 2 additional RRsets
      │                → referral to example.org. · 2 NS · no DS · TTL 1 d
      │                NS ns1.example.org., ns.other.example.
      │                glue ns1.example.org. 192.0.2.53 taken (in-domain glue)
      │                glue ignored: ns.other.example. 203.0.113.1: out of bailiwick (RFC 5452 section
      │                  6)
      ├─ example.org.  asked ns1.example.org. 192.0.2.53 ✓ 21 ms [not asked before, one of 2]
      │                  "A of www.example.org.?"
      │                sent 45 octets, EDNS, cookie of ours, timeout 400 ms, packet 3 of 100; got 120
      │                  octets, flags aa, 1 answer, 1 authority, 2 additional RRsets
      │                → answer A 192.0.2.80 · TTL 300
      ├─ note          kept answer www.example.org. A for 5 m (authoritative answer)
      └─ answer        NOERROR, unchecked · kept 5 m
                       work: 135 octets sent · 360 received · 0 cache hits

      www.example.org.  300  IN  A  192.0.2.80
      "
    `);
  });

  it('closes a failure with its three lines', () => {
    const told = telling('www.example.org.');
    const zone = cutAt(told.pen, 'example.org.', ['ns1.example.org.'], { from: 'cache' });
    const exchange = sent(zone, { name: 'www.example.org.', server: 'ns1.example.org.', address: '192.0.2.53' });
    told.wait(20);
    received(exchange, 20, { rcode: 'REFUSED', ede: [{ code: 20, text: 'not mine' }] });
    exchange.tell({
      kind: 'lame',
      server: 'ns1.example.org.',
      address: '192.0.2.53',
      zone: 'example.org.',
      reason: 'refused',
    });
    failed(told.pen, 'refused', 'none of the name servers of example.org. gave a usable answer', 'example.org.');
    expect(printStory(told.story(), { width: WIDTH })).toMatchInlineSnapshot(`
      "www.example.org. A                                             20 ms · 1 of 100 packets · failed
      ├─ example.org.  1 server from the cache
      │                asked ns1.example.org. 192.0.2.53 ✗ 20 ms REFUSED [the only one]
      │                  "A of www.example.org.?"
      │                it says EDE 20 (Not Authoritative) "not mine"
      │                → lame for example.org.: it refuses to answer for the zone (REFUSED)
      └─ failed        ✗ none of the name servers of example.org. gave a usable answer

      what happened  Every server of example.org. that answered refuses to answer for the zone
                     (REFUSED): ns1.example.org. 192.0.2.53.
      whose fault    zone: the operators of example.org.
      what to do     Either the zone moved away from these servers and the delegation at the parent
                     zone was not changed, or they refuse this network: the operators of example.org.
                     must say.
      "
    `);
  });

  it('tells the aliases, from the cache and from the network, and whose cache looks follow', () => {
    const told = telling('www.example.org.');
    told.pen.tell({ kind: 'cache', level: 'alias', hit: true, name: 'www.example.org.', type: 'A', ttlS: 10 });
    told.pen.tell({
      kind: 'alias',
      owner: 'www.example.org.',
      type: 'CNAME',
      from: 'www.example.org.',
      to: 'x.old.example.',
      synthesised: false,
    });
    told.pen.tell({ kind: 'cache', level: 'answer', hit: false, name: 'x.old.example.', type: 'A' });
    const zone = cutAt(told.pen, 'old.example.', ['ns.old.example.'], { from: 'cache' });
    received(sent(zone, { name: 'x.old.example.', server: 'ns.old.example.', address: '192.0.2.9' }), 5, { aa: true });
    zone.tell({
      kind: 'alias',
      owner: 'old.example.',
      type: 'DNAME',
      from: 'x.old.example.',
      to: 'x.new.example.',
      synthesised: true,
    });
    told.pen.tell({ kind: 'cache', level: 'answer', hit: true, name: 'x.new.example.', type: 'A', ttlS: 5, ageS: 1 });
    told.pen.tell({
      kind: 'answered',
      rcode: 'NOERROR',
      security: 'unchecked',
      from: 'network',
      ttlS: 5,
      records: ['www.example.org. 10 IN CNAME x.old.example.', 'x.new.example. 5 IN A 192.0.2.1'],
      packets: 1,
    });
    expect(printStory(told.story(), { width: WIDTH })).toMatchInlineSnapshot(`
      "www.example.org. A                                           0 ms · 1 of 100 packets · unchecked
      ├─ cache         alias: ✓ www.example.org. A (10 s left)
      ├─ alias         → www.example.org. CNAME x.old.example.
      ├─ cache         x.old.example. answer: no
      ├─ old.example.  1 server from the cache
      │                asked ns.old.example. 192.0.2.9 ✓ 5 ms [the only one] "A of x.old.example.?"
      │                → alias x.old.example. becomes x.new.example. by the DNAME of old.example.
      │                  (CNAME synthesised, RFC 6672)
      ├─ cache         x.new.example. answer: ✓ x.new.example. A (5 s left, learned 1 s ago)
      └─ answer        NOERROR, unchecked · kept 5 s

      www.example.org.  10  IN  CNAME  x.old.example.
      x.new.example.     5  IN  A      192.0.2.1
      "
    `);
  });

  it('breaks lines at the width of the terminal and never within the question', () => {
    for (const width of [60, 80, 120]) {
      const lines = printStory(troubledWalk().story(), { width }).split('\n');
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
      expect(lines.some((line) => line.includes('"TXT of big.example.org.?"'))).toBe(true);
    }
  });

  it('uses colour only when asked, and the text is the same without', () => {
    const story = troubledWalk().story();
    const plain = printStory(story, { width: WIDTH });
    const coloured = printStory(story, { width: WIDTH, colour: true });
    expect(plain).not.toContain('\x1b');
    expect(coloured).toContain('\x1b[31m');
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(plain);
  });

  it('shows the octets of both messages with -vv', () => {
    const told = telling('.', 'NS');
    const root = cutAt(told.pen, '.', ['a.'], { from: 'hints' });
    // Header and question ". NS".
    const octets = Uint8Array.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]);
    const wire = btoa(String.fromCharCode(...octets));
    received(sent(root, { name: '.', type: 'NS', server: 'a.', address: '192.0.2.1', wire }), 5, { wire });
    const text = printStory(told.story(), { width: WIDTH, verbosity: 2 });
    expect(text).toContain('0000  00 01 00 00 00 01 00 00 00 00 00 00 00 00 02 00');
    expect(text).toContain('0010  01');
    expect(printStory(told.story(), { width: WIDTH, verbosity: 1 })).not.toContain('0000  00');
  });
});
