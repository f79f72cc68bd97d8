/**
 * Node's socket errors as ends of an exchange: whose fault it looks like. It must not know sockets' kinds.
 */
import type { ExchangeErrorCode, ExchangeResult } from '../ports.ts';

const CODES: Readonly<Record<string, ExchangeErrorCode>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ENETDOWN: 'local',
  ENETUNREACH: 'local',
  EADDRNOTAVAIL: 'local',
  EADDRINUSE: 'local',
  EAFNOSUPPORT: 'local',
  EACCES: 'local',
  EPERM: 'local',
  EMFILE: 'local',
  ENFILE: 'local',
  ENOBUFS: 'local',
  ENOMEM: 'local',
  EINVAL: 'local',
  EMSGSIZE: 'local',
};

/** The result for a socket error; TLS errors (certificates, handshakes) have codes of their own. */
export function failureOf(error: Error & { readonly code?: string }, stream: 'udp' | 'tcp' | 'tls'): ExchangeResult {
  const { code } = error;
  const known = code === undefined ? undefined : CODES[code];
  if (known !== undefined) return { kind: 'error', code: known, detail: sentence(known, code ?? '') };
  return stream === 'tls'
    ? { kind: 'error', code: 'tls', detail: error.message }
    : { kind: 'error', code: 'reset', detail: error.message };
}

function sentence(kind: ExchangeErrorCode, code: string): string {
  switch (kind) {
    case 'refused':
      return `nothing listens there (${code})`;
    case 'unreachable':
      return `no way to that host (${code})`;
    case 'reset':
      return `the connection was cut (${code})`;
    case 'local':
      return `this machine could not send (${code})`;
    case 'tls':
      return code;
    default:
      return kind satisfies never;
  }
}
