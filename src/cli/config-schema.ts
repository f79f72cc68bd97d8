/**
 * The configuration file as a schema: every key with its default and what it is read into (design section 7). Keys
 * keep the spelling of the file. Durations become milliseconds, sizes octets, names and addresses their checked form.
 * It must not know files, positions or what the values do.
 */
import * as z from 'zod';
import {
  BadValue,
  domainName,
  durationMs,
  endpoint,
  ipAddress,
  listenEndpoint,
  prefixText,
  sizeOctets,
  trustAnchorText,
  upstreamTarget,
} from './config-values.ts';
import { didYouMean } from './nearest.ts';

/** UDP payloads: what every DNS program takes (RFC 1035), and what fits an Ethernet frame over IPv6. */
const MIN_PAYLOAD = 512;
const MAX_PAYLOAD = 4096;
/** More threads than any machine this is meant for has. */
const MAX_THREADS = 256;
/** A bound where there is none by nature: 32-bit counters and socket tables. */
const MAX_COUNT = 1_000_000;
/** Seconds of a time stamp: RFC 4034 section 3.1.5 has 32 bits. */
const MAX_EPOCH = 0xffff_ffff;
/** A cache below this holds less than the top-level domains and works against itself. */
const MIN_CACHE_OCTETS = 64 * 1024;

/** The raw value as the sentence shows it; long ones are cut. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

/** The error text of a leaf: what stands there is not what should. */
const not = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing: ${what} is needed` : `${shown(input)} is not ${what}`,
});

const flag = (otherwise: boolean) => z.boolean(not('true or false')).default(otherwise);

const whole = (least: number, most: number) => {
  const error = not(`a whole number from ${least} to ${most}`);
  return z.int(error).min(least, error).max(most, error);
};

const choice = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, {
    error: ({ input }) =>
      `${shown(input)} is not one of ${words.join(', ')}${typeof input === 'string' ? didYouMean(input, words) : ''}`,
  });

const text = (what: string) => z.string(not(what)).min(1, { error: `"" is not ${what}` });

/** A string that `reader` makes a value of; its `BadValue` becomes the error. */
const read = <T>(what: string, reader: (text: string) => T) =>
  z.string(not(what)).transform((given, context): T => attempt(reader, given, context));

function attempt<T>(reader: (text: string) => T, given: string, context: z.RefinementCtx): T {
  try {
    return reader(given);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    context.addIssue(error.message);
    return z.NEVER;
  }
}

/** Tells what is wrong with one entry of a list that a union would speak of as a whole. */
function explain(check: () => unknown, path: readonly number[], context: z.RefinementCtx): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    context.addIssue({ code: 'custom', path: [...path], message: error.message });
  }
}

const list = <T extends z.ZodType>(item: T, what: string) => z.array(item, not(`a list of ${what}`));

const section = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, not('a mapping of keys'));

const DURATION = 'a duration such as 1800ms, 7s, 10m, 1h or 1d';
const duration = (otherwise: string) => read(DURATION, durationMs).prefault(otherwise);
const positive = (otherwise: string) =>
  read(DURATION, durationMs)
    .refine((ms) => ms > 0, { error: 'must be more than nothing' })
    .prefault(otherwise);

const name = read('a domain name', domainName);
const target = read('a server: ADDRESS, ADDRESS:PORT, [IPV6]:PORT or tls://NAME@ADDRESS', upstreamTarget);
const prefix = read('an IP prefix such as 192.0.2.0/24', prefixText);

/** Names that stand for the prefixes of a kind of address. */
const ADDRESS_GROUPS = ['loopback', 'link-local', 'unspecified', 'private'] as const;

/** A name that stands for the prefixes of a kind of address. */
export type AddressGroup = (typeof ADDRESS_GROUPS)[number];

/** A group or a prefix; the text as given. */
function prefixOrGroup(given: string): string {
  if (ADDRESS_GROUPS.some((group) => group === given)) return given;
  if (/[.:/]/.test(given)) return prefixText(given);
  const near = didYouMean(given, ADDRESS_GROUPS);
  throw new BadValue(`"${given}" is neither an IP prefix nor one of ${ADDRESS_GROUPS.join(', ')}${near}`);
}

const prefixes = list(
  read(`an IP prefix or one of ${ADDRESS_GROUPS.join(', ')}`, prefixOrGroup),
  'prefixes and groups',
);
const file = text('the name of a file');
const files = (what: string) => list(text(what), `${what}s`).default([]);

const server = section({
  listen: list(read('an address and port such as 127.0.0.1:5300 or [::1]:5300', listenEndpoint), 'addresses and ports')
    .min(1, { error: 'is empty: a server without an address answers nobody' })
    .prefault(['127.0.0.1:5300', '[::1]:5300']),
  threads: whole(1, MAX_THREADS).default(1),
  allow: list(prefix, 'IP prefixes').prefault(['127.0.0.0/8', '::1/128']),
  'minimal-responses': flag(true),
  'max-udp-payload': whole(MIN_PAYLOAD, MAX_PAYLOAD).default(1232),
  'special-use-zones': flag(true),
  'client-deadline': positive('7s'),
  tls: section({ cert: file.nullable().default(null), key: file.nullable().default(null) }).prefault({}),
  'doh-path': z
    .string(not('a path such as /dns-query'))
    .regex(/^\/[^\s?#]*$/, not('a path such as /dns-query'))
    .default('/dns-query'),
  'rate-limit': section({
    'responses-per-second': whole(0, MAX_COUNT).default(100),
    slip: whole(0, 10).default(2),
  }).prefault({}),
  tcp: section({
    connections: whole(1, MAX_COUNT).default(500),
    'per-client': whole(1, MAX_COUNT).default(50),
    idle: positive('10s'),
  }).prefault({}),
  waiting: section({
    'per-question': whole(1, MAX_COUNT).default(64),
    'per-client': whole(1, MAX_COUNT).default(200),
  }).prefault({}),
  identity: text('a text').nullable().default(null),
});

const zone = section({
  name,
  forward: list(target, 'servers').optional(),
  stub: list(target, 'servers').optional(),
}).superRefine((given, context) => {
  const servers = given.forward ?? given.stub;
  if (servers === undefined) context.addIssue('needs "forward" or "stub" with a list of servers');
  else if (given.forward !== undefined && given.stub !== undefined)
    context.addIssue('has "forward" and "stub": only one can be');
  else if (servers.length === 0) context.addIssue('has an empty list of servers');
});

const upstream = section({
  'root-hints': file.nullable().default(null),
  'prime-root': flag(true),
  forward: list(target, 'servers').default([]),
  zones: list(zone, 'zones').default([]),
  ipv4: flag(true),
  ipv6: z.union([z.boolean(), z.literal('auto')], not('true, false or auto')).default('auto'),
  'source-ipv4': read('an IPv4 address', ipAddress)
    .refine((ip) => !ip.includes(':'), { error: 'is an IPv6 address: it belongs to source-ipv6' })
    .nullable()
    .default(null),
  'source-ipv6': read('an IPv6 address', ipAddress)
    .refine((ip) => ip.includes(':'), { error: 'is an IPv4 address: it belongs to source-ipv4' })
    .nullable()
    .default(null),
  'do-not-query': prefixes.prefault(['loopback', 'link-local', 'unspecified', 'private']),
  'qname-minimisation': choice(['off', 'relaxed', 'strict']).default('relaxed'),
  'qname-minimisation-qtype': choice(['A', 'NS']).default('A'),
  'randomize-case': flag(true),
  'edns-payload': whole(MIN_PAYLOAD, MAX_PAYLOAD).default(1232),
  'prefetch-nameservers': flag(false),
  hedge: flag(true),
}).superRefine(({ ipv4, ipv6 }, context) => {
  if (!ipv4 && ipv6 === false)
    context.addIssue({ code: 'custom', path: ['ipv4'], message: 'is off and ipv6 too: then nobody can be asked' });
});

const hardening = section({
  glue: flag(true),
  'sibling-glue': choice(['accept', 'verify']).default('accept'),
  'below-nxdomain': flag(true),
  'referral-path': flag(false),
  'private-addresses': z
    .union([z.literal('default'), z.array(z.string())], not('"default" or a list of IP prefixes'))
    .superRefine((given, context) => {
      if (given !== 'default')
        given.forEach((entry, at) => {
          explain(() => prefixText(entry), [at], context);
        });
    })
    .default('default'),
  'private-domains': list(name, 'domain names').default([]),
});

const until = text('a date such as 2027-01-31 or 2027-01-31T12:00:00Z').refine(
  (date) => !Number.isNaN(Date.parse(date)),
  { error: 'is not a date such as 2027-01-31 or 2027-01-31T12:00:00Z' },
);

const dnssec = section({
  enabled: flag(true),
  'trust-anchors': list(read('a DS or DNSKEY record', trustAnchorText), 'DS or DNSKEY records')
    .nullable()
    .default(null),
  'negative-trust-anchors': list(
    z
      .union(
        [z.string(), section({ name: z.string(), until: until.optional() })],
        not('a domain name, or a mapping of name and until'),
      )
      .transform((given, context) => {
        const { name: spelled, until: end } = typeof given === 'string' ? { name: given, until: undefined } : given;
        return { name: attempt(domainName, spelled, context), until: end };
      }),
    'domain names',
  ).default([]),
  'trust-anchor-updates': flag(false),
  'trust-anchor-signaling': flag(false),
  sentinel: flag(true),
  'aggressive-nsec': flag(true),
  'allow-sha1': flag(false),
  'clock-override': whole(0, MAX_EPOCH).nullable().default(null),
});

const size = z
  .union([z.number(), z.string()], not('a size such as 64M or 1G'))
  .transform((given, context) => attempt(sizeOctets, String(given), context))
  .refine((octets) => octets >= MIN_CACHE_OCTETS, { error: 'is less than 64k, too little for a cache' })
  .prefault('256M');

const cache = section({
  size,
  'min-ttl': duration('0s'),
  'max-ttl': duration('1d'),
  'max-negative-ttl': duration('1h'),
  prefetch: flag(true),
  'serve-stale': flag(true),
  'stale-max': duration('1d'),
  snapshot: file.nullable().default('auto'),
}).superRefine((given, context) => {
  if (given['min-ttl'] > given['max-ttl'])
    context.addIssue({ code: 'custom', path: ['min-ttl'], message: 'is longer than max-ttl' });
});

const admin = section({
  listen: read('an address and port such as 127.0.0.1:8053, or null', (given) => endpoint(given, '127.0.0.1:8053'))
    .nullable()
    .prefault('127.0.0.1:8053'),
  'token-file': file.nullable().default(null),
});

/** The schema of the whole file. */
export const configSchema = section({
  server: server.prefault({}),
  upstream: upstream.prefault({}),
  hardening: hardening.prefault({}),
  dnssec: dnssec.prefault({}),
  cache: cache.prefault({}),
  'state-dir': text('a folder or auto').default('auto'),
  dns64: section({ prefix: prefix.nullable().default(null) }).prefault({}),
  local: section({
    records: files('record'),
    hosts: files('file'),
    blocklists: files('list'),
    scripts: files('script'),
  }).prefault({}),
  admin: admin.prefault({}),
  log: section({
    level: choice(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    format: choice(['pretty', 'json']).default('pretty'),
  }).prefault({}),
});

/** A whole configuration, every key filled in. Durations are milliseconds, sizes octets. */
export type Config = z.output<typeof configSchema>;
