/**
 * The real wire: the `Exchange` port over Node's sockets. It must not know what is exchanged.
 */
import { type Address, type Exchange, hostOf, type Protocol, portOf, type Random } from '../ports.ts';
import { exchangeStream } from './stream.ts';
import { exchangeUdp } from './udp.ts';

/** Where a logical address really is: identity in production; tests map addresses to published ports. */
export type Route = (address: Address, protocol: Protocol) => { readonly host: string; readonly port: number };

/** Chance for source ports, where addresses really are (default: `directRoute`), and local addresses to send from. */
export interface ExchangeParts {
  readonly random: Random;
  readonly route?: Route;
  readonly sourceIpv4?: string;
  readonly sourceIpv6?: string;
  /** Certificates (PEM) that TLS trusts instead of the system's. */
  readonly tlsAuthorities?: string;
}

/** DNS over TLS has a port of its own (RFC 7858 section 3.1). */
const TLS_PORT = 853;

/** The address as it is written; where it names no port, 53, or 853 for TLS. */
export const directRoute: Route = (address, protocol) => {
  const host = hostOf(address);
  return { host, port: protocol === 'tls' && host === address ? TLS_PORT : portOf(address) };
};

/** An `Exchange` with real sockets; every exchange frees its own. */
export function createExchange(parts: ExchangeParts): Exchange {
  const route = parts.route ?? directRoute;
  const source = { 4: parts.sourceIpv4, 6: parts.sourceIpv6 };
  const { random, tlsAuthorities } = parts;
  return (request, options) =>
    request.protocol === 'udp'
      ? exchangeUdp({ random, route, source }, request, options)
      : exchangeStream({ route, source, tlsAuthorities }, request, options);
}
