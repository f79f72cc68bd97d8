import { describe, expect, it } from 'vitest';
import { parseConfig, readConfigFile } from '../../src/cli/config-load.ts';

function errorsOf(text: string): readonly string[] {
  const loaded = parseConfig(text, 'f');
  return 'errors' in loaded ? loaded.errors : [];
}

/** A file and everything that is said about it. */
const REFUSED: readonly (readonly [text: string, ...errors: string[]])[] = [
  ['server:\n  lissten: []\n', 'f:2:3: server.lissten: unknown key (did you mean listen?)'],
  ['sevrer: {}\n', 'f:1:1: sevrer: unknown key (did you mean server?)'],
  ['server:\n  threads: 0\n', 'f:2:12: server.threads: 0 is not a whole number from 1 to 256'],
  ['server:\n  threads: many\n', 'f:2:12: server.threads: "many" is not a whole number from 1 to 256'],
  ['server:\n  listen: []\n', 'f:2:11: server.listen: is empty: a server without an address answers nobody'],
  [
    'server:\n  listen: ["127.0.0.1"]\n',
    'f:2:12: server.listen[0]: "127.0.0.1" is not an IP address and port such as 127.0.0.1:5300 or [::1]:5300',
  ],
  [
    'server:\n  listen: ["tls://127.0.0.1:853"]\n',
    'f:2:12: server.listen[0]: "tls://127.0.0.1:853": DNS over TLS is not served yet: listen on 127.0.0.1:853 without tls://',
  ],
  [
    'server:\n  listen: ["https://[::1]:443"]\n',
    'f:2:12: server.listen[0]: "https://[::1]:443": DNS over HTTPS is not served yet: listen on [::1]:443 without https://',
  ],
  [
    'server:\n  allow: ["10.0.0.0/33"]\n',
    'f:2:11: server.allow[0]: "10.0.0.0/33" needs a length from 0 to 32 behind the slash',
  ],
  ['server:\n  allow: ["10.0.0.1/8"]\n', 'f:2:11: server.allow[0]: "10.0.0.1/8" has bits set beyond its length of 8'],
  [
    'server:\n  client-deadline: 7\n',
    'f:2:20: server.client-deadline: 7 is not a duration such as 1800ms, 7s, 10m, 1h or 1d',
  ],
  ['server:\n  client-deadline: 0s\n', 'f:2:20: server.client-deadline: must be more than nothing'],
  ['server:\n  minimal-responses: yes\n', 'f:2:22: server.minimal-responses: "yes" is not true or false'],
  ['server:\n  max-udp-payload: 100\n', 'f:2:20: server.max-udp-payload: 100 is not a whole number from 512 to 4096'],
  ['server:\n  doh-path: dns\n', 'f:2:13: server.doh-path: "dns" is not a path such as /dns-query'],
  ['server: 5\n', 'f:1:9: server: 5 is not a mapping of keys'],
  [
    'upstream:\n  forward: ["dns.example"]\n',
    'f:2:13: upstream.forward[0]: "dns.example" is not a server: ADDRESS, ADDRESS:PORT, [IPV6]:PORT or tls://NAME@ADDRESS',
  ],
  [
    'upstream:\n  forward: ["tls://192.0.2.1"]\n',
    'f:2:13: upstream.forward[0]: "tls://192.0.2.1" does not say whom to trust: write the server\'s name too, as in tls://NAME@ADDRESS',
  ],
  [
    'upstream:\n  zones:\n    - { name: a..b, stub: [192.0.2.1] }\n',
    'f:3:15: upstream.zones[0].name: "a..b" is not a domain name: it has an empty label (two dots in a row, or a dot in front)',
  ],
  [
    'upstream:\n  zones:\n    - { name: lan }\n',
    'f:3:7: upstream.zones[0]: needs "forward" or "stub" with a list of servers',
  ],
  [
    'upstream:\n  zones:\n    - { name: lan, stub: [], forward: [192.0.2.1] }\n',
    'f:3:7: upstream.zones[0]: has "forward" and "stub": only one can be',
  ],
  [
    'upstream:\n  zones:\n    - { nmae: lan, stub: [192.0.2.1] }\n',
    'f:3:7: upstream.zones[0].name: is missing: a domain name is needed',
    'f:3:9: upstream.zones[0].nmae: unknown key (did you mean name?)',
  ],
  ['upstream:\n  ipv6: maybe\n', 'f:2:9: upstream.ipv6: "maybe" is not true, false or auto'],
  ['upstream:\n  ipv4: false\n  ipv6: false\n', 'f:2:9: upstream.ipv4: is off and ipv6 too: then nobody can be asked'],
  ['upstream:\n  source-ipv4: "::1"\n', 'f:2:16: upstream.source-ipv4: is an IPv6 address: it belongs to source-ipv6'],
  [
    'upstream:\n  do-not-query: [privat]\n',
    'f:2:18: upstream.do-not-query[0]: "privat" is neither an IP prefix nor one of loopback, link-local, unspecified, private (did you mean private?)',
  ],
  [
    'upstream:\n  qname-minimisation: strickt\n',
    'f:2:23: upstream.qname-minimisation: "strickt" is not one of off, relaxed, strict (did you mean strict?)',
  ],
  [
    'upstream:\n  qname-minimisation-qtype: AAAA\n',
    'f:2:29: upstream.qname-minimisation-qtype: "AAAA" is not one of A, NS',
  ],
  [
    'hardening:\n  private-addresses: [10.0.0.0/8, nonsense]\n',
    'f:2:35: hardening.private-addresses[1]: "nonsense" is not an IP prefix such as 192.0.2.0/24 or 2001:db8::/32',
  ],
  [
    'hardening:\n  sibling-glue: verfy\n',
    'f:2:17: hardening.sibling-glue: "verfy" is not one of accept, verify (did you mean verify?)',
  ],
  [
    'dnssec:\n  trust-anchors: [". IN A 192.0.2.1"]\n',
    'f:2:19: dnssec.trust-anchors[0]: a trust anchor is a DS or DNSKEY record, not A: ". IN A 192.0.2.1"',
  ],
  [
    'dnssec:\n  negative-trust-anchors: [a..b]\n',
    'f:2:28: dnssec.negative-trust-anchors[0]: "a..b" is not a domain name: it has an empty label (two dots in a row, or a dot in front)',
  ],
  [
    'dnssec:\n  negative-trust-anchors: [{ name: lan, until: soon }]\n',
    'f:2:48: dnssec.negative-trust-anchors[0].until: is not a date such as 2027-01-31 or 2027-01-31T12:00:00Z',
  ],
  ['cache: { size: 12Q }\n', 'f:1:16: cache.size: "12Q" is not a size: a number and K, M or G, such as 256M'],
  ['cache: { size: 1k }\n', 'f:1:16: cache.size: is less than 64k, too little for a cache'],
  ['cache: { min-ttl: 2d }\n', 'f:1:19: cache.min-ttl: is longer than max-ttl'],
  ['admin:\n  listen: "8053"\n', 'f:2:11: admin.listen: "8053" is not an IP address and port such as 127.0.0.1:8053'],
  ['log: { level: loud }\n', 'f:1:15: log.level: "loud" is not one of silent, error, warn, info, debug'],
  ['server:\n  threads: 1\n  threads: 2\n', 'f:3:3: Map keys must be unique'],
  ['server: [\n', 'f:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['- a\n', 'f:1:1: expected sections such as "server:" with keys below them'],
  [
    'log:\n  format: xml\nserver:\n  thread: 2\n',
    'f:2:11: log.format: "xml" is not one of pretty, json',
    'f:4:3: server.thread: unknown key (did you mean threads?)',
  ],
];

describe('a bad configuration', () => {
  it.each(REFUSED)('is refused with its line: %j', (text, ...errors) => {
    expect(errorsOf(text)).toEqual(errors);
  });

  it('is refused when its aliases unfold beyond measure', () => {
    const level = (at: number): string =>
      `a${at}: &a${at} [${Array.from({ length: 9 }, () => `*a${at - 1}`).join(', ')}]`;
    const text = ['a0: &a0 [x]', ...Array.from({ length: 9 }, (_, at) => level(at + 1))].join('\n');
    expect(errorsOf(text)).toHaveLength(1);
  });

  it('that is not there is told by name', () => {
    const loaded = readConfigFile('/nonexistent/rootwalk.yaml');
    expect(loaded).toEqual({ errors: ['/nonexistent/rootwalk.yaml: cannot be read: no such file or directory'] });
  });
});
