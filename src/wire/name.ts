/**
 * Domain names as values: absolute, lower case, exact as a Map key. It must not know where names come from.
 *
 * A `Name` is text in which a dot is only ever a separator: every octet outside `[a-z0-9_*-]` stands as `\DDD`
 * (decimal, three digits), so a label that holds a dot, a NUL or an escape byte can never look like two labels.
 * It always ends with a dot; the root is ".". RFC 1034 section 3.1, RFC 4343 (case), RFC 4034 section 6.1 (order).
 */

declare const brand: unique symbol;

/** An absolute, lower-case domain name such as `www.example.com.` or `.`; make one with {@link nameFromText}. */
export type Name = string & { readonly [brand]: 'Name' };

/** The root of the tree. */
export const ROOT = '.' as Name;

/** RFC 1035 section 2.3.4: a label has at most 63 octets. */
export const MAX_LABEL_OCTETS = 63;
/** RFC 1035 section 2.3.4: a name has at most 255 octets on the wire, length octets and root included. */
export const MAX_NAME_OCTETS = 255;

/** Text that is not a domain name; `what` says why in words for people. */
export class BadName extends Error {
  readonly what: string;
  constructor(text: string, what: string) {
    super(`"${text}" is not a domain name: ${what}`);
    this.name = 'BadName';
    this.what = what;
  }
}

/** How each octet stands inside a `Name`. */
const OCTET_TEXT: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const lower = octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet;
  const plain =
    (lower >= 0x61 && lower <= 0x7a) ||
    (lower >= 0x30 && lower <= 0x39) ||
    lower === 0x2d ||
    lower === 0x5f ||
    lower === 0x2a;
  return plain ? String.fromCharCode(lower) : `\\${String(lower).padStart(3, '0')}`;
});

/** The text of one label (without its dot) from its octets `[from, to)`, lower-cased and escaped. */
export function labelFromOctets(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += OCTET_TEXT[bytes[at] ?? 0];
  return text;
}

/**
 * Reads presentation text (RFC 1035 section 5.1): `\X` and `\DDD` escapes, with or without the final dot.
 * Relative names are taken as absolute. Throws {@link BadName}.
 */
export function nameFromText(text: string): Name {
  if (text === '.') return ROOT;
  if (text === '') throw new BadName(text, 'it is empty (the root is written ".")');
  const labels: string[] = [];
  let label = '';
  let octets = 0;
  let total = 1;
  const close = (): void => {
    if (octets === 0) throw new BadName(text, 'it has an empty label (two dots in a row, or a dot in front)');
    if (octets > MAX_LABEL_OCTETS)
      throw new BadName(text, `a label has ${octets} octets, at most ${MAX_LABEL_OCTETS} are allowed`);
    total += octets + 1;
    if (total > MAX_NAME_OCTETS) throw new BadName(text, `it has more than ${MAX_NAME_OCTETS} octets`);
    labels.push(label);
    label = '';
    octets = 0;
  };
  const source = new TextEncoder().encode(text);
  for (let at = 0; at < source.length; at++) {
    let octet = source[at] ?? 0;
    if (octet === 0x2e) {
      close();
      continue;
    }
    if (octet === 0x5c) {
      const escaped = readEscape(source, at + 1);
      if (escaped === undefined)
        throw new BadName(text, 'a backslash needs one character or three digits up to 255 after it');
      octet = escaped.octet;
      at += escaped.length;
    }
    label += OCTET_TEXT[octet];
    octets++;
  }
  if (octets > 0) close();
  return `${labels.join('.')}.` as Name;
}

function readEscape(source: Uint8Array, at: number): { octet: number; length: number } | undefined {
  const first = source[at];
  if (first === undefined) return undefined;
  if (first < 0x30 || first > 0x39) return { octet: first, length: 1 };
  let octet = 0;
  for (let digit = 0; digit < 3; digit++) {
    const value = (source[at + digit] ?? 0) - 0x30;
    if (value < 0 || value > 9) return undefined;
    octet = octet * 10 + value;
  }
  return octet <= 255 ? { octet, length: 3 } : undefined;
}

/** The labels, leftmost first; the root has none. */
export function labelsOf(name: Name): readonly string[] {
  return name === ROOT ? [] : name.slice(0, -1).split('.');
}

/** The number of labels; 0 for the root. */
export function labelCount(name: Name): number {
  if (name === ROOT) return 0;
  let count = 0;
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) count++;
  return count;
}

/** The name without its leftmost label; the root's parent is the root. */
export function parentOf(name: Name): Name {
  const dot = name.indexOf('.');
  return dot < 0 || dot === name.length - 1 ? ROOT : (name.slice(dot + 1) as Name);
}

/** True if `name` is `zone` itself or lies below it. */
export function isAtOrBelow(name: Name, zone: Name): boolean {
  if (zone === ROOT) return true;
  if (!name.endsWith(zone)) return false;
  return name.length === zone.length || name.charCodeAt(name.length - zone.length - 1) === 0x2e;
}

/** True if `name` lies below `zone` and is not `zone`. */
export function isBelow(name: Name, zone: Name): boolean {
  return name.length > zone.length && isAtOrBelow(name, zone);
}

/** The rightmost `count` labels of `name`; all of it if it has fewer. */
export function lastLabels(name: Name, count: number): Name {
  let left = labelCount(name) - count;
  let result = name;
  for (; left > 0; left--) result = parentOf(result);
  return result;
}

/** The name `count` labels (1 unless told) below `zone` on the way to `name`, which must lie below `zone`. */
export function childTowards(zone: Name, name: Name, count = 1): Name {
  return lastLabels(name, labelCount(zone) + count);
}

/** `label.name`; throws {@link BadName} if it grows beyond 255 octets. `label` is in the escaped form of a `Name`. */
export function prepend(label: string, name: Name): Name {
  const text = name === ROOT ? `${label}.` : `${label}.${name}`;
  if (wireLength(text as Name) > MAX_NAME_OCTETS) throw new BadName(text, `it has more than ${MAX_NAME_OCTETS} octets`);
  return text as Name;
}

/**
 * `name` with its suffix `from` replaced by `to` (DNAME substitution, RFC 6672 section 2.2);
 * undefined if the result has more than 255 octets. `name` must lie below `from`.
 */
export function replaceSuffix(name: Name, from: Name, to: Name): Name | undefined {
  const head = from === ROOT ? name : name.slice(0, name.length - from.length);
  const text = (to === ROOT ? head : head + to) as Name;
  return wireLength(text) > MAX_NAME_OCTETS ? undefined : text;
}

/** Octets on the wire, uncompressed, the root's zero included. */
export function wireLength(name: Name): number {
  if (name === ROOT) return 1;
  let length = name.length + 1;
  for (let at = name.indexOf('\\'); at >= 0; at = name.indexOf('\\', at + 1)) length -= 3;
  return length;
}

/** The uncompressed wire form, lower case (the canonical form of RFC 4034 section 6.2). */
export function nameToWire(name: Name): Uint8Array {
  const wire = new Uint8Array(wireLength(name));
  writeNameOctets(name, wire, 0);
  return wire;
}

/** Writes the uncompressed wire form at `at`, which must have room; returns the offset behind it. */
export function writeNameOctets(name: Name, target: Uint8Array, at: number): number {
  let lengthAt = at;
  let write = at + 1;
  if (name !== ROOT) {
    for (let read = 0; read < name.length; read++) {
      const code = name.charCodeAt(read);
      if (code === 0x2e) {
        target[lengthAt] = write - lengthAt - 1;
        lengthAt = write++;
      } else if (code === 0x5c) {
        target[write++] = Number(name.slice(read + 1, read + 4));
        read += 3;
      } else {
        target[write++] = code;
      }
    }
  }
  target[lengthAt] = 0;
  return lengthAt + 1;
}

/** Reads an uncompressed name from already checked bytes (rdata of ours); returns the root where the bytes are short. */
export function nameFromWire(wire: Uint8Array, at = 0): Name {
  let text = '';
  let position = at;
  for (let labels = 0; labels < 128; labels++) {
    const length = wire[position] ?? 0;
    if (length === 0 || length > MAX_LABEL_OCTETS) break;
    text += `${labelFromOctets(wire, position + 1, position + 1 + length)}.`;
    position += 1 + length;
  }
  return (text === '' ? ROOT : text) as Name;
}

/** Canonical order (RFC 4034 section 6.1): label by label from the right, octets compared unescaped. */
export function compareCanonical(a: Name, b: Name): number {
  if (a === b) return 0;
  const left = labelsOf(a);
  const right = labelsOf(b);
  for (let back = 1; back <= Math.min(left.length, right.length); back++) {
    const order = compareLabels(left[left.length - back] ?? '', right[right.length - back] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareLabels(a: string, b: string): number {
  if (a === b) return 0;
  const left = octetsOf(a);
  const right = octetsOf(b);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The octets of one label in the escaped form of a `Name`. */
export function octetsOf(label: string): number[] {
  const octets: number[] = [];
  for (let at = 0; at < label.length; at++) {
    const code = label.charCodeAt(at);
    if (code === 0x5c) {
      octets.push(Number(label.slice(at + 1, at + 4)));
      at += 3;
    } else octets.push(code);
  }
  return octets;
}

/** As `dig` shows it: printable octets as they are, `. ; \ " ( ) @ $` behind a backslash, all others `\DDD`; final dot kept. */
export function nameToText(name: Name): string {
  return name.replace(/\\(\d{3})/g, (whole, digits: string) => {
    const octet = Number(digits);
    const char = String.fromCharCode(octet);
    if (octet <= 0x20 || octet >= 0x7f) return whole;
    return '.;\\"()@$'.includes(char) ? `\\${char}` : char;
  });
}
