/**
 * Numbers, times, names and foreign text as people read them. Text from the network may hold control characters,
 * escape sequences and characters that turn the direction of writing: everything foreign that reaches a terminal, a
 * page or a log passes `clean` or `nameOf` first. Pure; it must not know stories or colours.
 */
import type { Address, Millis, Seconds } from '../ports.ts';
import { type Name, nameToText } from '../wire/name.ts';
import { EDE } from '../wire/registry.ts';

/** Octets of one foreign text that are shown: an EDE text may have 64 kB. */
export const CLEAN_LENGTH = 300;

/** Control characters, formatting (bidi, zero width), separators, private use, lone surrogates, unassigned. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu;
/** Accents piled up on one letter. */
const PILED = /(\p{M}{3})\p{M}+/gu;

/** Foreign text fit for a terminal: unfit characters as `\DDD` or `\u{...}`, long text cut with `...`. */
export function clean(text: string, length = CLEAN_LENGTH): string {
  const short = text.length > length ? `${text.slice(0, length)}...` : text;
  return short.replace(PILED, '$1').replace(UNFIT, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code < 256 ? `\\${String(code).padStart(3, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** A name as `dig` shows it, safe to print even if it did not come out of our decoder. */
export function nameOf(name: string): string {
  return name === '' ? '(name not told)' : clean(nameToText(name as Name), 1100);
}

/** `192.0.2.1`, or `192.0.2.1 port 5353`. */
export function addressOf(address: Address): string {
  return clean(address.replace('@', ' port '), 80);
}

/** `ns1.example.com. 192.0.2.1`; only the address where the server has no name of its own. */
export function serverOf(server: string, address: Address): string {
  return server === '' || server === address ? addressOf(address) : `${nameOf(server)} ${addressOf(address)}`;
}

/** `0.4 ms`, `18 ms`, `2.35 s`. */
export function millis(ms: Millis): string {
  if (ms >= 1000) return `${trim(ms / 1000, 2)} s`;
  return ms >= 10 || ms === 0 ? `${Math.round(ms)} ms` : `${trim(ms, 1)} ms`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

const UNITS: readonly (readonly [Seconds, string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** A duration in its two largest units: `1 h 40 m`, `300 s` stays `5 m`, `0 s`. */
export function seconds(duration: Seconds): string {
  let left = Math.max(0, Math.round(duration));
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    left -= count * size;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `1 server`, `2 servers`, `1 query`, `2 queries`. */
export function count(number: number, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  if (/(s|ss|x|ch)$/.test(noun)) return `${number} ${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${number} ${noun.slice(0, -1)}ies` : `${number} ${noun}s`;
}

/** The first `most` items joined, then how many more there are. */
export function some(items: readonly string[], most: number, separator = ', '): string {
  if (items.length <= most) return items.join(separator);
  return `${items.slice(0, most).join(separator)}${separator}${items.length - most} more`;
}

/** `a`, `a and b`, `a, b and c`, with at most `most` told. */
export function listed(items: readonly string[], most: number): string {
  const told = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  if (told.length < 2) return told.join('');
  return `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`;
}

/** `EDE 22 (No Reachable Authority) "text"`. */
export function extendedErrorOf(ede: { readonly code: number; readonly text: string }): string {
  const meaning = EDE[ede.code];
  return `EDE ${ede.code}${meaning === undefined ? '' : ` (${meaning})`}${ede.text === '' ? '' : ` "${clean(ede.text)}"`}`;
}
