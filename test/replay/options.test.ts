import { describe, expect, it } from 'vitest';
import { featureOfAnotherIssue } from './elsewhere.ts';
import { setupOf } from './options.ts';
import { parseScenario } from './scenario.ts';
import { type Setup, Unmapped } from './setup.ts';
import { sectionsOf } from './unbound-sections.ts';

const setup = (config: string, body = ''): Setup =>
  setupOf(parseScenario(`${config}\nCONFIG_END\nSCENARIO_BEGIN t\n${body}SCENARIO_END\n`));

describe("Unbound's configuration", () => {
  it('is cut into sections and options, several on a line, quotes and comments off', () => {
    expect(
      sectionsOf(['forward-zone: name: "." forward-addr: 192.0.2.1 # root', 'server:', 'private-address: fe80::/10']),
    ).toEqual([
      {
        name: 'forward-zone',
        options: [
          { key: 'name', values: ['.'] },
          { key: 'forward-addr', values: ['192.0.2.1'] },
        ],
      },
      { name: 'server', options: [{ key: 'private-address', values: ['fe80::/10'] }] },
    ]);
  });
  it('the stub of the root is the hints, not primed; other stubs and forwards are zones', () => {
    const { settings } = setup(
      'stub-zone:\nname: "."\nstub-addr: 192.0.2.1\nstub-zone:\nname: a.test\nstub-addr: 192.0.2.2\nforward-zone:\nname: b.test\nforward-addr: 192.0.2.3@5353',
    );
    expect(settings.hints.flatMap((hint) => hint.addresses)).toEqual(['192.0.2.1']);
    expect(settings.primeRoot).toBe(false);
    expect(settings.zones).toEqual([
      { zone: 'a.test.', mode: 'stub', servers: [{ address: '192.0.2.2', protocol: 'udp' }] },
      { zone: 'b.test.', mode: 'forward', servers: [{ address: '192.0.2.3@5353', protocol: 'udp' }] },
    ]);
  });
  it('maps what it knows', () => {
    const { settings, responder, minimisations } = setup(
      [
        'server:',
        'qname-minimisation: "no"',
        'minimal-responses: no',
        'iter-scrub-promiscuous: no',
        'iter-scrub-ns: 1',
        'harden-glue: no',
        'do-ip6: no',
        'cache-max-ttl: 15',
        'cache-min-negative-ttl: 10',
        'outbound-msg-retry: 1',
        'max-global-quota: 120',
        'access-control: 192.0.2.0/24 refuse',
        'private-address: 10.0.0.0/8',
        'private-domain: "example.net"',
      ].join('\n'),
    );
    expect(minimisations).toEqual(['off']);
    expect(settings).toMatchObject({ keepCompanions: true, scrubPromiscuous: false, hardenGlue: false, ipv6: false });
    expect(settings.limits).toMatchObject({ serversPerReferral: 1, sendsPerAddress: 1, packetsPerQuestion: 120 });
    expect(settings.cache).toMatchObject({ maxTtl: 15, minNegativeTtl: 10 });
    expect(responder.minimalResponses).toBe(false);
    expect(responder.access.at(-1)).toEqual({ prefix: '192.0.2.0/24', access: 'refuse' });
    expect(settings.privateAddress?.('10.1.2.3')).toBe(true);
    expect(settings.privateAddress?.('192.0.2.1')).toBe(false);
    expect(settings.privateDomains).toEqual(['example.net.']);
  });
  it('does not ask loopback unless told', () => {
    expect(setup('server:').settings.doNotQuery('127.3.2.1')).toBe(true);
    expect(setup('server:').settings.doNotQuery('192.0.2.1@53')).toBe(false);
    expect(setup('server: do-not-query-localhost: no').settings.doNotQuery('127.0.0.1')).toBe(false);
  });
  it('without a word on minimisation is run both ways, unless the scenario checks outgoing queries', () => {
    expect(setup('server:').minimisations).toEqual(['off', 'relaxed']);
    expect(setup('server: qname-minimisation: yes').minimisations).toEqual(['relaxed']);
    expect(setup('server:', 'STEP 1 CHECK_OUT_QUERY\nENTRY_BEGIN\nENTRY_END\n').minimisations).toEqual(['relaxed']);
  });
  it.each([
    ['server: frobnicate: yes', 'frobnicate: yes'],
    ['server: prefetch: "yes"', 'prefetch: yes'],
    ['server: serve-expired: yes\nserve-expired-client-timeout: 0', 'serve-expired: yes'],
    ['server: module-config: "respip iterator"', 'module-config: respip iterator'],
    ['auth-zone:\nname: "."', 'auth-zone:'],
    ['forward-zone:\nname: "."\nforward-no-cache: yes', 'forward-no-cache: yes'],
    ['stub-zone:\nname: a.\nstub-tls-upstream: yes', 'stub-tls-upstream: yes'],
    ['server: root-hints: "named.cache"', 'root-hints: named.cache'],
    ['server: do-ip6: perhaps', 'do-ip6: perhaps'],
  ])('refuses %s by its name', (config, option) => {
    expect(() => setup(config)).toThrow(new Unmapped(option));
  });
  it('takes values that are what we do anyway', () => {
    expect(() =>
      setup(
        'server: prefetch: no\nserve-expired: no\nserve-expired-client-timeout: 0\nmodule-config: "validator iterator"',
      ),
    ).not.toThrow();
  });
  it('zones say what is done when their servers fail, who tells their servers, and servers by name', () => {
    const { settings } = setup(
      'stub-zone:\nname: a.test\nstub-addr: 192.0.2.2\nstub-first: yes\nstub-prime: yes\nforward-zone:\nname: b.test\nforward-host: ns.c.test\nforward-first: no',
    );
    expect(settings.zones).toEqual([
      { zone: 'a.test.', mode: 'stub', servers: [{ address: '192.0.2.2', protocol: 'udp' }], first: true, prime: true },
      { zone: 'b.test.', mode: 'forward', servers: [], hosts: ['ns.c.test.'] },
    ]);
  });
  it('root hints come out of a file of the scenario, and are primed; without any the built-in ones serve', () => {
    const file = 'TEMPFILE_CONTENTS hints\n. 3600 IN NS a.root.test.\na.root.test. 3600 IN A 192.0.2.1\nTEMPFILE_END';
    const { settings } = setup(`${file}\nserver:\nroot-hints:\nTEMPFILE_NAME hints`);
    expect(settings.hints).toEqual([{ name: 'a.root.test.', addresses: ['192.0.2.1'] }]);
    expect(settings.primeRoot).toBe(true);
    expect(setup('server:').settings.hints).toHaveLength(13);
    expect(setup('forward-zone:\nname: "."\nforward-addr: 192.0.2.1').settings.hints).toEqual([]);
  });
  it('records what concerns the validator', () => {
    const { validation, epoch } = setup(
      'server:\ntrust-anchor: "a. DS 1 8 2 00"\nval-override-date: "20070916134226"\ndomain-insecure: b.',
    );
    expect(validation).toEqual({ anchors: ['a. DS 1 8 2 00'], insecure: ['b.'], at: 1_189_950_146 });
    expect(epoch).toBe(0);
  });
});

describe('an option of another issue', () => {
  const reasonFor = (config: string, body = ''): string | undefined =>
    featureOfAnotherIssue(parseScenario(`${config}\nCONFIG_END\nSCENARIO_BEGIN t\n${body}SCENARIO_END\n`));
  it.each([
    ['server: serve-expired: yes', 'serve-expired: stale answers'],
    ['server: prefetch: "yes"', 'prefetch: prefetch'],
    ['server: local-data: "a. A 192.0.2.1"', 'local-data: local names'],
    ['server: access-control: 192.0.2.1 refuse', 'access-control: access lists'],
    ['view:\nname: v', 'view: local names'],
    ['server: module-config: "subnetcache iterator"', 'module-config: no feature'],
    ['stub-addr: 192.0.2.1\nfeature-list: policy=policy:add()', 'feature-list: a module of Knot'],
  ])('excuses %s with a reason', (config, reason) => {
    expect(reasonFor(config)).toContain(reason);
  });
  it('a question of another class is excused, CHAOS is not', () => {
    const asking = (type: string): string =>
      `STEP 1 QUERY\nENTRY_BEGIN\nREPLY RD\nSECTION QUESTION\na. ${type} A\nENTRY_END\n`;
    expect(reasonFor('server:', asking('HS'))).toContain('class');
    expect(reasonFor('server:', asking('CH'))).toBeUndefined();
  });
  it.each(['prefetch: no', 'serve-expired: no\nserve-expired-ttl: 5', 'access-control: ::1 allow', 'do-ip6: no'])(
    'does not excuse %s',
    (option) => {
      expect(reasonFor(`server: ${option}`)).toBeUndefined();
    },
  );
});

describe("Deckard's configuration", () => {
  it('is flat, with comments behind # and ;', () => {
    const { settings, minimisations, epoch } = setup(
      'do-ip6: no\n; target-fetch-policy: "0"\nstub-addr: 192.0.2.1 \t# root\nquery-minimization: off ; because\nval-override-date: "20170228130000"',
    );
    expect(settings.hints[0]?.addresses).toEqual(['192.0.2.1']);
    expect(settings).toMatchObject({ ipv6: false, minimisationType: 2 });
    expect(minimisations).toEqual(['off']);
    expect(epoch).toBe(1_488_286_800);
  });
  it('without a root server has those of the Internet, unless it forwards', () => {
    expect(setup('do-ip6: no').settings.hints).toHaveLength(13);
    expect(setup('forward-addr: 192.0.2.1').settings.hints).toEqual([]);
  });
  it('is run with and without minimisation where it is silent', () => {
    expect(setup('stub-addr: 192.0.2.1').minimisations).toEqual(['off', 'relaxed']);
  });
  it('refuses the modules of Knot by their name', () => {
    expect(() => setup('stub-addr: 192.0.2.1\nfeatures: dns64_prefix = fe80::')).toThrow(
      new Unmapped('features: dns64_prefix = fe80::'),
    );
    expect(() => setup('feature-list: policy=policy:add()')).toThrow(Unmapped);
  });
  it('knows the lowest TTL', () => {
    expect(setup('features: min_ttl = 5 ; default in kresd\nstub-addr: 192.0.2.1').settings.cache).toMatchObject({
      minTtl: 5,
    });
  });
});
