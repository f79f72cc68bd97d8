/**
 * A configuration file to a `Config`, or every error in it with its line. It must not know what the keys do.
 */
import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { errorLines, inOurWords, placed, type Source, syntaxLines } from './config-errors.ts';
import { pendingWarnings } from './config-pending.ts';
import { type Config, configSchema } from './config-schema.ts';
import { systemErrorText } from './system-error.ts';

/** A file beyond this is not a configuration; lists of names have files of their own. */
const MAX_CHARACTERS = 1024 * 1024;
/** Aliases of one file, against files that unfold to gigabytes. */
const MAX_ALIASES = 100;

/** A configuration with what is odd about it, or everything that is wrong with it, as sentences. */
export type LoadedConfig =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly errors: readonly string[] };

/** Reads `file`; without one all defaults. Errors are sentences that begin with `FILE:LINE:COLUMN:` where that is known. */
export function readConfigFile(file: string | undefined): LoadedConfig {
  if (file === undefined) return { config: configSchema.parse({}), warnings: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { errors: [`${file}: cannot be read: ${systemErrorText(error)}`] };
  }
  return parseConfig(text, file);
}

/** The same for text; `file` is how the messages call it. */
export function parseConfig(text: string, file: string): LoadedConfig {
  if (text.length > MAX_CHARACTERS)
    return { errors: [`${file}: more than a million characters: is this the right file?`] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source: Source = { file, document, lines };
  if (document.errors.length > 0) return { errors: syntaxLines(source) };
  let given: unknown;
  try {
    given = withoutEmptySections(document.toJS({ maxAliasCount: MAX_ALIASES }));
  } catch (error) {
    return { errors: [placed(source, 0, error instanceof Error ? error.message : String(error))] };
  }
  if (document.contents !== null && !isMap(document.contents) && given !== null)
    return { errors: [placed(source, 0, 'expected sections such as "server:" with keys below them')] };
  const parsed = configSchema.safeParse(given ?? {}, { error: inOurWords });
  if (!parsed.success) return { errors: errorLines(parsed.error, source, configSchema) };
  return { config: parsed.data, warnings: pendingWarnings(given, source) };
}

/** `server:` with every key commented out is null in YAML, and means the defaults. */
function withoutEmptySections(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

/** The schema of the file as JSON Schema, for editors. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
}
