/**
 * Addresses of private networks in answers for public names: an attacker's way into the home (DNS rebinding). Pure.
 * It must not know which addresses are private: that is configuration. After Unbound's `private-address`.
 */
import { isAtOrBelow, nameFromWire, wireLength } from '../wire/name.ts';
import { type RRType, TYPE } from '../wire/registry.ts';
import { packRdata, type RRset, rdataList } from '../wire/rrset.ts';
import { parametersOf } from '../wire/svcb.ts';
import { addressOf } from '../wire/typed.ts';
import type { Settings } from './settings.ts';

/** The address hints of SVCB and HTTPS (RFC 9460 section 7.3) and the octets of one address. */
const HINT_OCTETS: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [6, 16],
]);

/** The set without records that lead into a private network; undefined if none is left. */
export function withoutPrivate(
  rrset: RRset,
  settings: Pick<Settings, 'privateAddress' | 'privateDomains'>,
): RRset | undefined {
  const { privateAddress, privateDomains } = settings;
  if (privateAddress === undefined || !holdsAddresses(rrset.type)) return rrset;
  if (privateDomains.some((domain) => isAtOrBelow(rrset.name, domain))) return rrset;
  const all = rdataList(rrset.rdata);
  const kept = all.filter((rdata) => !addressesIn(rrset.type, rdata).some(privateAddress));
  if (kept.length === all.length) return rrset;
  return kept.length === 0 ? undefined : { ...rrset, rdata: packRdata(kept) };
}

function holdsAddresses(type: RRType): boolean {
  return type === TYPE.A || type === TYPE.AAAA || type === TYPE.SVCB || type === TYPE.HTTPS;
}

function addressesIn(type: RRType, rdata: Uint8Array): string[] {
  if (type === TYPE.A || type === TYPE.AAAA) return [addressOf(rdata)];
  const target = nameFromWire(rdata, 2);
  return (parametersOf(rdata, 2 + wireLength(target)) ?? []).flatMap(({ key, value }) => {
    const size = HINT_OCTETS.get(key);
    if (size === undefined) return [];
    return Array.from({ length: Math.floor(value.length / size) }, (_, at) =>
      addressOf(value.subarray(at * size, (at + 1) * size)),
    );
  });
}
