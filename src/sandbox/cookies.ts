/**
 * DNS Cookies as a server of the sandbox keeps them: the layout of RFC 9018 section 4, with a plain hash in place of
 * SipHash, since nobody attacks the sandbox and there is only one client. It must not know zones.
 *
 *   | client cookie, 8 | version 1 | reserved, 3 | timestamp, 4 | hash, 8 |
 */
import type { Millis, Protocol } from '../ports.ts';
import type { EdnsOption } from '../wire/edns.ts';
import type { Message } from '../wire/message.ts';
import { type Cookie, cookieOf, cookieOption, optionOf } from '../wire/options.ts';
import { OPTION } from '../wire/registry.ts';
import { sameOctets } from '../wire/rrset.ts';

const CLIENT_OCTETS = 8;
const SERVER_OCTETS = 16;
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
  const option = query.edns === undefined ? undefined : optionOf(query.edns.options, OPTION.COOKIE);
  if (policy === 'off' || option === undefined) return { kind: 'none' };
  const cookie = cookieOf(option);
  if (cookie === undefined) return { kind: 'malformed' };
  const nowS = Math.floor(at / 1000);
  const accepted = policy === 'offered' || protocol !== 'udp' || isGood(cookie, nowS);
  const fresh = cookieOption(cookie.client, serverCookie(cookie.client, nowS));
  return { kind: accepted ? 'good' : 'bad', option: fresh };
}

function isGood({ client, server }: Cookie, nowS: number): boolean {
  if (server?.length !== SERVER_OCTETS) return false;
  const madeS = new DataView(server.buffer, server.byteOffset).getUint32(4);
  return nowS - madeS <= VALID_S && madeS <= nowS && sameOctets(server, serverCookie(client, madeS));
}

function serverCookie(client: Uint8Array, atS: number): Uint8Array {
  const cookie = new Uint8Array(SERVER_OCTETS);
  const view = new DataView(cookie.buffer);
  cookie[0] = 1;
  view.setUint32(4, atS);
  const hashed = Uint8Array.of(...client.subarray(0, CLIENT_OCTETS), ...cookie.subarray(0, 8));
  view.setUint32(8, hash(hashed, SECRET));
  view.setUint32(12, hash(hashed, ~SECRET));
  return cookie;
}

function hash(octets: Uint8Array, key: number): number {
  let state = key >>> 0;
  for (const octet of octets) state = Math.imul(state ^ octet, 0x01000193) >>> 0;
  return (state ^ (state >>> 15)) >>> 0;
}
