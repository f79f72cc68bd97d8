/**
 * `rootwalk check-config FILE`: exit 0, or every error with its line. It must not start anything.
 */
import { readConfigFile } from './config-load.ts';
import { readHints } from './hints.ts';

/** Prints `FILE is valid` or the errors; the exit status. */
export async function runCheckConfig(file: string): Promise<number> {
  const loaded = readConfigFile(file);
  if ('errors' in loaded) {
    for (const error of loaded.errors) process.stderr.write(`${error}\n`);
    return 1;
  }
  const hints = readHints(loaded.config.upstream['root-hints'] ?? undefined);
  if ('error' in hints) {
    process.stderr.write(`${hints.error}\n`);
    return 1;
  }
  for (const warning of loaded.warnings) process.stderr.write(`${warning}\n`);
  process.stdout.write(`${file} is valid\n`);
  return 0;
}
