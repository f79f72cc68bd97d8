/**
 * Runs once before all tests (vitest's globalSetup) and decides what Docker can do here: is there a daemon, can the
 * base images be had (from a registry, or made beforehand by `.ci/run`), and can testcontainers' clean-up helper
 * (Ryuk, itself an image)? Where the container tests cannot run they are skipped, and it is said loudly; with
 * REQUIRE_DOCKER=1 that is an error, because a silent skip in CI would be a lie.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty when the container tests can run, otherwise the reason why not. */
    readonly dockerMissing: string;
  }
}

const run = promisify(execFile);
const ASK_MS = 15_000;
const PULL_MS = 60_000;

/** Images that are taken from the registry, the variable that replaces them, and what `.ci/run` calls its own. */
const IMAGES = [
  { variable: 'BASE_IMAGE', image: 'debian:bookworm-slim', ours: 'localhost/debian:bookworm' },
  { variable: 'NODE_IMAGE', image: 'node:24-bookworm-slim', ours: 'localhost/node:24' },
] as const;
const RYUK = process.env['RYUK_CONTAINER_IMAGE'] ?? 'testcontainers/ryuk:0.14.0';

/** Called by vitest. Throws only where REQUIRE_DOCKER=1 and the container tests cannot run. */
export async function setup(project: TestProject): Promise<void> {
  const missing = await whatIsMissing();
  project.provide('dockerMissing', missing);
  if (missing !== '') {
    if (process.env['REQUIRE_DOCKER'] === '1') throw new Error(`REQUIRE_DOCKER=1, but ${missing}`);
    process.env['ROOTWALK_SKIP_REASON'] = `container tests: ${missing}; see the box at the top`;
    process.stderr.write(box(missing));
    return;
  }
  // Must be decided before the workers load testcontainers; they inherit the environment from here.
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] === undefined && !(await canHave(RYUK)))
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}

async function whatIsMissing(): Promise<string> {
  if (!(await docker(['info'], ASK_MS))) return 'no Docker daemon answers';
  for (const { variable, image, ours } of IMAGES) {
    if (process.env[variable] !== undefined || (await isHere(image))) continue;
    if (await isHere(ours)) process.env[variable] = ours;
    else if (!(await canHave(image))) return `the image ${image} cannot be had`;
  }
  return '';
}

const isHere = (image: string): Promise<boolean> => docker(['image', 'inspect', image], ASK_MS);

async function canHave(image: string): Promise<boolean> {
  return (await isHere(image)) || docker(['pull', '-q', image], PULL_MS);
}

async function docker(args: readonly string[], timeout: number): Promise<boolean> {
  try {
    await run('docker', args, { timeout });
    return true;
  } catch {
    return false;
  }
}

function box(missing: string): string {
  const lines = [
    'The container tests (test/bind) are SKIPPED:',
    `${missing}.`,
    'To run them, start Docker (Debian: apt install docker.io),',
    'see that "docker info" works, then: npm run test:bind',
    'Where no image registry is in reach, .ci/run makes the images.',
    'With REQUIRE_DOCKER=1 this is a failure.',
  ];
  const width = Math.max(...lines.map(({ length }) => length));
  const rule = '#'.repeat(width + 6);
  return `\n${[rule, ...lines.map((line) => `## ${line.padEnd(width)} ##`), rule].join('\n')}\n\n`;
}
