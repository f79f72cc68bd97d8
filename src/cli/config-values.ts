/**
 * Values as people write them in the configuration: durations, sizes, addresses, prefixes, names, anchors. Each reader
 * returns the value or throws a `BadValue` with a sentence. It must not know where in the file a value stands.
 */
import { parsePrefix } from '../net/prefixes.ts';
import type { Address, Millis } from '../ports.ts';
import { octetsFromIpv4, octetsFromIpv6 } from '../wire/address.ts';
import { BadMaster, parseMaster } from '../wire/master.ts';
import { BadName, type Name, nameFromText, ROOT } from '../wire/name.ts';
import { TYPE, typeToText } from '../wire/registry.ts';

/** A value that cannot be read; the message is a sentence without the place. */
export class BadValue extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'BadValue';
  }
}

const UNIT_MS: Readonly<Record<string, Millis>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `1800ms`, `7s`, `10m`, `1h`, `1d`, `1w` in milliseconds. */
export function durationMs(text: string): Millis {
  const [, amount = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]+)$/.exec(text.trim()) ?? [];
  const factor = UNIT_MS[unit];
  if (amount === '' || factor === undefined)
    throw new BadValue(`"${text}" is not a duration: a number and ms, s, m, h, d or w, such as 1800ms or 1d`);
  return Math.round(Number(amount) * factor);
}

const SIZE_FACTOR: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** `65536`, `512K`, `256M`, `2G` in octets. */
export function sizeOctets(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,12})([KMG]?)$/i.exec(text.trim()) ?? [];
  const factor = SIZE_FACTOR[unit.toUpperCase()];
  if (amount === '' || factor === undefined)
    throw new BadValue(`"${text}" is not a size: a number and K, M or G, such as 256M`);
  return Number(amount) * factor;
}

/** An IP address; the text as given. */
export function ipAddress(text: string): string {
  if (!isIp(text)) throw new BadValue(`"${text}" is not an IP address`);
  return text;
}

function isIp(text: string): boolean {
  return (text.includes(':') ? octetsFromIpv6(text) : octetsFromIpv4(text)) !== undefined;
}

/** An address and port of ours. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** `192.0.2.1:53` or `[2001:db8::1]:53`; `example` is what the sentence shows. */
export function endpoint(text: string, example = '127.0.0.1:5300 or [::1]:5300'): Endpoint {
  const [, six, four, digits = ''] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  const host = six ?? four ?? '';
  const scoped = six?.replace(/%[a-zA-Z0-9._-]+$/, '') ?? host;
  if (digits === '' || !isIp(scoped) || scoped.includes(':') !== (six !== undefined))
    throw new BadValue(`"${text}" is not an IP address and port such as ${example}`);
  return { host, port: portNumber(digits, text) };
}

function portNumber(digits: string, text: string): number {
  const port = Number(digits);
  if (port > 65_535) throw new BadValue(`"${text}" has a port above 65535`);
  return port;
}

/** A listener: UDP and TCP. Encrypted ones are refused for now, each with its sentence. */
export function listenEndpoint(text: string): Endpoint {
  if (text.startsWith('tls://'))
    throw new BadValue(`"${text}": DNS over TLS is not served yet: listen on ${text.slice(6)} without tls://`);
  if (text.startsWith('https://'))
    throw new BadValue(`"${text}": DNS over HTTPS is not served yet: listen on ${text.slice(8)} without https://`);
  return endpoint(text);
}

/** A server to ask. */
export interface UpstreamTarget {
  readonly address: Address;
  readonly protocol: 'udp' | 'tls';
  readonly tlsName?: string;
}

/** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`, `tls://dns.example@192.0.2.1`. */
export function upstreamTarget(text: string): UpstreamTarget {
  if (!text.startsWith('tls://')) return { address: upstreamAddress(text, text), protocol: 'udp' };
  const at = text.indexOf('@');
  if (at < 0)
    throw new BadValue(`"${text}" does not say whom to trust: write the server's name too, as in tls://NAME@ADDRESS`);
  const tlsName = text.slice('tls://'.length, at);
  if (!/^[a-z0-9._:-]+$/i.test(tlsName)) throw new BadValue(`"${text}" has no usable name between tls:// and @`);
  return { address: upstreamAddress(text.slice(at + 1), text), protocol: 'tls', tlsName };
}

function upstreamAddress(text: string, whole: string): Address {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIp(bare)) return bare;
  const [, six, four, digits = ''] =
    /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text) ?? /^(?:\[([^\]]*)\]|([^@]*))@(\d+)$/.exec(text) ?? [];
  const host = six ?? four ?? '';
  if (!isIp(host) || digits === '')
    throw new BadValue(`"${whole}" is not a server: ADDRESS, ADDRESS:PORT, [IPV6]:PORT or tls://NAME@ADDRESS`);
  const port = portNumber(digits, whole);
  if (port === 0) throw new BadValue(`"${whole}" has port 0, to which nothing can be sent`);
  return `${host}@${port}`;
}

/** A prefix; the text as given. */
export function prefixText(text: string): string {
  const prefix = parsePrefix(text);
  if (typeof prefix === 'string') throw new BadValue(prefix);
  return text;
}

/** A domain name. */
export function domainName(text: string): Name {
  try {
    return nameFromText(text);
  } catch (error) {
    if (error instanceof BadName) throw new BadValue(error.message);
    throw error;
  }
}

/** DS or DNSKEY records as zone-file text; the text as given. */
export function trustAnchorText(text: string): string {
  try {
    const { records } = parseMaster(text, { origin: ROOT, ttl: 0 });
    const other = records.find(({ type }) => type !== TYPE.DS && type !== TYPE.DNSKEY);
    if (other !== undefined)
      throw new BadValue(`a trust anchor is a DS or DNSKEY record, not ${typeToText(other.type)}: "${text}"`);
    if (records.length === 0) throw new BadValue(`"${text}" holds no record`);
    return text;
  } catch (error) {
    if (error instanceof BadMaster) throw new BadValue(`"${text}" is not a DS or DNSKEY record: ${error.what}`);
    throw error;
  }
}
