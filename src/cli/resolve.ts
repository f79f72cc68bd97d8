/**
 * `rootwalk NAME [TYPE...]`: resolves in this process, from the root servers or in the sandbox, and shows what came of
 * it. It must not know how anything is resolved.
 */
import { CLASS } from '../wire/registry.ts';
import type { ResolveFlags, ResolveOrder } from './arguments.ts';
import { readConfigFile } from './config-load.ts';
import { readHints } from './hints.ts';
import type { Out } from './out.ts';
import { toSettings } from './settings.ts';
import { show } from './show.ts';
import { narrowed, realUniverse, resolveIn, sandboxUniverse, type Universe, type Wanted } from './universe.ts';

const EXIT_ANSWERED = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Resolves all types of the name, one after the other, and shows each; the exit status. */
export async function runResolve({ name, types, flags, hint }: ResolveOrder, out: Out): Promise<number> {
  if (hint !== undefined) out.complain(hint);
  const built = buildUniverse(flags);
  if ('errors' in built) {
    for (const error of built.errors) out.complain(error);
    return EXIT_USAGE;
  }
  const { universe, warnings } = built;
  for (const warning of warnings) out.complain(warning);
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  process.once('SIGINT', stop);
  let status = EXIT_ANSWERED;
  try {
    for (const type of types) {
      const wanted: Wanted = { flags, signal: stopper.signal };
      const resolved = await resolveIn(universe, { name, type, class: CLASS.IN }, wanted);
      const shown = show(resolved, flags, out);
      if (types.length > 1 && flags.trace && !flags.json && type !== types[0]) out.write('\n');
      out.write(shown.out);
      if (shown.complaint !== undefined) out.complain(shown.complaint);
      if (resolved.outcome.kind === 'failure') status = EXIT_FAILED;
      if (stopper.signal.aborted) break;
    }
  } finally {
    process.removeListener('SIGINT', stop);
    await universe.core.close();
  }
  return status;
}

type Built =
  | { readonly universe: Universe; readonly warnings: readonly string[] }
  | { readonly errors: readonly string[] };

/** The world that the flags and the configuration ask for. */
function buildUniverse(flags: ResolveFlags): Built {
  const loaded = readConfigFile(flags.config);
  if ('errors' in loaded) return loaded;
  const { config, warnings } = loaded;
  if (flags.sandbox) return { universe: sandboxUniverse(narrowed(toSettings(config, []), flags)), warnings };
  const read = readHints(flags.rootHints ?? config.upstream['root-hints'] ?? undefined);
  if ('error' in read) return { errors: [read.error] };
  const settings = narrowed(toSettings(config, read.hints), flags);
  return {
    universe: realUniverse(settings, {
      sourceIpv4: config.upstream['source-ipv4'] ?? undefined,
      sourceIpv6: config.upstream['source-ipv6'] ?? undefined,
    }),
    warnings,
  };
}
