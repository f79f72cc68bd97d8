#!/usr/bin/env node
/**
 * The entrance: says plainly when Node is too old, then hands over to `run.ts`. It must stay readable for Node 18 (so
 * nothing else may be imported before the check).
 */

/** As in `engines` of package.json. */
const NEEDED = [22, 22];
const EXIT_USAGE = 2;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [neededMajor = 0, neededMinor = 0] = NEEDED;

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `rootwalk needs Node.js ${NEEDED.join('.')} or newer, and this is ${process.versions.node}; in a clone, "npm start" and "npx rootwalk" bring their own.\n`,
  );
  process.exitCode = EXIT_USAGE;
} else {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2));
}

export {};
