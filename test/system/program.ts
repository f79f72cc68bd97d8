/**
 * The built program as a process: `npm run build` must have made `dist`. Commands run to their end; the daemon runs
 * until it is told to stop.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What people call as `rootwalk`. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const COMMAND_WITHIN_MS = 15_000;
const READY_WITHIN_MS = 15_000;

export interface Ended {
  /** The exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rootwalk ARGS` with no terminal; kills it after a time that no test needs. */
export function rootwalk(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runToEnd(process.execPath, [builtProgram(), ...args], env);
}

/** Runs another program, `dig` for instance. */
export function runToEnd(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), COMMAND_WITHIN_MS);
  return endOf(child).finally(() => clearTimeout(timer));
}

function builtProgram(): string {
  if (!existsSync(PROGRAM)) throw new Error('the system tests run the built program: npm run build');
  return PROGRAM;
}

function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** A running `rootwalk serve`. */
export interface Daemon {
  readonly pid: number;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): void;
  readonly ended: Promise<Ended>;
  /** Ends it if it still runs. */
  stop(): Promise<void>;
}

/** Starts `rootwalk serve --config FILE` and waits until `answers` says so; fails with its own words if it ends before. */
export async function startDaemon(configFile: string, answers: () => Promise<boolean>): Promise<Daemon> {
  const child = spawn(process.execPath, [builtProgram(), 'serve', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = endOf(child);
  let over: Ended | undefined;
  void ended.then((end) => {
    over = end;
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  for (const end = performance.now() + READY_WITHIN_MS; !(await answers()); ) {
    if (over !== undefined) throw new Error(`rootwalk serve ended with ${String(over.status)}: ${over.stderr}`);
    if (performance.now() < end) continue;
    await stop();
    throw new Error(`rootwalk serve does not answer: ${(await ended).stderr}`);
  }
  return { pid: child.pid ?? 0, signal: (name) => child.kill(name), ended, stop };
}

/** A folder for the files of one test file. */
export interface Scratch {
  /** Writes a file there and returns its path. */
  write(name: string, content: string): string;
  remove(): void;
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-test-'));
  return {
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
