/**
 * Who may ask: access by prefix, the most specific wins. It must not know questions or answers.
 * RFC 5358 (BCP 140): a resolver answers its own clients only. After Unbound's `access-control`.
 */
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/**
 * `snoop`: may also look into the cache without recursion; `recurse`: may ask with RD=1; `refuse`: gets REFUSED;
 * `drop`: gets nothing.
 */
export type Access = 'snoop' | 'recurse' | 'refuse' | 'drop';

export interface AccessRule {
  /** `192.0.2.0/24`, `2001:db8::/32` or a single address. */
  readonly prefix: string;
  readonly access: Access;
}

/** What the client at this IP address (text, without port) may do. */
export type Guard = (address: string) => Access;

/** Clients whose verdict is remembered, so that a household costs one look-up a client. */
const REMEMBERED_CLIENTS = 4096;

/** Everybody not named by a rule is refused. Throws a plain Error for a prefix that cannot be read. */
export function createGuard(rules: readonly AccessRule[]): Guard {
  const parsed = rules
    .map(({ prefix, access }) => ({ range: parsePrefix(prefix), access }))
    .sort((a, b) => b.range[1] - a.range[1]);
  const remembered = new LRUCache<string, Access>({ max: REMEMBERED_CLIENTS });
  return (address) => {
    const known = remembered.get(address);
    if (known !== undefined) return known;
    const ip = ipaddr.process(address.replace(/%.*$/, ''));
    const rule = parsed.find(({ range }) => range[0].kind() === ip.kind() && ip.match(range));
    const access = rule?.access ?? 'refuse';
    remembered.set(address, access);
    return access;
  };
}

function parsePrefix(prefix: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const whole = prefix.includes('/') ? prefix : `${prefix}/${prefix.includes(':') ? 128 : 32}`;
  return ipaddr.parseCIDR(whole);
}
