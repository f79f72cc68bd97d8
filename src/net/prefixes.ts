/**
 * IP prefixes as octets: who is meant by `192.0.2.0/24`. For access lists and address policies, so it is fast and
 * never throws on what clients send. It must not know what a prefix is for. RFC 4632, RFC 4291 section 2.3.
 */
import { octetsFromIpv4, octetsFromIpv6 } from '../wire/address.ts';

/** A prefix; `octets` are 4 or 16, zero beyond `bits`. */
export interface Prefix {
  readonly octets: Uint8Array;
  readonly bits: number;
}

/** Reads `192.0.2.0/24`, `2001:db8::/32` or a single address; a sentence where it is none. */
export function parsePrefix(text: string): Prefix | string {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const octets = host.includes(':') ? octetsFromIpv6(host) : octetsFromIpv4(host);
  if (octets === undefined) return `"${text}" is not an IP prefix such as 192.0.2.0/24 or 2001:db8::/32`;
  const most = octets.length * 8;
  const given = slash < 0 ? String(most) : text.slice(slash + 1);
  const bits = /^\d{1,3}$/.test(given) ? Number(given) : most + 1;
  if (bits > most) return `"${text}" needs a length from 0 to ${most} behind the slash`;
  return hasBitsBeyond(octets, bits) ? `"${text}" has bits set beyond its length of ${bits}` : { octets, bits };
}

function hasBitsBeyond(octets: Uint8Array, bits: number): boolean {
  for (let bit = bits; bit < octets.length * 8; bit++)
    if (((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) return true;
  return false;
}

/** 4 or 16 octets of an address in text; an IPv4-mapped one gives 4, a zone index is ignored. Undefined for others. */
export function addressOctets(text: string): Uint8Array | undefined {
  if (!text.includes(':')) return octetsFromIpv4(text);
  const zone = text.indexOf('%');
  const octets = octetsFromIpv6(zone < 0 ? text : text.slice(0, zone));
  return octets !== undefined && isMapped(octets) ? octets.subarray(12) : octets;
}

/** RFC 4291 section 2.5.5.2: `::ffff:0:0/96` is the IPv4 address inside. */
function isMapped(octets: Uint8Array): boolean {
  for (let at = 0; at < 10; at++) if (octets[at] !== 0) return false;
  return octets[10] === 0xff && octets[11] === 0xff;
}

/** True if the address (4 or 16 octets) lies in the prefix. */
export function covers(prefix: Prefix, octets: Uint8Array): boolean {
  if (prefix.octets.length !== octets.length) return false;
  const whole = prefix.bits >> 3;
  for (let at = 0; at < whole; at++) if (prefix.octets[at] !== octets[at]) return false;
  const rest = prefix.bits & 7;
  if (rest === 0) return true;
  const mask = (0xff00 >> rest) & 0xff;
  return ((prefix.octets[whole] ?? 0) & mask) === ((octets[whole] ?? 0) & mask);
}

/** True if `inner` lies within `outer` or is the same. */
export function contains(outer: Prefix, inner: Prefix): boolean {
  return outer.bits <= inner.bits && covers(outer, inner.octets);
}

/** True for addresses (text) in any of the prefixes; false for what is not an address. */
export function addressMatcher(prefixes: readonly Prefix[]): (ip: string) => boolean {
  const four = prefixes.filter(({ octets }) => octets.length === 4);
  const six = prefixes.filter(({ octets }) => octets.length === 16);
  return (ip) => {
    const octets = addressOctets(ip);
    if (octets === undefined) return false;
    for (const prefix of octets.length === 4 ? four : six) if (covers(prefix, octets)) return true;
    return false;
  };
}
