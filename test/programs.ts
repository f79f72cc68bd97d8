/**
 * Runs once before all tests (vitest's globalSetup): are the programs there that ask the daemon as people do? Without
 * `dig` and `kdig` those tests are skipped, and it is said; CI, where nothing may be skipped, installs them.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty when dig and kdig can be run, otherwise the sentence that says what is missing. */
    readonly digMissing: string;
  }
}

const run = promisify(execFile);
const PROGRAMS = [
  { program: 'dig', version: '-v', source: 'Debian: apt install dnsutils' },
  { program: 'kdig', version: '--version', source: 'Debian: apt install knot-dnsutils' },
] as const;

/** Called by vitest. */
export async function setup(project: TestProject): Promise<void> {
  const missing: string[] = [];
  for (const { program, version, source } of PROGRAMS) {
    await run(program, [version]).catch(() => missing.push(`${program} is not installed (${source})`));
  }
  const text = missing.join(', ');
  project.provide('digMissing', text);
  if (text === '') return;
  process.stderr.write(`\nThe tests of the daemon with dig are SKIPPED: ${text}\n\n`);
  const before = process.env['ROOTWALK_SKIP_REASON'];
  process.env['ROOTWALK_SKIP_REASON'] = before === undefined ? text : `${before}; ${text}`;
}
