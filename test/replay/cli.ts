/**
 * `npm run replay -- DIR...`: replays every `.rpl` below the folders, one line a file, closing with
 * `N passed, M failed`; exit 1 if any failed. `--verbose NAME` (or a file) shows steps, packets and trace of one file.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { play, verdictOf } from './run.ts';
import { verboseWatcher } from './verbose.ts';

/** Every `.rpl` at or below the paths: its name for people and its path. */
export function scenarioFiles(paths: readonly string[]): { name: string; path: string }[] {
  return paths.flatMap((path) => {
    if (statSync(path).isFile()) return [{ name: basename(path, '.rpl'), path }];
    const below = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rpl'));
    return below.sort().map((file) => ({ name: relative('.', file).replace(/\.rpl$/, ''), path: join(path, file) }));
  });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { verbose: { type: 'string', short: 'v' }, orders: { type: 'boolean' } },
  });
  const out = (line: string): boolean => process.stdout.write(`${line}\n`);
  const missing = positionals.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    process.stderr.write(`no such file or folder: ${missing.join(', ')}\n`);
    return 2;
  }
  const only = values.verbose;
  const files = scenarioFiles(positionals).filter(
    ({ name }) => only === undefined || name === only || basename(name) === only,
  );
  if (files.length === 0) {
    process.stderr.write('usage: npm run replay -- [--verbose NAME] [--orders] DIR...\n');
    return 2;
  }
  const counts = { PASS: 0, FAIL: 0, EXPECTED: 0 };
  for (const { name, path } of files) {
    const played = await play(
      readFileSync(path, 'utf8'),
      only === undefined ? undefined : (mode) => verboseWatcher(mode, out),
    );
    const verdict = verdictOf(basename(name), played);
    counts[verdict.kind]++;
    out(`${verdict.kind} ${name}${verdict.reason === '' ? '' : ` ${verdict.reason}`}`);
    if (values.orders === true) for (const order of new Set(verdict.orders)) out(`  other order: ${order}`);
  }
  out(`${counts.PASS} passed, ${counts.FAIL} failed`);
  return counts.FAIL === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
