/**
 * The common kinds of rdata fields: numbers, names, strings, addresses, hex and base64 (RFC 1035, 4034, 5155).
 * It must not know which types are made of them.
 */
import { ipv4Text, ipv6Text, octetsFromIpv4, octetsFromIpv6 } from "./address.ts";
import { base32hexText, base64Text, hexText, octetsFromBase32hex, octetsFromBase64, octetsFromHex } from "./base.ts";
import { bitmapOfTypes, typesOfBitmap } from "./bitmap.ts";
import {
  breakOff,
  type Field,
  joinedWords,
  nextWord,
  pushNumber,
  pushOctets,
  type RdataSource,
  refuse,
  takeNumber,
  takeOctets,
  takeRest,
  type Words,
} from "./field.ts";
import { type RRType, typeFromText, typeToText } from "./registry.ts";
import { sameOctets } from "./rrset.ts";
import { nameEnd, nameOctetsFromText, octetsFromEscaped, quotedText, spelledName } from "./spelling.ts";
import { durationFromText, instantFromText, instantText } from "./times.ts";

/** RFC 1035 section 3.3: a character-string has at most 255 octets. */
const MAX_STRING_OCTETS = 255;

/** An unsigned decimal number of `octets` octets. */
export function number(label: string, octets: 1 | 2 | 4): Field {
  return {
    label,
    show: (source) => String(takeNumber(source, octets)),
    parse: (words, target) => pushNumber(target, numberWord(words, label, octets), octets),
  };
}

function numberWord(words: Words, label: string, octets: number): number {
  const { text } = nextWord(words, label);
  const most = 256 ** octets - 1;
  if (!/^\d{1,10}$/.test(text) || Number(text) > most)
    refuse(words, label, `${text} is not a number from 0 to ${most}`);
  return Number(text);
}

/** A number that may be written as a mnemonic of `table`, and is shown as one only if `shown`. */
export function mnemonic(label: string, octets: 1 | 2, table: Readonly<Record<string, number>>, shown: boolean): Field {
  const texts = new Map(Object.entries(table).map(([text, value]) => [value, text]));
  return {
    label,
    show: (source) => {
      const value = takeNumber(source, octets);
      return (shown ? texts.get(value) : undefined) ?? String(value);
    },
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const named = Object.hasOwn(table, text.toUpperCase()) ? table[text.toUpperCase()] : undefined;
      const most = 256 ** octets - 1;
      if (named === undefined && (!/^\d{1,5}$/.test(text) || Number(text) > most)) {
        refuse(words, label, `${text} is neither a known mnemonic nor a number from 0 to ${most}`);
      }
      pushNumber(target, named ?? Number(text), octets);
    },
  };
}

/** 32-bit seconds, written with or without BIND's units (`1h30m`). */
export function duration(label: string): Field {
  return {
    label,
    show: (source) => String(takeNumber(source, 4)),
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const seconds = durationFromText(text);
      if (seconds === undefined)
        refuse(words, label, `${text} is not a time such as 3600 or 1h30m, at most 4294967295 seconds`);
      pushNumber(target, seconds, 4);
    },
  };
}

/** 32-bit seconds since 1970, shown as `YYYYMMDDHHmmSS` (RFC 4034 section 3.2). */
export function instant(label: string): Field {
  return {
    label,
    show: (source) => instantText(takeNumber(source, 4)),
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const seconds = instantFromText(text);
      if (seconds === undefined) {
        refuse(words, label, `${text} is neither YYYYMMDDHHmmSS in the years 1970 to 2106 nor seconds since 1970`);
      }
      pushNumber(target, seconds, 4);
    },
  };
}

/** A type mnemonic. */
export function typeCode(label: string): Field {
  return {
    label,
    show: (source) => typeToText(takeNumber(source, 2)),
    parse: (words, target) => pushNumber(target, typeWord(words, label), 2),
  };
}

function typeWord(words: Words, label: string): RRType {
  const { text } = nextWord(words, label);
  const type = typeFromText(text);
  if (type === undefined) refuse(words, label, `${text} is not a record type`);
  return type;
}

/** An uncompressed domain name. */
export function name(label: string): Field {
  return {
    label,
    show: (source) => {
      const from = source.at;
      const end = nameEnd(source.rdata, from);
      if (end === undefined) {
        breakOff(source);
        return "";
      }
      source.at = end;
      return spelledName(source.rdata, from);
    },
    parse: (words, target) => {
      const octets = nameOctetsFromText(nextWord(words, label).text, words.origin);
      if ("fault" in octets) refuse(words, label, octets.fault);
      pushOctets(target, octets);
    },
  };
}

/** One character-string, shown between quotes. */
export function string(label: string): Field {
  return {
    label,
    show: (source) => quotedText(takeOctets(source, takeNumber(source, 1))),
    parse: (words, target) => {
      const octets = stringWord(words, label, MAX_STRING_OCTETS);
      target.push(octets.length);
      pushOctets(target, octets);
    },
  };
}

/** One or more character-strings up to the end of the rdata. */
export function strings(label: string): Field {
  const one = string(label);
  return {
    label,
    show: (source) => {
      let text = one.show(source);
      while (source.at < source.rdata.length) text += ` ${one.show(source)}`;
      return text;
    },
    parse: (words, target) => {
      do one.parse(words, target);
      while (words.at < words.tokens.length);
    },
  };
}

/** A character-string that may be left out. */
export function optionalString(label: string): Field {
  const one = string(label);
  return {
    label,
    show: (source) => (source.at < source.rdata.length ? one.show(source) : ""),
    parse: (words, target) => {
      if (words.at < words.tokens.length) one.parse(words, target);
    },
  };
}

/** Text without a length octet up to the end of the rdata, shown between quotes; none at all is legal if `empty`. */
export function longString(label: string, empty: boolean): Field {
  return {
    label,
    show: (source) => {
      if (!empty && source.at === source.rdata.length) source.inexact = true;
      return quotedText(takeRest(source));
    },
    parse: (words, target) => {
      const octets = stringWord(words, label, 0xffff);
      if (!empty && octets.length === 0) refuse(words, label, "it is empty");
      pushOctets(target, octets);
    },
  };
}

function stringWord(words: Words, label: string, most: number): readonly number[] {
  const octets = octetsFromEscaped(nextWord(words, label).text);
  if (octets === undefined) refuse(words, label, "a backslash needs one character or three digits up to 255 after it");
  if (octets.length > most) refuse(words, label, `the string has ${octets.length} octets, at most ${most} are allowed`);
  return octets;
}

/** An IPv4 address. */
export function ipv4(label: string): Field {
  return address(label, 4, "IPv4", ipv4Text, octetsFromIpv4);
}

/** An IPv6 address. */
export function ipv6(label: string): Field {
  return address(label, 16, "IPv6", ipv6Text, octetsFromIpv6);
}

function address(
  label: string,
  length: number,
  family: string,
  show: (octets: Uint8Array) => string,
  read: (text: string) => Uint8Array | undefined,
): Field {
  return {
    label,
    show: (source) => {
      const octets = takeOctets(source, length);
      return source.broken ? "" : show(octets);
    },
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const octets = read(text);
      if (octets === undefined) refuse(words, label, `${text} is not an ${family} address`);
      pushOctets(target, octets);
    },
  };
}

/** Hex digits up to the end, blanks allowed. */
export function hex(label: string): Field {
  return restOf(label, hexText, octetsFromHex, "hex digits, two for each octet");
}

/** Base64 up to the end, blanks allowed. */
export function base64(label: string): Field {
  return restOf(label, base64Text, octetsFromBase64, "base64");
}

function restOf(
  label: string,
  show: (octets: Uint8Array) => string,
  read: (text: string) => Uint8Array | undefined,
  what: string,
): Field {
  return {
    label,
    show: (source) => {
      const octets = takeRest(source);
      if (octets.length === 0) source.inexact = true;
      return show(octets);
    },
    parse: (words, target) => {
      const octets = read(joinedWords(words, label));
      if (octets === undefined) refuse(words, label, `not ${what}`);
      pushOctets(target, octets);
    },
  };
}

/** An NSEC3 salt: a length octet and hex digits, `-` for none (RFC 5155 section 3.3). */
export function salt(label: string): Field {
  return {
    label,
    show: (source) => hexText(takeOctets(source, takeNumber(source, 1))) || "-",
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const octets = text === "-" ? new Uint8Array(0) : octetsFromHex(text);
      if (octets === undefined || octets.length > 255)
        refuse(words, label, `${text} is neither "-" nor up to 255 octets in hex`);
      target.push(octets.length);
      pushOctets(target, octets);
    },
  };
}

/** A hashed owner name: a length octet and base32hex digits (RFC 5155 section 3.3). */
export function hashedOwner(label: string): Field {
  return {
    label,
    show: (source) => {
      const octets = takeOctets(source, takeNumber(source, 1));
      if (octets.length === 0) breakOff(source);
      return base32hexText(octets);
    },
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const octets = octetsFromBase32hex(text);
      if (octets === undefined || octets.length === 0 || octets.length > 255)
        refuse(words, label, `${text} is not base32hex`);
      target.push(octets.length);
      pushOctets(target, octets);
    },
  };
}

/** A type bitmap up to the end. */
export function bitmap(label: string): Field {
  return {
    label,
    show: showBitmap,
    parse: (words, target) => {
      const types: RRType[] = [];
      while (words.at < words.tokens.length) types.push(typeWord(words, label));
      pushOctets(target, bitmapOfTypes(types));
    },
  };
}

function showBitmap(source: RdataSource): string {
  const octets = takeRest(source);
  const types = typesOfBitmap(octets);
  if (types === undefined) {
    breakOff(source);
    return "";
  }
  if (!sameOctets(bitmapOfTypes(types), octets)) source.inexact = true;
  return types.map(typeToText).join(" ");
}
