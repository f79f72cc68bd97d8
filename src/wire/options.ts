/**
 * EDNS options with meaning: cookies (RFC 7873), client subnet (RFC 7871), Extended DNS Errors (RFC 8914), padding
 * (RFC 7830) and TCP keepalive (RFC 7828). The readers are lenient: a badly formed option is undefined, never an error.
 * It must not know when an option is sent.
 */
import { putUint16, uint16At } from './bytes.ts';
import type { EdnsOption, ExtendedError } from './edns.ts';
import { OPTION } from './registry.ts';

/** RFC 7873 section 4: a client cookie has 8 octets, a server cookie 8 to 32. */
const CLIENT_COOKIE_OCTETS = 8;
const MIN_SERVER_COOKIE_OCTETS = 8;
const MAX_SERVER_COOKIE_OCTETS = 32;
/** RFC 7871 section 6: families of the IANA address family registry and the octets of their addresses. */
const FAMILY_OCTETS: Readonly<Record<number, number>> = { 1: 4, 2: 16 };

/** A DNS cookie; `server` is absent where only the client's half was sent. */
export interface Cookie {
  readonly client: Uint8Array;
  readonly server: Uint8Array | undefined;
}

/** EDNS Client Subnet: `address` holds the octets of the source prefix, bits beyond it zero. */
export interface ClientSubnet {
  readonly family: 4 | 6;
  readonly sourcePrefix: number;
  readonly scopePrefix: number;
  readonly address: Uint8Array;
}

/** The first option with this code. */
export function optionOf(options: readonly EdnsOption[], code: number): EdnsOption | undefined {
  for (const option of options) if (option.code === code) return option;
  return undefined;
}

/** A COOKIE option. */
export function cookieOption(client: Uint8Array, server?: Uint8Array): EdnsOption {
  const data = new Uint8Array(client.length + (server?.length ?? 0));
  data.set(client);
  if (server !== undefined) data.set(server, client.length);
  return { code: OPTION.COOKIE, data };
}

/** The cookie of a COOKIE option, copied; undefined for other options and wrong lengths. */
export function cookieOf(option: EdnsOption): Cookie | undefined {
  const { code, data } = option;
  if (code !== OPTION.COOKIE || data.length < CLIENT_COOKIE_OCTETS) return undefined;
  const client = data.slice(0, CLIENT_COOKIE_OCTETS);
  if (data.length === CLIENT_COOKIE_OCTETS) return { client, server: undefined };
  const server = data.slice(CLIENT_COOKIE_OCTETS);
  const legal = server.length >= MIN_SERVER_COOKIE_OCTETS && server.length <= MAX_SERVER_COOKIE_OCTETS;
  return legal ? { client, server } : undefined;
}

/** A client-subnet option; `address` (4 or 16 octets) is cut to the source prefix (RFC 7871 section 6). */
export function subnetOption(subnet: ClientSubnet): EdnsOption {
  const octets = Math.ceil(subnet.sourcePrefix / 8);
  const data = new Uint8Array(4 + octets);
  putUint16(data, 0, subnet.family === 4 ? 1 : 2);
  data[2] = subnet.sourcePrefix;
  data[3] = subnet.scopePrefix;
  data.set(subnet.address.subarray(0, octets), 4);
  const spare = octets * 8 - subnet.sourcePrefix;
  if (octets > 0) data[3 + octets] = (data[3 + octets] ?? 0) & (0xff << spare);
  return { code: OPTION.ECS, data };
}

/** The subnet of a client-subnet option; undefined for unknown families and wrong lengths, prefixes or spare bits. */
export function subnetOf(option: EdnsOption): ClientSubnet | undefined {
  const { code, data } = option;
  if (code !== OPTION.ECS || data.length < 4) return undefined;
  const family = uint16At(data, 0);
  const whole = FAMILY_OCTETS[family];
  const sourcePrefix = data[2] ?? 0;
  const scopePrefix = data[3] ?? 0;
  if (whole === undefined || sourcePrefix > whole * 8 || scopePrefix > whole * 8) return undefined;
  const octets = Math.ceil(sourcePrefix / 8);
  if (data.length !== 4 + octets) return undefined;
  const spare = octets * 8 - sourcePrefix;
  if (octets > 0 && ((data[3 + octets] ?? 0) & ((1 << spare) - 1)) !== 0) return undefined;
  return { family: family === 1 ? 4 : 6, sourcePrefix, scopePrefix, address: data.slice(4) };
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** An Extended DNS Error option. */
export function extendedErrorOption(error: ExtendedError): EdnsOption {
  const text = ENCODER.encode(error.text);
  const data = new Uint8Array(2 + text.length);
  putUint16(data, 0, error.code);
  data.set(text, 2);
  return { code: OPTION.EDE, data };
}

/** The Extended DNS Error of an option; its text is as sent (control characters too), less a final NUL. */
export function extendedErrorOf(option: EdnsOption): ExtendedError | undefined {
  const { code, data } = option;
  if (code !== OPTION.EDE || data.length < 2) return undefined;
  const end = data[data.length - 1] === 0 && data.length > 2 ? data.length - 1 : data.length;
  return { code: uint16At(data, 0), text: DECODER.decode(data.subarray(2, end)) };
}

/** All Extended DNS Errors among the options. */
export function extendedErrorsOf(options: readonly EdnsOption[]): ExtendedError[] {
  const errors: ExtendedError[] = [];
  for (const option of options) {
    const error = extendedErrorOf(option);
    if (error !== undefined) errors.push(error);
  }
  return errors;
}

/** A padding option with `octets` zero octets. */
export function paddingOption(octets: number): EdnsOption {
  return { code: OPTION.PADDING, data: new Uint8Array(octets) };
}

/** The octets of padding in a padding option; undefined for other options. Their values do not matter. */
export function paddingOf(option: EdnsOption): number | undefined {
  return option.code === OPTION.PADDING ? option.data.length : undefined;
}

/** A keepalive option; a client sends no time, a server its idle time in milliseconds (sent in steps of 100 ms). */
export function keepaliveOption(timeoutMs?: number): EdnsOption {
  if (timeoutMs === undefined) return { code: OPTION.KEEPALIVE, data: new Uint8Array(0) };
  const data = new Uint8Array(2);
  putUint16(data, 0, Math.min(0xffff, Math.max(0, Math.floor(timeoutMs / 100))));
  return { code: OPTION.KEEPALIVE, data };
}

/** The keepalive of an option; `timeoutMs` is undefined as a client sends it. */
export function keepaliveOf(option: EdnsOption): { readonly timeoutMs: number | undefined } | undefined {
  const { code, data } = option;
  if (code !== OPTION.KEEPALIVE) return undefined;
  if (data.length === 0) return { timeoutMs: undefined };
  return data.length === 2 ? { timeoutMs: uint16At(data, 0) * 100 } : undefined;
}
