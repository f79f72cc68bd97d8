/**
 * The common kinds of rdata fields: numbers, times, types, names, strings and addresses (RFC 1035, RFC 4034).
 * It must not know which types are made of them.
 */
import { ipv4Text, ipv6Text, octetsFromIpv4, octetsFromIpv6 } from './address.ts';
import {
  breakOff,
  type Field,
  nextWord,
  pushNumber,
  pushOctets,
  refuse,
  takeNumber,
  takeOctets,
  takeRest,
  type Words,
} from './field.ts';
import { type RRType, typeFromText, typeToText } from './registry.ts';
import { nameEnd, nameOctetsFromText, octetsFromEscaped, quotedText, spelledName } from './spelling.ts';
import { durationFromText, instantFromText, instantText } from './times.ts';

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

/** The type that the next word names. */
export function typeWord(words: Words, label: string): RRType {
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
        return '';
      }
      source.at = end;
      return spelledName(source.rdata, from);
    },
    parse: (words, target) => {
      const octets = nameOctetsFromText(nextWord(words, label).text, words.origin);
      if ('fault' in octets) refuse(words, label, octets.fault);
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
    show: (source) => (source.at < source.rdata.length ? one.show(source) : ''),
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
      if (!empty && octets.length === 0) refuse(words, label, 'it is empty');
      pushOctets(target, octets);
    },
  };
}

function stringWord(words: Words, label: string, most: number): readonly number[] {
  const octets = octetsFromEscaped(nextWord(words, label).text);
  if (octets === undefined) refuse(words, label, 'a backslash needs one character or three digits up to 255 after it');
  if (octets.length > most) refuse(words, label, `the string has ${octets.length} octets, at most ${most} are allowed`);
  return octets;
}

/** An IPv4 address. */
export function ipv4(label: string): Field {
  return address(label, 4, 'IPv4', ipv4Text, octetsFromIpv4);
}

/** An IPv6 address. */
export function ipv6(label: string): Field {
  return address(label, 16, 'IPv6', ipv6Text, octetsFromIpv6);
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
      return source.broken ? '' : show(octets);
    },
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const octets = read(text);
      if (octets === undefined) refuse(words, label, `${text} is not an ${family} address`);
      pushOctets(target, octets);
    },
  };
}
