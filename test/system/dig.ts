/**
 * `dig` and `kdig` against a server on loopback, and their answers read.
 */
import { createServer } from 'node:net';
import { type Ended, runToEnd } from './program.ts';

/** What a person reads first in the output of dig and kdig. */
export interface Dug {
  readonly status: string;
  readonly flags: readonly string[];
  /** The lines of the answer section, fields separated by one space, TTL left out. */
  readonly answer: readonly string[];
  readonly authority: readonly string[];
  readonly text: string;
}

/** `dig ARGS` at 127.0.0.1, once, with a patient timeout. */
export async function dig(port: number, ...args: readonly string[]): Promise<Dug> {
  return read(await runToEnd('dig', ['@127.0.0.1', '-p', String(port), '+tries=1', '+time=8', ...args]));
}

/** `kdig ARGS` at 127.0.0.1. */
export async function kdig(port: number, ...args: readonly string[]): Promise<Dug> {
  return read(await runToEnd('kdig', ['@127.0.0.1', '-p', String(port), '+retry=0', '+timeout=8', ...args]));
}

function read({ stdout }: Ended): Dug {
  return {
    status: /status: (\w+)/.exec(stdout)?.[1] ?? 'silence',
    flags: (/[Ff]lags: ([a-z ]*);/.exec(stdout)?.[1] ?? '').trim().split(' '),
    answer: section(stdout, 'ANSWER'),
    authority: section(stdout, 'AUTHORITY'),
    text: stdout,
  };
}

function section(text: string, name: string): string[] {
  const lines = new RegExp(`;; ${name} SECTION:\\n([^;]*)`).exec(text)?.[1] ?? '';
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/\s+/g, ' ').replace(/^(\S+) \d+ IN /, '$1 '));
}

/** A port that nobody has on loopback right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
