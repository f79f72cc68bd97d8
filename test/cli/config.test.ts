import { describe, expect, it } from 'vitest';
import { configJsonSchema, parseConfig, readConfigFile } from '../../src/cli/config-load.ts';
import type { Config } from '../../src/cli/config-schema.ts';
import { durationMs, sizeOctets, upstreamTarget } from '../../src/cli/config-values.ts';
import { parseHints, readHints } from '../../src/cli/hints.ts';
import { toResponderSettings, toSettings } from '../../src/cli/settings.ts';

function configOf(text: string): Config {
  const loaded = parseConfig(text, 'f');
  if ('errors' in loaded) throw new Error(loaded.errors.join('\n'));
  return loaded.config;
}

function warningsOf(text: string): readonly string[] {
  const loaded = parseConfig(text, 'f');
  return 'errors' in loaded ? loaded.errors : loaded.warnings;
}

describe('values', () => {
  it.each([
    ['1800ms', 1800],
    ['7s', 7000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('the duration %s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each([
    ['256M', 268_435_456],
    ['1G', 1_073_741_824],
    ['64k', 65_536],
  ])('the size %s is %d octets', (text, octets) => expect(sizeOctets(text)).toBe(octets));

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:5353', '192.0.2.1@5353'],
    ['192.0.2.1@5353', '192.0.2.1@5353'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]:53', '2001:db8::1@53'],
    ['2001:db8::1@5353', '2001:db8::1@5353'],
  ])('the server %s has the address %s', (text, address) =>
    expect(upstreamTarget(text)).toEqual({ address, protocol: 'udp' }),
  );

  it('a server over TLS has the name it is trusted by', () => {
    expect(upstreamTarget('tls://dns.example@192.0.2.1:8853')).toEqual({
      address: '192.0.2.1@8853',
      protocol: 'tls',
      tlsName: 'dns.example',
    });
  });
});

describe('a configuration', () => {
  it('has a default for every key, with no file, an empty one and empty sections', () => {
    const none = readConfigFile(undefined);
    expect(parseConfig('', 'f')).toEqual(none);
    expect(configOf('server:\nupstream:\n')).toEqual(configOf(''));
    expect(configOf('').server.listen).toEqual([
      { host: '127.0.0.1', port: 5300 },
      { host: '::1', port: 5300 },
    ]);
    expect(configOf('').cache).toMatchObject({ size: 268_435_456, 'max-ttl': 86_400_000, snapshot: 'auto' });
  });

  it('warns of what is not there yet, and not of what is switched off', () => {
    expect(warningsOf('server:\n  threads: 4\n')).toEqual([
      'f:2:12: server.threads: more than one thread is not there yet; the key has no effect',
    ]);
    const anchor = '. DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D';
    expect(warningsOf(`dnssec:\n  trust-anchors: ["${anchor}"]\n`)).toEqual([
      'f:2:18: dnssec.trust-anchors: validation is not there yet; the key has no effect',
    ]);
    expect(warningsOf('server: { threads: 1 }\ncache: { snapshot: null }\nadmin: { listen: null }\n')).toEqual([]);
  });

  it('has a JSON Schema that knows every section', () => {
    expect(Object.keys(configOf(''))).toEqual(
      Object.keys(Object.entries(configJsonSchema()).find(([key]) => key === 'properties')?.[1] ?? {}),
    );
  });
});

describe('settings of the core', () => {
  it('follow the configuration', () => {
    const settings = toSettings(
      configOf(`
server: { client-deadline: 3s, minimal-responses: false, waiting: { per-question: 9 } }
upstream: { forward: ["192.0.2.1@5353"], ipv6: false, qname-minimisation: strict, qname-minimisation-qtype: NS, hedge: false }
hardening: { glue: false, sibling-glue: verify, referral-path: true }
cache: { size: 64M, max-ttl: 1h }
`),
      [],
    );
    expect(settings).toMatchObject({
      clientDeadlineMs: 3000,
      keepCompanions: true,
      zones: [{ zone: '.', mode: 'forward', servers: [{ address: '192.0.2.1@5353', protocol: 'udp' }] }],
      ipv6: false,
      minimisation: 'strict',
      minimisationType: 2,
      hedge: false,
      hardenGlue: false,
      verifySiblingGlue: true,
      referralPath: true,
      cache: { sizeBytes: 67_108_864, maxTtl: 3600 },
    });
    expect(settings.limits.waitingPerQuestion).toBe(9);
  });

  it('ask for an IPv6 route only when it is left to the machine', () => {
    expect(toSettings(configOf(''), [], () => false).ipv6).toBe(false);
    expect(toSettings(configOf(''), [], () => true).ipv6).toBe(true);
    expect(toSettings(configOf('upstream: { ipv6: true }'), [], () => false).ipv6).toBe(true);
  });

  it('name the addresses that are not asked, with and without port; an empty list names none', () => {
    const { doNotQuery } = toSettings(configOf(''), []);
    const asked = ['198.41.0.4', '2001:503:ba3e::2:30'];
    const never = ['127.0.0.1', '127.0.0.1@5353', '10.1.2.3', 'fe80::1', 'fd00::1', '0.0.0.0', '::1', '::'];
    expect([...asked, ...never].filter(doNotQuery)).toEqual(never);
    expect(never.some(toSettings(configOf('upstream: { do-not-query: [] }'), []).doNotQuery)).toBe(false);
  });
});

describe('settings of the front end', () => {
  it('let this machine look into the cache, and others recurse', () => {
    const settings = toResponderSettings(configOf('server: { allow: ["127.0.0.0/8", "::1", "192.0.2.0/24"] }'));
    expect(settings.access).toEqual([
      { prefix: '127.0.0.0/8', access: 'snoop' },
      { prefix: '::1', access: 'snoop' },
      { prefix: '192.0.2.0/24', access: 'recurse' },
    ]);
  });
});

describe('root hints', () => {
  it('that are shipped name thirteen servers, each with IPv4 and IPv6', () => {
    const read = readHints();
    expect('hints' in read && read.hints.map(({ addresses }) => addresses.length)).toEqual(Array(13).fill(2));
  });

  it.each([
    ['a.example. 60 IN A 192.0.2.1\n', 'f: these are no root hints: no NS record of the root'],
    ['. 60 IN NS a.example.\n', 'f: no root server in these hints has an address'],
  ])('are refused with a sentence: %j', (text, error) => expect(parseHints(text, 'f')).toEqual({ error }));

  it('that cannot be read or parsed are told with file and line', () => {
    const missing = readHints('/nonexistent/named.root');
    expect(missing).toEqual({
      error: 'the root hints cannot be read: /nonexistent/named.root: no such file or directory',
    });
    expect(readHints('/')).toEqual({ error: 'the root hints cannot be read: /: illegal operation on a directory' });
    const broken = parseHints('. 60 IN NS a.example.\na.example. 60 IN A 192.0.2\n', 'f');
    expect('error' in broken && broken.error).toMatch(/^f:2: these are no root hints: /);
  });
});
