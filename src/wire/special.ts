/**
 * The kinds of rdata fields that one or two types have to themselves: service parameters, places, prefixes, gateways.
 * It must not know which types those are.
 */
import { ipv4Text, ipv6Text, octetsFromIpv4, octetsFromIpv6 } from './address.ts';
import { base64Text, hexText, octetsFromBase64, octetsFromHex } from './base.ts';
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
import { ipv4, ipv6, name } from './fields.ts';
import { LOC_OCTETS, locFromWords, locText } from './loc.ts';
import { octetsFromEscaped } from './spelling.ts';
import { faultOf, parameterFromText, parametersOf, parameterText, type ServiceParameter } from './svcb.ts';

/** The service parameters of SVCB and HTTPS up to the end (RFC 9460). */
export function serviceParameters(label: string): Field {
  return {
    label,
    show: (source) => {
      const parameters = parametersOf(takeRest(source));
      if (parameters === undefined) breakOff(source);
      return (parameters ?? []).map(parameterText).join(' ');
    },
    parse: (words, target) => {
      const parameters: ServiceParameter[] = [];
      while (words.at < words.tokens.length) {
        const token = nextWord(words, label);
        if (token.quoted) refuse(words, label, `"${token.text}" is not a parameter (quotes go around its value)`);
        const parameter = parameterFromText(token.text);
        if ('fault' in parameter) refuse(words, label, parameter.fault);
        parameters.push(parameter);
      }
      parameters.sort((a, b) => a.key - b.key);
      const fault = faultOf(parameters);
      if (fault !== undefined) refuse(words, label, fault);
      for (const { key, value } of parameters) {
        pushNumber(target, key, 2);
        pushNumber(target, value.length, 2);
        pushOctets(target, value);
      }
    },
  };
}

/** A place on Earth (RFC 1876); the whole rdata. */
export function place(): Field {
  return {
    label: 'vertical precision',
    show: (source) => {
      const text = locText(takeOctets(source, LOC_OCTETS));
      if (text === undefined) source.inexact = true;
      return text ?? '';
    },
    parse: (words, target) => {
      const octets = locFromWords(words.tokens.map((token) => token.text));
      words.at = words.tokens.length;
      if ('fault' in octets) refuse(words, octets.field, octets.fault);
      pushOctets(target, octets);
    },
  };
}

/** A property tag: a length octet and letters and digits (RFC 8659 section 4.1). */
export function tag(label: string): Field {
  return {
    label,
    show: (source) => {
      const text = String.fromCharCode(...takeOctets(source, takeNumber(source, 1)));
      if (!/^[a-z0-9]+$/i.test(text)) source.inexact = true;
      return text;
    },
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      if (!/^[a-z0-9]{1,255}$/i.test(text)) refuse(words, label, `${text} is not made of 1 to 255 letters and digits`);
      target.push(text.length);
      pushOctets(target, octetsFromEscaped(text) ?? []);
    },
  };
}

/** `octets` octets as pairs of lower-case hex digits with dashes between (RFC 7043). */
export function dashedHex(label: string, octets: number): Field {
  return {
    label,
    show: (source) =>
      hexText(takeOctets(source, octets))
        .toLowerCase()
        .replace(/..(?=.)/g, '$&-'),
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const parts = text.split('-');
      const value =
        parts.length === octets && parts.every((part) => part.length === 2) ? octetsFromHex(parts.join('')) : undefined;
      if (value === undefined) refuse(words, label, `${text} is not ${octets} pairs of hex digits with dashes between`);
      pushOctets(target, value);
    },
  };
}

/** 64 bits as four groups of hex digits with colons between (RFC 6742). */
export function locator(label: string): Field {
  return {
    label,
    show: (source) => [0, 1, 2, 3].map(() => takeNumber(source, 2).toString(16)).join(':'),
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      if (!/^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i.test(text)) {
        refuse(words, label, `${text} is not four groups of up to four hex digits with colons between`);
      }
      for (const group of text.split(':')) pushNumber(target, Number.parseInt(group, 16), 2);
    },
  };
}

/** An OSI address: `0x` and hex digits, dots anywhere for the eye (RFC 1706). */
export function prefixedHex(label: string): Field {
  return {
    label,
    show: (source) => {
      const octets = takeRest(source);
      if (octets.length === 0) source.inexact = true;
      return `0x${hexText(octets).toLowerCase()}`;
    },
    parse: (words, target) => {
      const { text } = nextWord(words, label);
      const octets = /^0x./i.test(text) ? octetsFromHex(text.slice(2).replaceAll('.', '')) : undefined;
      if (octets === undefined || octets.length === 0)
        refuse(words, label, `${text} is not 0x and hex digits, two for each octet`);
      pushOctets(target, octets);
    },
  };
}

/** Address prefixes up to the end: `1:192.0.2.0/24 !2:2001:db8::/32` (RFC 3123). */
export function prefixes(label: string): Field {
  return {
    label,
    show: (source) => {
      const texts: string[] = [];
      while (source.at < source.rdata.length) {
        const family = takeNumber(source, 2);
        const bits = takeNumber(source, 1);
        const size = takeNumber(source, 1);
        const octets = takeOctets(source, size & 0x7f);
        const length = family === 1 ? 4 : family === 2 ? 16 : 0;
        if (octets.length > length || bits > length * 8 || octets.at(-1) === 0) source.inexact = true;
        const whole = new Uint8Array(16);
        whole.set(octets.subarray(0, 16));
        texts.push(`${size > 0x7f ? '!' : ''}${family}:${family === 1 ? ipv4Text(whole) : ipv6Text(whole)}/${bits}`);
      }
      return texts.join(' ');
    },
    parse: (words, target) => {
      while (words.at < words.tokens.length) parsePrefix(words, label, target);
    },
  };
}

function parsePrefix(words: Words, label: string, target: number[]): void {
  const { text } = nextWord(words, label);
  const [, not = '', family = '', address = '', bits = ''] = /^(!?)([12]):([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const octets = family === '1' ? octetsFromIpv4(address) : octetsFromIpv6(address);
  if (family === '' || octets === undefined || Number(bits) > octets.length * 8) {
    refuse(words, label, `${text} is not a prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32`);
  }
  const size = octets.findLastIndex((octet) => octet !== 0) + 1;
  pushNumber(target, Number(family), 2);
  target.push(Number(bits), size | (not === '' ? 0 : 0x80));
  pushOctets(target, octets.subarray(0, size));
}

/** Gateways by the type number before them: none, IPv4, IPv6, name (RFC 4025 section 2.5, RFC 8777 section 4.2.4). */
const GATEWAYS: readonly Field[] = [
  {
    label: 'gateway',
    show: () => '.',
    parse: (words) => {
      const { text } = nextWord(words, 'gateway');
      if (text !== '.') refuse(words, 'gateway', `${text} is not "." although the type is 0`);
    },
  },
  ipv4('gateway'),
  ipv6('gateway'),
  name('gateway'),
];

/** IPSECKEY: a gateway type, an algorithm and a gateway (RFC 4025). */
export function gatewayBehindAlgorithm(): Field {
  return {
    label: 'gateway',
    show: (source) => {
      const type = takeNumber(source, 1);
      const algorithm = takeNumber(source, 1);
      const gateway = GATEWAYS[type];
      if (gateway === undefined) breakOff(source);
      return `${type} ${algorithm} ${gateway?.show(source)}`;
    },
    parse: (words, target) => {
      const type = smallNumber(words, 'gateway type', 3);
      target.push(type, smallNumber(words, 'algorithm', 255));
      GATEWAYS[type]?.parse(words, target);
    },
  };
}

/** AMTRELAY: a discovery bit, a relay type and a relay (RFC 8777). */
export function relay(): Field {
  return {
    label: 'relay',
    show: (source) => {
      const octet = takeNumber(source, 1);
      const gateway = GATEWAYS[octet & 0x7f];
      if (gateway === undefined) breakOff(source);
      return `${octet >> 7} ${octet & 0x7f} ${gateway?.show(source)}`;
    },
    parse: (words, target) => {
      const discovery = smallNumber(words, 'discovery bit', 1);
      const type = smallNumber(words, 'relay type', 3);
      target.push((discovery << 7) | type);
      GATEWAYS[type]?.parse(words, target);
    },
  };
}

function smallNumber(words: Words, label: string, most: number): number {
  const { text } = nextWord(words, label);
  if (!/^\d{1,3}$/.test(text) || Number(text) > most) refuse(words, label, `${text} is not a number from 0 to ${most}`);
  return Number(text);
}

/** HIP: an algorithm, a host identity tag in hex, a key in base64, then names of servers (RFC 8005). */
export function hostIdentity(): Field {
  const server = name('rendezvous server');
  return {
    label: 'rendezvous server',
    show: (source) => {
      const tagLength = takeNumber(source, 1);
      const algorithm = takeNumber(source, 1);
      const keyLength = takeNumber(source, 2);
      if (tagLength === 0 || keyLength === 0) source.inexact = true;
      const parts = [
        String(algorithm),
        hexText(takeOctets(source, tagLength)),
        base64Text(takeOctets(source, keyLength)),
      ];
      while (source.at < source.rdata.length) parts.push(server.show(source));
      return parts.join(' ');
    },
    parse: (words, target) => {
      const algorithm = smallNumber(words, 'algorithm', 255);
      const identityTag = octetsFromHex(nextWord(words, 'identity tag').text);
      if (identityTag === undefined || identityTag.length > 255)
        refuse(words, 'identity tag', 'not up to 255 octets in hex');
      const key = octetsFromBase64(nextWord(words, 'public key').text);
      if (key === undefined || key.length > 0xffff) refuse(words, 'public key', 'not base64');
      target.push(identityTag.length, algorithm);
      pushNumber(target, key.length, 2);
      pushOctets(target, identityTag);
      pushOctets(target, key);
      while (words.at < words.tokens.length) server.parse(words, target);
    },
  };
}
