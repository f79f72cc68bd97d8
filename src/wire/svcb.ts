/**
 * Service parameters of SVCB and HTTPS records as text and octets (RFC 9460 sections 2.1 and 7, RFC 9461, RFC 9540).
 * A list that breaks a rule of the RFC is malformed as a whole, on the wire and in text. It must not know records.
 */
import { ipv4Text, ipv6Text, octetsFromIpv4, octetsFromIpv6 } from './address.ts';
import { base64Text, octetsFromBase64 } from './base.ts';
import { uint16At } from './bytes.ts';
import { octetsFromEscaped, quotedText } from './spelling.ts';

/** One parameter: its number and its value as on the wire. */
export interface ServiceParameter {
  readonly key: number;
  readonly value: Uint8Array;
}

/** What is wrong with a parameter or a list of them, in words. */
export interface ParameterFault {
  readonly fault: string;
}

/** How the value of one key is written and read; both give undefined for what is not such a value. */
interface ValueForm {
  readonly show: (value: Uint8Array) => string | undefined;
  readonly read: (octets: readonly number[]) => readonly number[] | undefined;
  readonly what: string;
}

const MANDATORY = 0;
const ALPN = 1;
const NO_DEFAULT_ALPN = 2;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

const KEY_NUMBER: Readonly<Record<string, number>> = {
  mandatory: MANDATORY,
  alpn: ALPN,
  'no-default-alpn': NO_DEFAULT_ALPN,
  port: 3,
  ipv4hint: 4,
  ech: 5,
  ipv6hint: 6,
  dohpath: 7,
  ohttp: 8,
};
const KEY_TEXT = new Map(Object.entries(KEY_NUMBER).map(([text, key]) => [key, text]));

/** `alpn`, or `key65280`. */
export function parameterKeyText(key: number): string {
  return KEY_TEXT.get(key) ?? `key${key}`;
}

function keyFromText(text: string): number | undefined {
  const lower = text.toLowerCase();
  if (Object.hasOwn(KEY_NUMBER, lower)) return KEY_NUMBER[lower];
  if (!/^key(0|[1-9]\d{0,4})$/.test(lower)) return undefined;
  const key = Number(lower.slice(3));
  return key < 0xffff ? key : undefined;
}

/** The parameters from `at` on; undefined where they are malformed: cut off, out of order, a bad value. */
export function parametersOf(rdata: Uint8Array, at = 0): ServiceParameter[] | undefined {
  const parameters: ServiceParameter[] = [];
  for (let from = at; from < rdata.length; ) {
    const key = uint16At(rdata, from);
    const end = from + 4 + uint16At(rdata, from + 2);
    if (from + 4 > rdata.length || end > rdata.length || key <= (parameters.at(-1)?.key ?? -1)) return undefined;
    parameters.push({ key, value: rdata.subarray(from + 4, end) });
    from = end;
  }
  return faultOf(parameters) === undefined ? parameters : undefined;
}

/** `alpn="h2,h3"`, `port=53`, `no-default-alpn`; the value must be a checked one. */
export function parameterText({ key, value }: ServiceParameter): string {
  const form = VALUE_FORMS.get(key);
  const text = form === undefined ? quotedOrNone(value) : (form.show(value) ?? '');
  return text === '' ? parameterKeyText(key) : `${parameterKeyText(key)}=${text}`;
}

/** Reads `key`, `key=value` or `key="value"`, with escapes. */
export function parameterFromText(text: string): ServiceParameter | ParameterFault {
  const equals = text.indexOf('=');
  const keyText = equals < 0 ? text : text.slice(0, equals);
  const key = keyFromText(keyText);
  if (key === undefined) return { fault: `${keyText} is not a service parameter` };
  const raw = equals < 0 ? '' : text.slice(equals + 1);
  const quoted = raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"');
  const octets = octetsFromEscaped(quoted ? raw.slice(1, -1) : raw);
  if (octets === undefined || (raw.startsWith('"') && !quoted))
    return { fault: `${keyText}: its value is not a whole string` };
  const form = /^key/i.test(keyText) ? undefined : VALUE_FORMS.get(key);
  const value = form === undefined ? octets : form.read(octets);
  if (value === undefined) return { fault: `${keyText}: ${equals < 0 ? 'its value' : raw} is not ${form?.what}` };
  return { key, value: Uint8Array.from(value) };
}

/** The first rule of RFC 9460 that a list in ascending order breaks, in words. */
export function faultOf(parameters: readonly ServiceParameter[]): string | undefined {
  let previous = -1;
  const keys = new Set(parameters.map((parameter) => parameter.key));
  for (const { key, value } of parameters) {
    if (key === previous) return `${parameterKeyText(key)} is given twice`;
    previous = key;
    const form = VALUE_FORMS.get(key);
    if (form !== undefined && form.show(value) === undefined)
      return `${parameterKeyText(key)}: its value is not ${form.what}`;
    if (key !== MANDATORY) continue;
    const missing = keysOf(value)?.find((mandatory) => !keys.has(mandatory));
    if (missing !== undefined) return `mandatory: ${parameterKeyText(missing)} is not among the parameters`;
  }
  if (keys.has(NO_DEFAULT_ALPN) && !keys.has(ALPN)) return 'no-default-alpn needs alpn beside it';
  return undefined;
}

function quotedOrNone(value: Uint8Array): string {
  return value.length === 0 ? '' : quotedText(value);
}

/** The keys of a `mandatory` value, ascending; undefined if they are not, or if it names itself (section 8). */
function keysOf(value: Uint8Array): number[] | undefined {
  if (value.length === 0 || value.length % 2 !== 0) return undefined;
  const keys: number[] = [];
  for (let at = 0; at < value.length; at += 2) {
    const key = uint16At(value, at);
    if (key <= (keys.at(-1) ?? MANDATORY)) return undefined;
    keys.push(key);
  }
  return keys;
}

function readMandatory(octets: readonly number[]): readonly number[] | undefined {
  const keys = splitList(octets)?.map((item) => keyFromText(String.fromCharCode(...item)));
  if (keys === undefined) return undefined;
  const known = keys.filter((key) => key !== undefined).sort((a, b) => a - b);
  return known.length < keys.length ? undefined : known.flatMap((key) => [key >> 8, key & 0xff]);
}

/** A value-list (appendix A.1): items between commas; a comma or backslash in an item stands behind a backslash. */
function splitList(octets: readonly number[]): number[][] | undefined {
  const items: number[][] = [[]];
  for (let at = 0; at < octets.length; at++) {
    let octet = octets[at] ?? 0;
    if (octet === COMMA) {
      items.push([]);
      continue;
    }
    if (octet === BACKSLASH) {
      octet = octets[++at] ?? 0;
      if (octet !== COMMA && octet !== BACKSLASH) return undefined;
    }
    items.at(-1)?.push(octet);
  }
  return items.some((item) => item.length === 0) ? undefined : items;
}

function showProtocols(value: Uint8Array): string | undefined {
  const list: number[] = [];
  let items = 0;
  for (let at = 0; at < value.length; at += 1 + (value[at] ?? 0)) {
    const end = at + 1 + (value[at] ?? 0);
    if (end === at + 1 || end > value.length) return undefined;
    if (items++ > 0) list.push(COMMA);
    for (const octet of value.subarray(at + 1, end)) {
      if (octet === COMMA || octet === BACKSLASH) list.push(BACKSLASH);
      list.push(octet);
    }
  }
  return items === 0 ? undefined : quotedText(Uint8Array.from(list));
}

function readProtocols(octets: readonly number[]): readonly number[] | undefined {
  const items = splitList(octets);
  return items?.every((item) => item.length <= 255) ? items.flatMap((item) => [item.length, ...item]) : undefined;
}

function addresses(
  length: number,
  show: (octets: Uint8Array, at: number) => string,
  read: (text: string) => Uint8Array | undefined,
  what: string,
): ValueForm {
  return {
    show: (value) => {
      if (value.length === 0 || value.length % length !== 0) return undefined;
      return Array.from({ length: value.length / length }, (_, index) => show(value, index * length)).join(',');
    },
    read: (octets) => {
      const list = String.fromCharCode(...octets)
        .split(',')
        .map(read);
      const known = list.filter((address) => address !== undefined);
      return known.length < list.length ? undefined : known.flatMap((address) => [...address]);
    },
    what,
  };
}

const NO_VALUE: ValueForm = {
  show: (value) => (value.length === 0 ? '' : undefined),
  read: (octets) => (octets.length === 0 ? octets : undefined),
  what: 'empty',
};

function readPort(octets: readonly number[]): readonly number[] | undefined {
  const text = String.fromCharCode(...octets);
  return /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? [Number(text) >> 8, Number(text) & 0xff] : undefined;
}

function readEch(octets: readonly number[]): readonly number[] | undefined {
  const value = octets.length === 0 ? undefined : octetsFromBase64(String.fromCharCode(...octets));
  return value === undefined ? undefined : [...value];
}

const VALUE_FORMS: ReadonlyMap<number, ValueForm> = new Map<number, ValueForm>([
  [
    MANDATORY,
    {
      show: (value) => keysOf(value)?.map(parameterKeyText).join(','),
      read: readMandatory,
      what: 'a list of other parameters, each once',
    },
  ],
  [ALPN, { show: showProtocols, read: readProtocols, what: 'a list of protocols of 1 to 255 octets' }],
  [NO_DEFAULT_ALPN, NO_VALUE],
  [
    3,
    {
      show: (value) => (value.length === 2 ? String(uint16At(value, 0)) : undefined),
      read: readPort,
      what: 'a number from 0 to 65535',
    },
  ],
  [4, addresses(4, ipv4Text, octetsFromIpv4, 'a list of IPv4 addresses')],
  [5, { show: (value) => (value.length === 0 ? undefined : base64Text(value)), read: readEch, what: 'base64' }],
  [6, addresses(16, ipv6Text, octetsFromIpv6, 'a list of IPv6 addresses')],
  [
    7,
    {
      show: (value) => quotedOrNone(value) || undefined,
      read: (octets) => (octets.length > 0 ? octets : undefined),
      what: 'a URI template',
    },
  ],
  [8, NO_VALUE],
]);
