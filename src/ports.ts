/**
 * What the core needs from outside: time, chance and the wire. Adapters live in `net/` (real) and `sandbox/`
 * (virtual); this file must not know node:*.
 */

/** Monotonic or relative time in milliseconds. */
export type Millis = number;
/** Wall time since 1970 or a TTL, in seconds. */
export type Seconds = number;

/** Two clocks that never mix: `now` is monotonic, `epoch` is the wall clock. */
export interface Clock {
  now(): Millis;
  epoch(): Seconds;
  /** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
  sleep(ms: Millis, signal?: AbortSignal): Promise<void>;
}

/** Chance: a CSPRNG in production, a seeded generator in tests. */
export interface Random {
  uint16(): number;
  /** An integer in [0, n). */
  below(n: number): number;
}

/**
 * A server's transport address: `192.0.2.1` or `2001:db8::1` (canonical text) for port 53, `192.0.2.1@5353` for
 * another port. A string, so that it is a Map key and prints.
 */
export type Address = string;

/** The port of an address: 53 unless written. */
export function portOf(address: Address): number {
  const at = address.indexOf('@');
  return at < 0 ? 53 : Number(address.slice(at + 1));
}

/** The IP address without its port. */
export function hostOf(address: Address): string {
  const at = address.indexOf('@');
  return at < 0 ? address : address.slice(0, at);
}

/** 4 or 6. */
export function familyOf(address: Address): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

/** The network a fault is likely to be shared in: /24 for IPv4, /48 for IPv6. */
export function prefixOf(address: Address): string {
  if (familyOf(address) === 4) return address.slice(0, address.lastIndexOf('.'));
  const groups = address.split(':');
  return groups.slice(0, Math.max(1, Math.min(3, groups.indexOf('') < 0 ? 3 : groups.indexOf('')))).join(':');
}

/** Transports to servers: UDP, TCP (RFC 7766) and DNS over TLS (RFC 7858). */
export type Protocol = 'udp' | 'tcp' | 'tls';

/** One message to one server. `bytes` is a complete DNS message without TCP framing. */
export interface ExchangeRequest {
  readonly bytes: Uint8Array;
  readonly address: Address;
  readonly protocol: Protocol;
  /** After this long without a reply `overdue` is called: the caller may try again while the adapter keeps listening. */
  readonly timeoutMs: Millis;
  /** After this long (at least `timeoutMs`) the exchange ends as `timeout`: late replies are welcome until then. */
  readonly lingerMs: Millis;
  /** The name to authenticate for `tls`. */
  readonly tlsName?: string;
}

/** What the caller thinks of a datagram: ours, somebody else's (keep listening), or a near miss (report it at once). */
export type Judgement = 'mine' | 'other' | 'suspect';
/** Called for each message received, `bytes` as it came; must not throw. */
export type Judge = (bytes: Uint8Array) => Judgement;

/** How one exchange ended. Network trouble is a value; only an abort or our own bug throws. */
export type ExchangeResult =
  | { readonly kind: 'reply'; readonly bytes: Uint8Array; readonly rttMs: Millis }
  | { readonly kind: 'suspect'; readonly bytes: Uint8Array; readonly rttMs: Millis }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'error'; readonly code: ExchangeErrorCode; readonly detail: string };

/** `local`: we could not send at all (no route, no permission, no descriptors): never the server's fault. */
export type ExchangeErrorCode = 'refused' | 'unreachable' | 'reset' | 'tls' | 'local';

/** How the caller follows an exchange that is under way. */
export interface ExchangeOptions {
  readonly judge: Judge;
  /** Aborting ends the exchange as `timeout` at once and frees the socket. */
  readonly signal?: AbortSignal;
  /** Called at most once, when `timeoutMs` has passed without a reply. */
  readonly overdue?: () => void;
}

/** The wire: one request out, and how it ended. */
export type Exchange = (request: ExchangeRequest, options: ExchangeOptions) => Promise<ExchangeResult>;
