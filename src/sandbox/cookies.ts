/**
 * DNS Cookies as a server of the sandbox keeps them: the layout of RFC 9018 section 4, with a plain hash in place of
 * SipHash, since nobody attacks the sandbox and there is only one client. It must not know zones.
 *
 *   | client cookie, 8 | version 1 | reserved, 3 | timestamp, 4 | hash, 8 |
 */
import type { Millis, Protocol } from '../ports.ts';
import type { EdnsOption } from '../wire/edns.ts';
import type { Message } from '../wire/message.ts';
import { OPTION } from '../wire/registry.ts';
import { sameOctets } from '../wire/rrset.ts';

const CLIENT_OCTETS = 8;
const FULL_OCTETS = 24;
/** RFC 9018 section 4.3: an older one is not accepted. */
const VALID_S = 3600;
const SECRET = 0x5f3759df;

/** What a query's cookie is worth; `option` is what the reply carries. */
export type CookieVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'good' | 'bad'; readonly option: EdnsOption };

/** Judges the COOKIE option of `query`; `bad` asks for BADCOOKIE (RFC 7873 section 5.2.3), which only UDP needs. */
export function judgeCookie(
  query: Message,
  policy: 'off' | 'offered' | 'required',
  protocol: Protocol,
  at: Millis,
): CookieVerdict {
  const cookie = query.edns?.options.find(({ code }) => code === OPTION.COOKIE)?.data;
  if (policy === 'off' || cookie === undefined) return { kind: 'none' };
  if (cookie.length < CLIENT_OCTETS || (cookie.length > CLIENT_OCTETS && cookie.length < 16) || cookie.length > 40) {
    return { kind: 'malformed' };
  }
  const nowS = Math.floor(at / 1000);
  const option: EdnsOption = { code: OPTION.COOKIE, data: cookieAt(cookie, nowS) };
  const accepted = policy === 'offered' || protocol !== 'udp' || isGood(cookie, nowS);
  return { kind: accepted ? 'good' : 'bad', option };
}

function isGood(cookie: Uint8Array, nowS: number): boolean {
  if (cookie.length !== FULL_OCTETS) return false;
  const madeS = new DataView(cookie.buffer, cookie.byteOffset).getUint32(CLIENT_OCTETS + 4);
  return nowS - madeS <= VALID_S && madeS <= nowS && sameOctets(cookie, cookieAt(cookie, madeS));
}

function cookieAt(client: Uint8Array, atS: number): Uint8Array {
  const full = new Uint8Array(FULL_OCTETS);
  const view = new DataView(full.buffer);
  full.set(client.subarray(0, CLIENT_OCTETS));
  full[CLIENT_OCTETS] = 1;
  view.setUint32(CLIENT_OCTETS + 4, atS);
  view.setUint32(16, hash(full.subarray(0, 16), SECRET));
  view.setUint32(20, hash(full.subarray(0, 16), ~SECRET));
  return full;
}

function hash(octets: Uint8Array, key: number): number {
  let state = key >>> 0;
  for (const octet of octets) state = Math.imul(state ^ octet, 0x01000193) >>> 0;
  return (state ^ (state >>> 15)) >>> 0;
}
