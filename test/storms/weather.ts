/**
 * A random internet from a seed: a tree of zones under the believable root, delegated well and badly, and faults laid
 * over it so that every zone keeps an honest server that can be reached, or is known not to. Data put together.
 */
import type { Random } from '../../src/ports.ts';
import { dead, duplicates, latency, lossy, noUdpOver } from '../../src/sandbox/faults.ts';
import type { Fault } from '../../src/sandbox/host.ts';
import {
  adding,
  FORGED_ADDRESS,
  failing,
  formErrorOnEdns,
  lowersCase,
  notImplementedOnEdns,
  rewriting,
  spoofed,
  stripsEdns,
  truncating,
} from '../../src/sandbox/lies.ts';
import type { Plan, ServerPlan, ZonePlan } from '../../src/sandbox/plan.ts';
import { setsFrom } from '../../src/sandbox/zoo/cage.ts';
import { isAtOrBelow } from '../../src/wire/name.ts';
import { RCODE, TYPE } from '../../src/wire/registry.ts';
import { rrsetOf, targetOf } from '../../src/wire/rrset.ts';
import { addressToRdata } from '../../src/wire/typed.ts';
import type { Zone } from '../../src/zone/zone.ts';

/** A zone of the storm: its plan, and whether its own servers can be reached at all. */
interface Site {
  readonly origin: string;
  readonly depth: number;
  readonly reachable: boolean;
}

/** A storm on paper. */
export interface Weather {
  readonly plan: Plan;
  /** Zones whose servers are all dead: nothing in or below them can be promised. */
  readonly lost: readonly string[];
  /** Packets may be lost: now and then a question fails although somebody honest was there. */
  readonly isLossy: boolean;
  /** Names to ask for with their types. */
  readonly questions: readonly (readonly [string, string])[];
}

const ZONES_AT_MOST = 12;
const QUESTIONS = 10;
const TYPES = ['A', 'AAAA', 'TXT', 'MX', 'NS', 'CNAME', 'SOA'] as const;
const POISON = adding({
  answer: setsFrom(`www.example.com. 86400 A ${FORGED_ADDRESS}\nwww.example.net. 86400 A ${FORGED_ADDRESS}`),
  authority: setsFrom(
    'example. 86400 NS evil.example.net.\ncom. 86400 NS evil.example.net.\n. 86400 NS evil.example.net.',
  ),
  additional: setsFrom(`ns1.example.com. 86400 A ${FORGED_ADDRESS}\nevil.example.net. 86400 A ${FORGED_ADDRESS}`),
});

/** Faults that a resolver must see through at an honest server. */
const HONEST: readonly ((random: Random) => readonly Fault[])[] = [
  () => [],
  () => [],
  () => [],
  (random) => [latency(random.below(250), 40)],
  () => [truncating],
  () => [formErrorOnEdns],
  () => [notImplementedOnEdns],
  () => [stripsEdns],
  () => [lowersCase],
  () => [duplicates(3)],
  () => [noUdpOver(700)],
  () => [POISON],
  () => [POISON, formErrorOnEdns],
  () => [spoofed(2)],
];
/** One server in this many forges the ends of alias chains that lead out of its zones. */
const FORGER_ONE_IN = 6;
/** One server in this many loses packets beside all else. */
const LOSSY_ONE_IN = 10;
/** Faults that make a server useless, or worse. */
const USELESS: readonly Fault[] = [dead, failing(RCODE.REFUSED), failing(RCODE.SERVFAIL), failing(RCODE.NOTIMP)];

/** Adds an address of its own for every alias target outside the zones it serves. */
function forgingEnds(zones: readonly Zone[]): Fault {
  return rewriting((message) => {
    const targets = message.answer.filter(({ type }) => type === TYPE.CNAME).map(targetOf);
    const foreign = targets.filter((target) => !zones.some(({ origin }) => isAtOrBelow(target, origin)));
    const forged = foreign.map((target) => rrsetOf(target, TYPE.A, 86_400, [addressToRdata(FORGED_ADDRESS)]));
    return { ...message, answer: [...message.answer, ...forged] };
  });
}

/** The weather of `random`. */
export function weatherFrom(random: Random): Weather {
  const sites = sitesFrom(random);
  const servers: ServerPlan[] = [];
  const zones: ZonePlan[] = [];
  const luck = { isLossy: false };
  const lost = sites.filter(({ reachable }) => !reachable).map(({ origin }) => origin);
  for (const [number, site] of sites.entries()) {
    const own = serversFor(site, number, random, luck);
    servers.push(...own);
    const abroad = abroadFor(sites, number, random);
    const isAbroad = abroad !== undefined && random.below(4) === 0;
    if (isAbroad && lost.some((origin) => `.${abroad.origin}`.endsWith(`.${origin}`))) lost.push(site.origin);
    const names = [
      ...(isAbroad ? [] : own.map(({ name }) => name)),
      ...(abroad === undefined ? [] : [`ns0.${abroad.origin}`]),
    ];
    zones.push({ origin: site.origin, servers: names, records: recordsFor(sites, random) });
  }
  return { plan: { zones, servers }, lost, isLossy: luck.isLossy, questions: questionsFor(sites, random) };
}

/** An earlier zone that lends its server: a sibling with glue, or one far away without. Never in a circle. */
function abroadFor(sites: readonly Site[], number: number, random: Random): Site | undefined {
  return number > 0 && random.below(3) === 0 ? sites[random.below(number)] : undefined;
}

/** Up to four levels below `example.`, `com.` and `org.`. */
function sitesFrom(random: Random): readonly Site[] {
  const count = 3 + random.below(ZONES_AT_MOST - 2);
  const sites: Site[] = [];
  for (let at = 0; at < count; at++) {
    const above = sites.length > 0 && random.below(2) === 0 ? sites[random.below(sites.length)] : undefined;
    const tops = ['example', 'com', 'org'];
    const parent =
      above !== undefined && above.depth < 4 ? above : { origin: tops[random.below(3)] ?? 'com', depth: 1 };
    sites.push({ origin: `z${at}.${parent.origin}`, depth: parent.depth + 1, reachable: random.below(12) > 0 });
  }
  return sites;
}

/** One to three servers; the first is honest where the zone can be reached, the others may be anything. */
function serversFor(site: Site, number: number, random: Random, luck: { isLossy: boolean }): readonly ServerPlan[] {
  return Array.from({ length: 1 + random.below(3) }, (_, at): ServerPlan => {
    const isHonest = site.reachable && (at === 0 || random.below(3) > 0);
    const faults = isHonest
      ? HONEST[random.below(HONEST.length)]?.(random)
      : [USELESS[random.below(USELESS.length)] ?? dead];
    const host = 10 * number + at + 1;
    const addresses = [
      `203.0.${114 + number}.${at + 1}`,
      ...(random.below(2) === 0 ? [`2001:db8:9:${number + 1}::${host}`] : []),
    ];
    const isLossy = random.below(LOSSY_ONE_IN) === 0;
    luck.isLossy ||= isLossy;
    const leaky = isLossy ? [lossy((1 + random.below(8)) / 100)] : [];
    const isForger = random.below(FORGER_ONE_IN) === 0;
    const laid = site.reachable ? [...leaky, ...(faults ?? [])] : [dead];
    return {
      name: `ns${at}.${site.origin}`,
      addresses,
      rttMs: 5 + random.below(60),
      jitterMs: random.below(10),
      faults: (served) => (isForger ? [...laid, forgingEnds(served)] : laid),
    };
  });
}

function recordsFor(sites: readonly Site[], random: Random): string {
  const elsewhere = (): string =>
    `${['www', 'data', 'x.wild', 'nothing', 'leaf.empty'][random.below(5)]}.${sites[random.below(sites.length)]?.origin}.`;
  const ttl = (): number => [0, 1, 30, 300, 3600, 86_400][random.below(6)] ?? 300;
  return [
    `www ${ttl()} A 192.0.2.${1 + random.below(200)}`,
    `www ${ttl()} AAAA 2001:db8:ff::${1 + random.below(200)}`,
    `data ${ttl()} TXT "${'storm '.repeat(1 + random.below(30))}"`,
    `data ${ttl()} MX 10 www`,
    `leaf.empty ${ttl()} A 192.0.2.7`,
    `*.wild ${ttl()} A 192.0.2.8`,
    `away ${ttl()} CNAME ${elsewhere()}`,
    `further ${ttl()} CNAME away`,
    `*.star ${ttl()} CNAME ${elsewhere()}`,
    `tree ${ttl()} DNAME ${sites[random.below(sites.length)]?.origin}.`,
  ].join('\n');
}

function questionsFor(sites: readonly Site[], random: Random): readonly (readonly [string, string])[] {
  const labels = [
    'www.',
    '',
    'data.',
    'away.',
    'further.',
    'x.wild.',
    'y.star.',
    'empty.',
    'leaf.empty.',
    'www.tree.',
    'nobody.',
    'a.b.nobody.',
    'ns0.',
  ];
  return Array.from({ length: QUESTIONS }, () => {
    const origin = sites[random.below(sites.length)]?.origin ?? 'example.com';
    return [`${labels[random.below(labels.length)]}${origin}`, TYPES[random.below(10)] ?? 'A'] as const;
  });
}
