/**
 * Rdata and RRsets as presentation text and back (RFC 1035 section 5, RFC 3597 section 5). Text always comes back as the
 * same octets: where a type's own form could not promise that, the generic form `\# length hex` is shown instead.
 * It must not know files or messages.
 */
import { hexText, octetsFromHex } from './base.ts';
import { joinedWords, nextWord, rdataSource, refuse, type Words } from './field.ts';
import { FORMATS } from './formats.ts';
import { type Name, nameToText, ROOT } from './name.ts';
import { rdataFault } from './rdata.ts';
import { CLASS, classToText, type RRClass, type RRType, TYPE, typeToText } from './registry.ts';
import { type RRset, rdataList } from './rrset.ts';
import { BadText, readSingleEntry, type Token } from './tokens.ts';

/** RFC 1035 section 3.2.1: RDLENGTH has 16 bits. */
const MAX_RDATA_OCTETS = 0xffff;

/** Presentation text of one rdata, its names with the letters of the wire; never throws. */
export function rdataToText(type: RRType, rdata: Uint8Array): string {
  const fields = FORMATS.get(type);
  if (fields === undefined) return genericText(rdata);
  const source = rdataSource(rdata);
  let text = '';
  for (const field of fields) {
    const shown = field.show(source);
    if (shown !== '') text += text === '' ? shown : ` ${shown}`;
  }
  return source.broken || source.inexact || source.at < rdata.length ? genericText(rdata) : text;
}

/** `\# length hex`, the form that fits any rdata (RFC 3597 section 5). */
export function genericText(rdata: Uint8Array): string {
  return rdata.length === 0 ? '\\# 0' : `\\# ${rdata.length} ${hexText(rdata)}`;
}

/**
 * Wire octets of rdata text in the type's own or the generic form; relative names continue with `origin`.
 * Throws {@link BadText}, which names the field.
 */
export function rdataFromText(type: RRType, text: string, origin: Name = ROOT): Uint8Array {
  return rdataFromTokens(type, CLASS.IN, readSingleEntry(text), origin);
}

/** The same from words, for any class; without an origin relative names are refused. Throws {@link BadText}. */
export function rdataFromTokens(
  type: RRType,
  rrclass: RRClass,
  tokens: readonly Token[],
  origin: Name | undefined,
): Uint8Array {
  const words: Words = { type: typeToText(type), tokens, origin, at: 0 };
  const first = tokens[0];
  const generic = first?.text === '\\#' && !first.quoted;
  const rdata = generic ? genericRdata(words) : ownRdata(type, words);
  const fault = rdataFault(type, rdata, rrclass);
  if (fault !== undefined) throw new BadText(`${words.type}: ${fault}`, first);
  return rdata;
}

function ownRdata(type: RRType, words: Words): Uint8Array {
  const fields = FORMATS.get(type);
  const first = words.tokens[0];
  if (fields === undefined) throw new BadText(`${words.type}: only the generic form "\\# length hex" is known`, first);
  const target: number[] = [];
  for (const field of fields) field.parse(words, target);
  const extra = words.tokens[words.at];
  if (extra !== undefined) {
    throw new BadText(`${words.type}: "${extra.text}" is left over behind the ${fields.at(-1)?.label}`, extra);
  }
  if (target.length > MAX_RDATA_OCTETS) {
    throw new BadText(`${words.type}: ${target.length} octets, at most ${MAX_RDATA_OCTETS} are allowed`, first);
  }
  return Uint8Array.from(target);
}

function genericRdata(words: Words): Uint8Array {
  words.at = 1;
  const { text } = nextWord(words, 'length');
  if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_RDATA_OCTETS) {
    refuse(words, 'length', `${text} is not a number from 0 to ${MAX_RDATA_OCTETS}`);
  }
  const rdata = octetsFromHex(words.at < words.tokens.length ? joinedWords(words, 'data') : '');
  if (rdata === undefined) refuse(words, 'data', 'not hex digits, two for each octet');
  if (rdata.length !== Number(text)) refuse(words, 'data', `${rdata.length} octets where ${text} are announced`);
  return rdata;
}

/** True if the octets are what the text form of the type needs; types without one take anything. */
export function isWellFormed(type: RRType, rdata: Uint8Array): boolean {
  const fields = FORMATS.get(type);
  if (fields === undefined) return true;
  const source = rdataSource(rdata);
  for (const field of fields) field.show(source);
  return !source.broken && source.at === rdata.length;
}

/** Master-file lines, one a record: `owner TTL class type rdata`; the RRSIG records behind them with `signatures`. */
export function rrsetToText(rrset: RRset, options: { readonly signatures?: boolean } = {}): string[] {
  const head = `${nameToText(rrset.name)} ${rrset.ttl} ${classToText(rrset.class)}`;
  const lines = rdataList(rrset.rdata).map(
    (rdata) => `${head} ${typeToText(rrset.type)} ${rdataToText(rrset.type, rdata)}`,
  );
  if (options.signatures !== true) return lines;
  return [...lines, ...rdataList(rrset.signatures).map((rdata) => `${head} RRSIG ${rdataToText(TYPE.RRSIG, rdata)}`)];
}
