/**
 * Keys that are accepted although their feature is not there yet: a file that asks for one is told so. It must not
 * know the features.
 */
import { placed, positionOf, type Source } from './config-errors.ts';

interface Pending {
  readonly path: readonly string[];
  /** What the key would do. */
  readonly feature: string;
  /** Values that ask for nothing. */
  readonly idle: readonly unknown[];
}

const pending = (path: string, feature: string, ...idle: readonly unknown[]): Pending => ({
  path: path.split('.'),
  feature,
  idle,
});

const PENDING: readonly Pending[] = [
  pending('server.threads', 'more than one thread', 1),
  pending('server.tls', 'DNS over TLS and HTTPS'),
  pending('server.doh-path', 'DNS over HTTPS'),
  pending('server.rate-limit', 'response rate limiting'),
  pending('server.waiting.per-client', 'the limit of waiting questions per client'),
  pending('upstream.prefetch-nameservers', 'looking up name servers ahead', false),
  pending('dnssec.enabled', 'validation', false),
  pending('dnssec.trust-anchors', 'validation', null),
  pending('dnssec.negative-trust-anchors', 'validation'),
  pending('dnssec.trust-anchor-updates', 'RFC 5011', false),
  pending('dnssec.trust-anchor-signaling', 'RFC 8145', false),
  pending('dnssec.sentinel', 'RFC 8509', false),
  pending('dnssec.aggressive-nsec', 'RFC 8198', false),
  pending('dnssec.allow-sha1', 'validation', false),
  pending('dnssec.clock-override', 'validation', null),
  pending('cache.prefetch', 'prefetching', false),
  pending('cache.serve-stale', 'serving stale answers', false),
  pending('cache.stale-max', 'serving stale answers'),
  pending('cache.snapshot', 'the cache snapshot', null),
  pending('state-dir', 'state on disk'),
  pending('dns64.prefix', 'DNS64', null),
  pending('local.records', 'local records'),
  pending('local.hosts', 'hosts files'),
  pending('local.blocklists', 'block lists'),
  pending('local.scripts', 'scripts'),
  pending('admin.listen', 'the admin API', null),
  pending('admin.token-file', 'the admin API', null),
];

/** One line for each key of the file (as given) that asks for what is not there yet. */
export function pendingWarnings(given: unknown, source: Source): string[] {
  return PENDING.flatMap(({ path, feature, idle }) => {
    const value = valueAt(given, path);
    if (value === undefined || idle.includes(value) || (Array.isArray(value) && value.length === 0)) return [];
    return [
      placed(source, positionOf(source, path), `${path.join('.')}: ${feature} is not there yet; the key has no effect`),
    ];
  });
}

function valueAt(given: unknown, path: readonly string[]): unknown {
  let at = given;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = Object.entries(at).find(([name]) => name === key)?.[1];
  }
  return at;
}
