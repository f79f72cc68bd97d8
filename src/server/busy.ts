/**
 * Who holds a port we cannot bind: read from /proc where permitted, otherwise a hint. It must not know why we want it.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes looked at; a bound on the work, not on what is told. */
const PROCESSES_AT_MOST = 20_000;

/** A sentence for `EADDRINUSE`, `EACCES` and the like on `host:port` over `protocol`. */
export function bindTrouble(
  error: Error & { readonly code?: string },
  protocol: 'UDP' | 'TCP',
  host: string,
  port: number,
): string {
  const where = `${protocol} ${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where} is in use by ${holderOf(protocol, port) ?? 'another process'}: stop it or choose another port with server.listen${port === 53 ? ' (systemd-resolved is the usual one: set DNSStubListener=no)' : ''}`;
    case 'EACCES':
    case 'EPERM':
      return `${where} needs a privilege this process does not have: use a port above 1023, or give the node binary cap_net_bind_service`;
    case 'EADDRNOTAVAIL':
      return `${where}: this machine has no such address`;
    case 'EAFNOSUPPORT':
      return `${where}: this machine has no IPv${host.includes(':') ? 6 : 4}`;
    default:
      return `${where} cannot be bound: ${error.message}`;
  }
}

/** `name (pid N)` of the process with a socket bound to `port`, its user where it cannot be seen, or undefined. */
function holderOf(protocol: 'UDP' | 'TCP', port: number): string | undefined {
  const sockets = boundSockets(protocol, port);
  if (sockets.length === 0) return undefined;
  const inodes = new Set(sockets.map(({ inode }) => `socket:[${inode}]`));
  for (const pid of readNames('/proc')
    .filter((name) => /^\d+$/.test(name))
    .slice(0, PROCESSES_AT_MOST)) {
    for (const descriptor of readNames(`/proc/${pid}/fd`)) {
      if (!inodes.has(linkAt(`/proc/${pid}/fd/${descriptor}`))) continue;
      return `${programOf(pid)} (pid ${pid})`;
    }
  }
  return `a process of user id ${sockets[0]?.uid ?? '?'}`;
}

/** The program's file name; `comm` alone would say "MainThread" for every Node. */
function programOf(pid: string): string {
  const [program = ''] = textAt(`/proc/${pid}/cmdline`).split('\0');
  return program.split('/').at(-1) || textAt(`/proc/${pid}/comm`).trim() || 'a process';
}

function boundSockets(protocol: 'UDP' | 'TCP', port: number): { readonly inode: string; readonly uid: string }[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = protocol === 'TCP' ? '0A' : '07';
  const name = protocol.toLowerCase();
  return [`/proc/net/${name}`, `/proc/net/${name}6`].flatMap((file) =>
    textAt(file)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.split(':')[1] === hex && fields[3] === listening)
      .map((fields) => ({ inode: fields[9] ?? '', uid: fields[7] ?? '?' })),
  );
}

/** Empty where /proc does not exist or may not be read: the sentence then says less, nothing breaks. */
function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textAt(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function linkAt(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
