/**
 * Has this machine a way to the IPv6 Internet? For `upstream.ipv6: auto`. It must not know what is asked over it.
 */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

const ROUTES = '/proc/net/ipv6_route';
/** A default route: destination and prefix length zero. Flag 0x0200 is a reject route. */
const DEFAULT_DESTINATION = `${'0'.repeat(32)} 00`;
const REJECT_FLAG = 0x0200;

/** True if an address reaches beyond the link and, where the kernel's table can be read, a default route exists. */
export function hasIpv6Route(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const global = addresses.some(
    ({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80:'),
  );
  return global && hasDefaultRoute(routeTable());
}

/** Reads the text of /proc/net/ipv6_route; without it (other systems) the answer is yes. */
export function hasDefaultRoute(table: string | undefined): boolean {
  if (table === undefined) return true;
  return table.split('\n').some((line) => {
    if (!line.startsWith(DEFAULT_DESTINATION)) return false;
    const fields = line.trim().split(/\s+/);
    const flags = Number.parseInt(fields[8] ?? '0', 16);
    return (flags & REJECT_FLAG) === 0 && fields[9] !== 'lo';
  });
}

function routeTable(): string | undefined {
  try {
    return readFileSync(ROUTES, 'utf8');
  } catch {
    return undefined;
  }
}
