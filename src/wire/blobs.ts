/**
 * The kinds of rdata fields that hold bare octets or bits: hex, base64, salts, hashes, type bitmaps (RFC 4034, RFC 5155).
 * It must not know which types are made of them.
 */
import { base32hexText, base64Text, hexText, octetsFromBase32hex, octetsFromBase64, octetsFromHex } from './base.ts';
import { bitmapOfTypes, typesOfBitmap } from './bitmap.ts';
import {
  breakOff,
  type Field,
  joinedWords,
  nextWord,
  pushOctets,
  type RdataSource,
  refuse,
  takeNumber,
  takeOctets,
  takeRest,
} from './field.ts';
import { typeWord } from './fields.ts';
import { type RRType, typeToText } from './registry.ts';
import { sameOctets } from './rrset.ts';

/** Hex digits up to the end, blanks allowed. */
export function hex(label: string): Field {
  return restOf(label, hexText, octetsFromHex, 'hex digits, two for each octet');
}

/** Base64 up to the end, blanks allowed. */
export function base64(label: string): Field {
  return restOf(label, base64Text, octetsFromBase64, 'base64');
}

/** Base64 up to the end, or nothing at all. */
export function optionalBase64(label: string): Field {
  const some = base64(label);
  return {
    label,
    show: (source) => (source.at < source.rdata.length ? some.show(source) : ''),
    parse: (words, target) => {
      if (words.at < words.tokens.length) some.parse(words, target);
    },
  };
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
    show: (source) => hexText(takeOctets(source, takeNumber(source, 1))) || '-',
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const octets = text === '-' ? new Uint8Array(0) : octetsFromHex(text);
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
    return '';
  }
  if (!sameOctets(bitmapOfTypes(types), octets)) source.inexact = true;
  return types.map(typeToText).join(' ');
}
