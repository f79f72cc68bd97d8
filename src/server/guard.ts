/**
 * Who may ask: access by prefix, the most specific wins. It must not know questions or answers.
 * RFC 5358 (BCP 140): a resolver answers its own clients only. After Unbound's `access-control`.
 */
import { LRUCache } from 'lru-cache';
import { addressOctets, covers, parsePrefix } from '../net/prefixes.ts';

/**
 * `snoop`: may also look into the cache without recursion; `recurse`: may ask with RD=1; `refuse`: gets REFUSED;
 * `drop`: gets nothing.
 */
export type Access = 'snoop' | 'recurse' | 'refuse' | 'drop';

/** What clients in one prefix may do. */
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
    .map(({ prefix, access }) => ({ prefix: prefixOf(prefix), access }))
    .sort((a, b) => b.prefix.bits - a.prefix.bits);
  const remembered = new LRUCache<string, Access>({ max: REMEMBERED_CLIENTS });
  return (address) => {
    const known = remembered.get(address);
    if (known !== undefined) return known;
    const octets = addressOctets(address);
    const rule = octets === undefined ? undefined : parsed.find(({ prefix }) => covers(prefix, octets));
    const access = rule?.access ?? 'refuse';
    remembered.set(address, access);
    return access;
  };
}

function prefixOf(text: string): Exclude<ReturnType<typeof parsePrefix>, string> {
  const prefix = parsePrefix(text);
  if (typeof prefix === 'string') throw new Error(prefix);
  return prefix;
}
