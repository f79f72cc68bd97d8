/**
 * What a field of rdata is to its text form: `show` walks it in octets and writes text, `parse` reads words and writes
 * octets. The kinds of fields stand in fields.ts and special.ts, the types made of them in formats.ts.
 * It must not know record types.
 */
import type { Name } from './name.ts';
import { BadText, type Token } from './tokens.ts';

/** One field of a record type; `label` is its name in error texts. */
export interface Field {
  readonly label: string;
  /** Text of the field at the cursor, which moves behind it; '' where there is nothing to show. */
  readonly show: (source: RdataSource) => string;
  /** Reads words and appends octets to `target`. Throws {@link BadText}. */
  readonly parse: (words: Words, target: number[]) => void;
}

/** A cursor over the octets of one rdata. */
export interface RdataSource {
  readonly rdata: Uint8Array;
  at: number;
  /** Set once the octets are not what the type needs: too short, a broken name, a broken bitmap. */
  broken: boolean;
  /** Set once the octets are legal but their text would not come back as the same octets. */
  inexact: boolean;
}

/** Opens `rdata` for showing. */
export function rdataSource(rdata: Uint8Array): RdataSource {
  return { rdata, at: 0, broken: false, inexact: false };
}

/** The next `count` octets as a view; none, and the source broken, where there are fewer. */
export function takeOctets(source: RdataSource, count: number): Uint8Array {
  const from = source.at;
  if (from + count > source.rdata.length) return breakOff(source);
  source.at += count;
  return source.rdata.subarray(from, source.at);
}

/** All octets that are left, as a view. */
export function takeRest(source: RdataSource): Uint8Array {
  return takeOctets(source, source.rdata.length - source.at);
}

/** An unsigned number of 1, 2, 4 octets (any up to 6), most significant first. */
export function takeNumber(source: RdataSource, octets: number): number {
  let value = 0;
  for (const octet of takeOctets(source, octets)) value = value * 256 + octet;
  return value;
}

/** Gives the rdata up: nothing more is read from it. */
export function breakOff(source: RdataSource): Uint8Array {
  source.broken = true;
  source.at = source.rdata.length;
  return source.rdata.subarray(source.at);
}

/** A cursor over the words of one record's rdata text. */
export interface Words {
  /** The mnemonic, for error texts. */
  readonly type: string;
  readonly tokens: readonly Token[];
  readonly origin: Name | undefined;
  at: number;
}

/** The next word, which must be there. */
export function nextWord(words: Words, label: string): Token {
  const token = words.tokens[words.at];
  if (token === undefined) throw new BadText(`${words.type} ${label}: missing`, words.tokens.at(-1));
  words.at++;
  return token;
}

/** The text of all words that are left, without the blanks between them; at least one must be there. */
export function joinedWords(words: Words, label: string): string {
  let text = nextWord(words, label).text;
  for (; words.at < words.tokens.length; words.at++) text += words.tokens[words.at]?.text ?? '';
  return text;
}

/** Throws {@link BadText} that names the field and points at the word last read. */
export function refuse(words: Words, label: string, why: string): never {
  throw new BadText(`${words.type} ${label}: ${why}`, words.tokens[words.at - 1]);
}

/** Appends an unsigned number, most significant octet first. */
export function pushNumber(target: number[], value: number, octets: number): void {
  for (let shift = octets - 1; shift >= 0; shift--) target.push(Math.floor(value / 256 ** shift) & 0xff);
}

/** Appends octets; a loop, because a spread argument list has a limit. */
export function pushOctets(target: number[], octets: Uint8Array | readonly number[]): void {
  for (const octet of octets) target.push(octet);
}
