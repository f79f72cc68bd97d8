/**
 * Names and character-strings inside rdata, as octets and as presentation text (RFC 1035 section 5.1). Unlike a `Name`
 * they keep the letters they were written with, as `dig` shows them. It must not know record types.
 */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, type Name, nameToWire } from './name.ts';

const DOT = 0x2e;
const BACKSLASH = 0x5c;
const ENCODER = new TextEncoder();

/** How an octet stands in a name: specials behind a backslash, what does not print as `\DDD`. */
const NAME_OCTET_TEXT: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const char = String.fromCharCode(octet);
  if (octet <= 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`;
  return '.;\\"()@$'.includes(char) ? `\\${char}` : char;
});

/** How an octet stands between quotes. */
const STRING_OCTET_TEXT: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const char = String.fromCharCode(octet);
  if (octet < 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`;
  return char === '"' || char === '\\' ? `\\${char}` : char;
});

/** The offset behind the uncompressed name at `at`; undefined where there is no whole, legal name. */
export function nameEnd(wire: Uint8Array, at: number): number | undefined {
  let position = at;
  while (position < wire.length && position - at < MAX_NAME_OCTETS) {
    const length = wire[position] ?? 0;
    if (length === 0) return position + 1;
    if (length > MAX_LABEL_OCTETS) return undefined;
    position += 1 + length;
  }
  return undefined;
}

/** Absolute presentation text of the uncompressed name at `at` (checked with {@link nameEnd}), its letters kept. */
export function spelledName(wire: Uint8Array, at = 0): string {
  let text = '';
  let position = at;
  for (let length = wire[position] ?? 0; length > 0 && position < wire.length; length = wire[position] ?? 0) {
    for (let octet = 1; octet <= length; octet++) text += NAME_OCTET_TEXT[wire[position + octet] ?? 0];
    text += '.';
    position += 1 + length;
  }
  return text === '' ? '.' : text;
}

/** A quoted character-string. */
export function quotedText(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) text += STRING_OCTET_TEXT[octet];
  return `${text}"`;
}

/** The octets of text with `\X` and `\DDD` escapes (UTF-8 where it is not ASCII); undefined where an escape is broken. */
export function octetsFromEscaped(text: string): number[] | undefined {
  const octets: number[] = [];
  const source = ENCODER.encode(text);
  for (let at = 0; at < source.length; at++) {
    const octet = source[at] ?? 0;
    if (octet !== BACKSLASH) {
      octets.push(octet);
      continue;
    }
    const escaped = readEscape(source, at + 1);
    if (escaped === undefined) return undefined;
    octets.push(escaped);
    at += isDigit(source[at + 1]) ? 3 : 1;
  }
  return octets;
}

/** What is wrong with the text of a name, in words. */
export interface NameFault {
  readonly fault: string;
}

/**
 * The uncompressed octets of a name's text, its letters kept. Without a final dot it continues with `origin`;
 * `@` is the origin itself. `origin` undefined means that none is known.
 */
export function nameOctetsFromText(text: string, origin: Name | undefined): number[] | NameFault {
  if (text === '.') return [0];
  if (text === '@') return origin === undefined ? { fault: '@ has no origin to stand for' } : [...nameToWire(origin)];
  if (text === '') return { fault: 'a name is empty (the root is written ".")' };
  const wire: number[] = [0];
  let lengthAt = 0;
  const source = ENCODER.encode(text);
  for (let at = 0; at < source.length; at++) {
    let octet = source[at] ?? 0;
    if (octet === DOT) {
      if (wire.length === lengthAt + 1) return { fault: `"${text}" has an empty label` };
      lengthAt = wire.push(0) - 1;
      continue;
    }
    if (octet === BACKSLASH) {
      const escaped = readEscape(source, at + 1);
      if (escaped === undefined) return { fault: `"${text}" has a broken escape` };
      at += isDigit(source[at + 1]) ? 3 : 1;
      octet = escaped;
    }
    wire.push(octet);
    const length = wire.length - lengthAt - 1;
    if (length > MAX_LABEL_OCTETS) return { fault: `"${text}" has a label of more than ${MAX_LABEL_OCTETS} octets` };
    wire[lengthAt] = length;
  }
  if (wire[lengthAt] !== 0) {
    if (origin === undefined) return { fault: `"${text}" has no final dot and no origin is known` };
    for (const octet of nameToWire(origin)) wire.push(octet);
  }
  return wire.length > MAX_NAME_OCTETS ? { fault: `"${text}" has more than ${MAX_NAME_OCTETS} octets` } : wire;
}

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 0x30 && octet <= 0x39;
}

/** The octet of the escape whose backslash stands before `at`; it is three digits long if it begins with one, else one. */
function readEscape(source: Uint8Array, at: number): number | undefined {
  const first = source[at];
  if (first === undefined || !isDigit(first)) return first;
  if (!isDigit(source[at + 1]) || !isDigit(source[at + 2])) return undefined;
  const octet = (first - 0x30) * 100 + ((source[at + 1] ?? 0) - 0x30) * 10 + (source[at + 2] ?? 0) - 0x30;
  return octet <= 255 ? octet : undefined;
}
