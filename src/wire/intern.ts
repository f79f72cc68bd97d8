/**
 * The names of one message as text, each made once: most owners of a message point to a name that was read before. Equal
 * names are one object with one number, so that gathering records compares numbers. It must not know records.
 */
import {
  chargeNameOctets,
  chargeSteps,
  type KnownName,
  MAX_POINTERS,
  measureName,
  type NameSource,
  pointerAt,
} from './expand.ts';
import { labelFromOctets, type Name, ROOT } from './name.ts';

/** Pointers have 14 bits. */
const REACH = 0x4000;
/** Different names up to which a search is cheaper than an index; beyond it a search would cost their square. */
const SEARCHED = 32;
const KNOWN_ROOT: KnownName = { name: ROOT, number: 0, signature: 0 };

/** Reads the name at `at` and sets `source.end`. Throws {@link Malformed}. */
export function readName(source: NameSource, at: number, limit: number): KnownName {
  const { bytes } = source;
  if ((bytes[at] ?? 0) >= 0xc0 && at + 2 <= limit) {
    const known = knownAt(source, pointerAt(bytes, at));
    if (known !== undefined) {
      chargeSteps(source, 1, at);
      source.end = at + 2;
      return known;
    }
  }
  return measuredName(source, at, measureName(source, at, limit, true));
}

/** The name that has been decoded at `start` before and may be pointed at. */
function knownAt(source: NameSource, start: number): KnownName | undefined {
  const number = start === source.firstAt ? 1 : (source.numberAt?.[start] ?? 0);
  return number === 0 ? undefined : source.names[number - 1];
}

/** The name at `at`, which has been measured to have `octets` octets. */
function measuredName(source: NameSource, at: number, octets: number): KnownName {
  if (octets === 1) return KNOWN_ROOT;
  const { bytes } = source;
  let start = at;
  while ((bytes[start] ?? 0) >= 0xc0) start = pointerAt(bytes, start);
  const known = knownAt(source, start);
  if (known !== undefined) return known;
  chargeNameOctets(source, octets, at);
  // One pointer more must be allowed, and be able to reach it.
  const reachable = start < REACH && source.pointers < MAX_POINTERS;
  const name = decodeAt(source, start, octets);
  const result = knownAs(source, name, signatureAt(bytes, start, octets));
  if (reachable && source.firstAt < 0 && result.number === 1) source.firstAt = start;
  else if (reachable) {
    source.numberAt ??= new Uint16Array(Math.min(bytes.length, REACH));
    source.numberAt[start] = result.number;
  }
  return result;
}

/** The text of the name at `start`: a run of labels, and what a pointer behind them leads to. */
function decodeAt(source: NameSource, start: number, octets: number): Name {
  const { bytes } = source;
  let end = start;
  let length = bytes[end] ?? 0;
  for (; length !== 0 && length < 0xc0; length = bytes[end] ?? 0) end += length + 1;
  const text = plainText(bytes, start, end) ?? escapedText(bytes, start, end);
  if (length === 0) return text as Name;
  const suffix = measuredName(source, end, octets - (end - start)).name;
  return (suffix === ROOT ? text : text + suffix) as Name;
}

/** The labels of `[start, end)`, each with its dot; undefined where an octet needs an escape. One string at once. */
function plainText(bytes: Uint8Array, start: number, end: number): string | undefined {
  const codes = new Array<number>(end - start);
  let write = 0;
  for (let at = start; at < end; ) {
    const stop = at + 1 + (bytes[at] ?? 0);
    for (at++; at < stop; at++) {
      const code = PLAIN_CODE[bytes[at] ?? 0] ?? 0;
      if (code === 0) return undefined;
      codes[write++] = code;
    }
    codes[write++] = DOT;
  }
  return String.fromCharCode.apply(null, codes);
}

function escapedText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1 + (bytes[at] ?? 0)) {
    text += `${labelFromOctets(bytes, at + 1, at + 1 + (bytes[at] ?? 0))}.`;
  }
  return text;
}

const DOT = 0x2e;

/** The character of an octet that stands for itself, letters in lower case; 0 for those that need an escape. */
const PLAIN_CODE: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) => {
  const text = labelFromOctets(Uint8Array.of(octet), 0, 1);
  return text.length === 1 ? text.charCodeAt(0) : 0;
});

/** From the length of the name and the length, first and last octet of its first label, letters in one case: 30 bits. */
function signatureAt(bytes: Uint8Array, start: number, octets: number): number {
  const length = bytes[start] ?? 0;
  const first = (bytes[start + 1] ?? 0) | 0x20;
  const last = (bytes[start + length] ?? 0) | 0x20;
  return ((octets * 0x40 + length) << 16) | (first << 8) | last;
}

/** The same object for the same name. */
function knownAs(source: NameSource, name: Name, signature: number): KnownName {
  const { names } = source;
  if (names.length <= SEARCHED) {
    for (const known of names) if (known.signature === signature && known.name === name) return known;
  } else {
    source.byName ??= new Map(names.map((known) => [known.name, known]));
    const known = source.byName.get(name);
    if (known !== undefined) return known;
  }
  const added = { name, number: names.length + 1, signature };
  names.push(added);
  source.byName?.set(name, added);
  return added;
}
