/** The examples of RFC 4592, in full. */
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { placeOf } from '../../src/zone/zone.ts';
import { ask, zoneFrom } from './ask.ts';

/** Section 2.2.1. */
const ZONE = zoneFrom(
  'example',
  `
example.                 3600 IN  SOA   ns.example.com. host.example. 1 7200 3600 1209600 3600
example.                 3600     NS    ns.example.com.
example.                 3600     NS    ns.example.net.
*.example.               3600     TXT   "this is a wildcard"
*.example.               3600     MX    10 host1.example.
sub.*.example.           3600     TXT   "this is not a wildcard"
host1.example.           3600     A     192.0.2.1
_ssh._tcp.host1.example. 3600     SRV   0 0 22 host1.example.
_ssh._tcp.host2.example. 3600     SRV   0 0 22 host2.example.
subdel.example.          3600     NS    ns.example.com.
subdel.example.          3600     NS    ns.example.net.
`,
);

describe('RFC 4592 section 2.2.1', () => {
  it.each([
    ['host3.example', 'MX', ['host3.example. MX 10 host1.example.']],
    ['foo.bar.example', 'TXT', ['foo.bar.example. TXT "this is a wildcard"']],
    ['_telnet._tcp.host3.example', 'TXT', ['_telnet._tcp.host3.example. TXT "this is a wildcard"']],
  ])('%s %s is made from the wildcard', (name, type, answer) => {
    expect(ask(ZONE, name, type)).toMatchObject({ kind: 'answer', aa: true, answer });
  });

  it('host3.example A has no data: the wildcard has no such type', () => {
    expect(ask(ZONE, 'host3.example', 'A')).toMatchObject({ kind: 'nodata', answer: [] });
  });

  it.each([
    ['host1.example', 'MX', 'nodata', 'because host1.example exists'],
    ['sub.*.example', 'MX', 'nodata', 'because sub.*.example exists'],
    ['_telnet._tcp.host1.example', 'SRV', 'nxdomain', 'because _tcp.host1.example exists (without data)'],
    ['host.subdel.example', 'A', 'referral', 'because subdel.example exists (and is a zone cut)'],
    ['ghost.*.example', 'MX', 'nxdomain', 'because *.example exists'],
  ])('%s %s is not made from the wildcard but %s: %s', (name, type, kind) => {
    expect(ask(ZONE, name, type)).toMatchObject({ kind, answer: [] });
  });
});

describe('RFC 4592 section 3.3.2: closest encloser and source of synthesis', () => {
  it.each([
    ['host3.example', 'example.', true],
    ['_telnet._tcp.host1.example', '_tcp.host1.example.', false],
    ['_dns._udp.host2.example', 'host2.example.', false],
    ['_telnet._tcp.host3.example', 'example.', true],
    ['_chat._udp.host3.example', 'example.', true],
    ['foobar.*.example', '*.example.', false],
  ])('%s has the closest encloser %s', (name, encloser, source) => {
    expect(placeOf(ZONE, nameFromText(name))).toEqual({ kind: 'missing', encloser });
    expect(ask(ZONE, name, 'TXT').kind).toBe(source ? 'answer' : 'nxdomain');
  });
});

describe('what a wildcard is', () => {
  it('can be asked for itself, as any name (section 2.3)', () => {
    expect(ask(ZONE, '*.example', 'TXT').answer).toEqual(['*.example. TXT "this is a wildcard"']);
    expect(ask(ZONE, '*.example', 'A').kind).toBe('nodata');
  });

  it('matches a name with an asterisk in it that stands below nothing', () => {
    expect(ask(ZONE, '*.other.example', 'TXT').answer).toEqual(['*.other.example. TXT "this is a wildcard"']);
  });

  it('is an asterisk alone: a label that contains one is no wildcard (section 2.1.1)', () => {
    const zone = zoneFrom('example', 'a*.example. A 192.0.2.1\n*b.example. A 192.0.2.2\n');
    expect(ask(zone, 'ax.example', 'A').kind).toBe('nxdomain');
    expect(ask(zone, 'xb.example', 'A').kind).toBe('nxdomain');
    expect(ask(zone, 'a*.example', 'A').kind).toBe('answer');
  });

  it('may be empty: then it has no data for any name (section 4.9)', () => {
    const zone = zoneFrom('example', 'sub.*.wild A 192.0.2.1');
    expect(ask(zone, 'any.wild.example', 'A').kind).toBe('nodata');
    expect(ask(zone, 'sub.any.wild.example', 'A').kind).toBe('nodata');
  });

  it('may be an alias, and the chain goes on from it (section 4.5)', () => {
    const zone = zoneFrom('example', '*.wild CNAME www\nwww A 192.0.2.1\n*.loop CNAME again.loop\n');
    expect(ask(zone, 'any.wild.example', 'A').answer).toEqual([
      'any.wild.example. CNAME www.example.',
      'www.example. A 192.0.2.1',
    ]);
    expect(ask(zone, 'x.loop.example', 'A').answer).toEqual([
      'x.loop.example. CNAME again.loop.example.',
      'again.loop.example. CNAME again.loop.example.',
    ]);
  });

  it('gives all it has for ANY, under the name that was asked', () => {
    expect(ask(ZONE, 'host3.example', 'ANY').answer).toEqual([
      'host3.example. TXT "this is a wildcard"',
      'host3.example. MX 10 host1.example.',
    ]);
  });

  it('does not reach below a cut', () => {
    const zone = zoneFrom('example', '*.child A 192.0.2.1\nchild NS ns.elsewhere.test.\n');
    expect(ask(zone, 'x.child.example', 'A').kind).toBe('referral');
  });
});
