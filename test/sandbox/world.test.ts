/** The healthy part of the sandbox's world really is healthy. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dead } from '../../src/sandbox/faults.ts';
import { withFaults } from '../../src/sandbox/host.ts';
import type { Mutation } from '../../src/sandbox/internet.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { HEALTHY } from '../../src/sandbox/world/healthy.ts';
import { TOP } from '../../src/sandbox/world/top.ts';
import { createWorld, joined } from '../../src/sandbox/world.ts';
import { TAME } from '../../src/sandbox/zoo.ts';
import { parseMaster } from '../../src/wire/master.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { TYPE, typeFromText } from '../../src/wire/registry.ts';
import { targetsOf } from '../../src/wire/rrset.ts';
import { addressesOf } from '../../src/wire/typed.ts';
import { answerFrom } from '../../src/zone/answer.ts';
import { walk } from './naive.ts';
import { drain, lines, query, replyTo } from './packets.ts';

const WORLD = createWorld();
const PLAN = joined([TOP, HEALTHY, TAME.plan]);
const ORIGINS = PLAN.zones.map(({ origin }) => nameFromText(origin));

function zoneOf(origin: string) {
  const found = WORLD.zones.find(({ zone }) => zone.origin === nameFromText(origin));
  if (found === undefined) throw new Error(`no zone ${origin}`);
  return found.zone;
}

async function resolved(name: string, type: string): Promise<string[]> {
  const sandbox = createSandbox({ seed: 1, world: WORLD, drain });
  return lines((await walk(sandbox, name, typeFromText(type) ?? 0)).answer);
}

describe('every healthy zone', () => {
  it.each(ORIGINS)('%s is named alike on both sides of its cut', (origin) => {
    const own = zoneOf(origin).nodes.get(origin)?.get(TYPE.NS);
    expect(own).toBeDefined();
    if (own === undefined || origin === '.') return;
    const question = { name: origin, type: TYPE.NS, class: 1 };
    const named = WORLD.zones
      .map(({ zone }) => answerFrom(zone, question, { dnssecOk: false }))
      .flatMap((found) => (found.kind === 'referral' ? found.authority : []))
      .filter((set) => set.name === origin)
      .flatMap(targetsOf);
    expect([...named].sort()).toEqual([...targetsOf(own)].sort());
  });

  it.each(ORIGINS)('%s is answered for, with authority, by each of its servers at each address', (origin) => {
    const own = zoneOf(origin).nodes.get(origin)?.get(TYPE.NS);
    for (const server of own === undefined ? [] : targetsOf(own)) {
      const hosts = WORLD.hosts.filter((host) => host.name === server);
      expect(hosts.length).toBeGreaterThan(0);
      for (const { serve, faults = [] } of hosts) {
        const reply = replyTo(withFaults(serve, faults), query(origin === '.' ? '.' : origin, 'SOA'));
        expect(reply).toMatchObject({ aa: true, rcode: 0 });
      }
    }
  });
});

describe('names that resolve from the root', () => {
  const WWW = 'www.example.com. A 192.0.2.80';
  it.each([
    ['www.example.com', 'A', [WWW]],
    ['www.example.com', 'AAAA', ['www.example.com. AAAA 2001:db8:80::80']],
    ['example.com', 'MX', ['example.com. MX 10 mail.example.com.', 'example.com. MX 20 mail.example.org.']],
    ['alias.example.com', 'A', ['alias.example.com. CNAME www.example.com.', WWW]],
    ['shop.example.com', 'A', ['shop.example.com. CNAME shop.example.org.', 'shop.example.org. A 192.0.2.91']],
    [
      'cdn.example.com',
      'AAAA',
      [
        'cdn.example.com. CNAME example-com.cdn.example.net.',
        'example-com.cdn.example.net. AAAA 2001:db8:c::201',
        'example-com.cdn.example.net. AAAA 2001:db8:c::202',
      ],
    ],
    [
      'a.old.example.com',
      'A',
      [
        'old.example.com. DNAME new.example.com.',
        'a.old.example.com. CNAME a.new.example.com.',
        'a.new.example.com. A 192.0.2.86',
      ],
    ],
    [
      'www.moved.example.com',
      'A',
      [
        'moved.example.com. DNAME example.org.',
        'www.moved.example.com. CNAME www.example.org.',
        'www.example.org. A 192.0.2.90',
      ],
    ],
    ['any.thing.wild.example.com', 'A', ['any.thing.wild.example.com. A 192.0.2.88']],
    ['x.known.wild.example.com', 'A', []],
    ['x.branch.wild.example.com', 'A', []],
    ['branch.tree.example.com', 'A', []],
    ['leaf.branch.tree.example.com', 'A', ['leaf.branch.tree.example.com. A 192.0.2.94']],
    [
      '_sip._tcp.example.com',
      'SRV',
      [
        '_sip._tcp.example.com. SRV 10 60 5060 sip.example.com.',
        '_sip._tcp.example.com. SRV 20 40 5060 sip.example.net.',
      ],
    ],
    [
      'one.two.three.four.five.six.seven.deep.example.com',
      'A',
      ['one.two.three.four.five.six.seven.deep.example.com. A 192.0.2.95'],
    ],
    ['odd\\.dot.example.com', 'A', ['odd\\.dot.example.com. A 192.0.2.96']],
    ['odd\\000nul.example.com', 'A', ['odd\\000nul.example.com. A 192.0.2.96']],
    ['odd\\233.example.com', 'A', ['odd\\233.example.com. A 192.0.2.96']],
    ['upper.example.com', 'A', ['upper.example.com. A 192.0.2.97']],
    ['xn--bcher-kva.example.com', 'A', ['xn--bcher-kva.example.com. A 192.0.2.98']],
    ['future.example.com', 'TYPE65280', ['future.example.com. TYPE65280 \\# 4 0A000001']],
    ['www.six.example.com', 'AAAA', ['www.six.example.com. AAAA 2001:db8:6::80']],
    ['www.example.org', 'A', ['www.example.org. A 192.0.2.90']],
    ['home.example.org', 'A', ['home.example.org. CNAME www.example.com.', WWW]],
    ['www.example.co.uk', 'AAAA', ['www.example.co.uk. AAAA 2001:db8:60::80']],
    ['www.xn--r8jz45g.xn--zckzah', 'A', ['www.xn--r8jz45g.xn--zckzah. A 192.0.2.70']],
    ['80.2.0.192.in-addr.arpa', 'PTR', ['80.2.0.192.in-addr.arpa. PTR www.example.com.']],
    [
      '200.2.0.192.in-addr.arpa',
      'PTR',
      [
        '200.2.0.192.in-addr.arpa. CNAME 200.200-207.2.0.192.in-addr.arpa.',
        '200.200-207.2.0.192.in-addr.arpa. PTR visitor.zoo.example.',
      ],
    ],
    ['www.tame.zoo.example', 'A', ['www.tame.zoo.example. A 192.0.2.200']],
  ])('%s %s', async (name, type, answer) => {
    expect(await resolved(name, type)).toEqual(answer);
  });

  it('the reverse of 2001:db8:80::80 (32 labels down)', async () => {
    const nibbles = '20010db8008000000000000000000080'.split('').reverse().join('.');
    expect(await resolved(`${nibbles}.ip6.arpa`, 'PTR')).toEqual([`${nibbles}.ip6.arpa. PTR www.example.com.`]);
  });

  it('a text that needs TCP', async () => {
    const sandbox = createSandbox({ seed: 1, world: WORLD, drain });
    const { answer } = await walk(sandbox, 'big.example.com', TYPE.TXT);
    expect(answer[0]?.rdata.length).toBeGreaterThan(1232);
    expect(sandbox.log.entries.at(-1)?.protocol).toBe('tcp');
  });

  it('a record that must not be kept, and a chain of aliases', async () => {
    const sandbox = createSandbox({ seed: 1, world: WORLD, drain });
    expect((await walk(sandbox, 'fresh.example.com', TYPE.A)).answer[0]?.ttl).toBe(0);
    expect((await walk(sandbox, 'link1.example.com', TYPE.A)).answer).toHaveLength(7);
    expect(await walk(sandbox, 'gone.example.com', TYPE.A)).toMatchObject({ rcode: 3 });
    expect(await walk(sandbox, 'nowhere.example', TYPE.A)).toMatchObject({ rcode: 3, answer: [] });
  });

  it('www.example.com through root, com and example.com', async () => {
    const { path } = await walk(createSandbox({ seed: 1, world: WORLD, drain }), 'www.example.com', TYPE.A);
    expect(path).toEqual(['com.', 'example.com.']);
  });
});

describe('addresses', () => {
  const servers = WORLD.hosts.filter(({ name }) => !name?.includes('root-servers'));

  it('are held by one machine each', () => {
    const all = WORLD.hosts.map(({ address }) => address);
    expect(new Set(all).size).toBe(all.length);
  });

  it('are those of the documentation ranges, but for the root servers', () => {
    const documentation = /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8:/;
    expect(servers.map(({ address }) => address).filter((address) => !documentation.test(address))).toEqual([]);
    const data = WORLD.zones
      .filter(({ zone }) => !['.', 'net.', 'root-servers.net.'].includes(zone.origin))
      .flatMap(({ zone }) => [...zone.nodes.values()].flatMap((node) => [...node.values()]))
      .flatMap((set) => addressesOf(set));
    expect(data.filter((address) => !documentation.test(address))).toEqual([]);
  });

  it.skipIf(!existsSync('roothints/named.root'))('of the root servers are the real ones', () => {
    const { rrsets } = parseMaster(readFileSync('roothints/named.root', 'utf8'), { origin: nameFromText('.') });
    const real = rrsets.filter(({ type }) => type === TYPE.A || type === TYPE.AAAA);
    const told = real.map((set) => `${set.name} ${addressesOf(set).join(' ')}`).sort();
    const hints = WORLD.hints.flatMap(({ name, addresses }) => addresses.map((address) => `${name} ${address}`));
    expect(hints.sort()).toEqual(told);
  });

  it('of thirteen root servers come with the priming reply, in one datagram', () => {
    const root = WORLD.hosts.find(({ address }) => address === '198.41.0.4');
    expect(root).toBeDefined();
    if (root === undefined) return;
    const reply = replyTo(root.serve, query('.', 'NS', { edns: 1232 }));
    expect([reply.tc, reply.answer[0]?.rdata.length, reply.additional.length]).toEqual([false, expect.any(Number), 26]);
  });
});

describe('a sandbox', () => {
  it('is the same for the same seed, on a world of its own or a shared one', async () => {
    const story = async (world?: typeof WORLD): Promise<string> => {
      const sandbox = createSandbox({ seed: 'same', drain, ...(world === undefined ? {} : { world }) });
      for (const name of ['www.example.com', 'shop.example.com', 'www.example.co.uk'])
        await walk(sandbox, name, TYPE.A);
      return JSON.stringify([sandbox.clock.now(), sandbox.log.entries, sandbox.random.uint16()]);
    };
    expect(await story(WORLD)).toBe(await story());
  });

  it('takes faults for the hosts they pick', async () => {
    const mutation: Mutation = {
      where: (address: string) => address === '198.41.0.4',
      fault: dead,
    };
    const sandbox = createSandbox({ seed: 1, world: WORLD, drain, faults: [mutation] });
    await walk(sandbox, 'www.example.com', TYPE.A);
    const first = sandbox.log.entries.slice(0, 2).map(({ address }) => address);
    expect(first).toEqual(['198.41.0.4', '2001:503:ba3e::2:30']);
  });

  it('begins when it is told, without IPv6 where it is told', async () => {
    const sandbox = createSandbox({ seed: 1, world: WORLD, drain, epoch: 5, noRoute: [6] });
    expect(sandbox.clock.epoch()).toBe(5);
    await expect(walk(sandbox, 'www.six.example.com', TYPE.A)).rejects.toThrow('no server of 2001:db8:6::53');
  });
});
