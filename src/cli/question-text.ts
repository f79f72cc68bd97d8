/**
 * What people type for a question, made into one: names with escapes or letters of any script, types, addresses to be
 * reversed. Pure. RFC 1035 section 5.1 (escapes), RFC 5890 and UTS #46 (IDN), RFC 3596 section 2.5 (ip6.arpa).
 */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { BadName, type Name, nameFromText } from '../wire/name.ts';
import { isMetaType, type RRType, TYPE, typeFromText } from '../wire/registry.ts';
import { didYouMean } from './nearest.ts';

/** What is wrong with a word on the command line, as one sentence. */
export interface Wrong {
  readonly wrong: string;
}

/** The name that `text` means, U-labels turned into A-labels. */
export function readName(text: string): { readonly name: Name } | Wrong {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return { wrong: `"${text}" is a URL: give the name alone${hostOfUrl(text)}` };
  try {
    return { name: nameFromText(splitLabels(text).map(asciiLabel).join('.')) };
  } catch (error) {
    if (error instanceof BadName) return { wrong: error.message };
    throw error;
  }
}

/** The labels of presentation text as they are written; a dot behind a backslash separates nothing. */
function splitLabels(text: string): string[] {
  return text.split(/(?<=(?<!\\)(?:\\\\)*)\./);
}

/** One label, or several where it has the full stops of other scripts, in A-labels. */
function asciiLabel(label: string): string {
  if (/^[\x00-\x7f]*$/.test(label)) return label;
  // The letter behind keeps digits of other scripts from being taken for an IPv4 address.
  const ascii = domainToASCII(`${label}.a`);
  if (ascii === '') throw new BadName(label, 'it is not a valid internationalised label (RFC 5891)');
  return ascii.slice(0, -2);
}

function hostOfUrl(text: string): string {
  try {
    const { hostname } = new URL(text);
    return hostname === '' ? '' : ` (${hostname})`;
  } catch {
    return '';
  }
}

/** The type that `text` names. */
export function readType(text: string): { readonly type: RRType } | Wrong {
  const type = typeFromText(text);
  if (type === undefined) {
    const hint = text.includes('.')
      ? ' (one name at a time: types follow the name)'
      : didYouMean(text, Object.keys(TYPE));
    return { wrong: `"${text}" is not a record type${hint}` };
  }
  if (type === TYPE.AXFR || type === TYPE.IXFR)
    return { wrong: `${text.toUpperCase()} is a zone transfer between servers: a resolver cannot ask for it` };
  if (type === 0 || (isMetaType(type) && type !== TYPE.ANY))
    return { wrong: `${text.toUpperCase()} is not a type of data: it cannot be resolved (RFC 6895 section 3.1)` };
  return { type };
}

/** The name below in-addr.arpa or ip6.arpa that stands for `address`. */
export function reverseName(address: string): { readonly name: Name } | Wrong {
  if (isIP(address) === 0 || address.includes('%')) {
    return { wrong: `"${address}" is not an IP address: -x takes one such as 192.0.2.1 or 2001:db8::1` };
  }
  const octets = ipaddr.parse(address).toByteArray();
  if (octets.length === 4) return { name: nameFromText(`${octets.toReversed().join('.')}.in-addr.arpa.`) };
  const nibbles = octets.flatMap((octet) => [octet >> 4, octet & 15]).toReversed();
  return { name: nameFromText(`${nibbles.map((nibble) => nibble.toString(16)).join('.')}.ip6.arpa.`) };
}

/** True for text that is an address though a name was expected. */
export function looksLikeAddress(text: string): boolean {
  return isIP(text) !== 0;
}
