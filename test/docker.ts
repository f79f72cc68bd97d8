/**
 * Runs once before all tests (vitest's globalSetup) and decides two things about Docker: is there a daemon, and can
 * testcontainers' clean-up helper (Ryuk, itself an image) be had? Without a daemon the container tests are skipped,
 * and it is said loudly; with REQUIRE_DOCKER=1 that is an error, because a silent skip in CI would be a lie.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty when Docker can be used, otherwise the reason why not. */
    readonly dockerMissing: string;
  }
}

const run = promisify(execFile);
const RYUK = process.env['RYUK_CONTAINER_IMAGE'] ?? 'testcontainers/ryuk:0.14.0';
const ASK_MS = 15_000;
const PULL_MS = 60_000;

async function docker(args: readonly string[], timeout: number): Promise<boolean> {
  try {
    await run('docker', args, { timeout });
    return true;
  } catch {
    return false;
  }
}

const HOW = `
  ##########################################################################
  ##  The container tests (test/bind) are SKIPPED: no Docker daemon        ##
  ##  answers. To run them, start Docker (Debian: apt install docker.io)   ##
  ##  and see that "docker info" works, then: npm run test:bind            ##
  ##  With REQUIRE_DOCKER=1 a missing daemon is a failure.                 ##
  ##########################################################################
`;

/** Called by vitest. Throws only where REQUIRE_DOCKER=1 and there is no daemon. */
export async function setup(project: TestProject): Promise<void> {
  const up = await docker(['info'], ASK_MS);
  project.provide('dockerMissing', up ? '' : 'no Docker daemon answers');
  if (!up) {
    if (process.env['REQUIRE_DOCKER'] === '1') throw new Error('REQUIRE_DOCKER=1, but no Docker daemon answers');
    process.env['ROOTWALK_SKIP_REASON'] = 'container tests: no Docker daemon answers; start Docker, then npm run test:bind';
    process.stderr.write(HOW);
    return;
  }
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] !== undefined) return;
  // Must be decided before the workers load testcontainers; they inherit the environment from here.
  const ryuk = (await docker(['image', 'inspect', RYUK], ASK_MS)) || (await docker(['pull', '-q', RYUK], PULL_MS));
  if (!ryuk) process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}
