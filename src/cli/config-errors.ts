/**
 * What is wrong with a configuration file, each error with its line: `FILE:LINE:COLUMN: PATH: what`. Pure. It must not
 * know what the keys mean.
 */
import { type Document, isMap, isNode, isPair, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import * as z from 'zod';
import { shown } from './config-schema.ts';
import { didYouMean } from './nearest.ts';

/** A parsed file, its name for the messages, and where its lines begin. */
export interface Source {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

/** Zod's generic complaints in our words; schemas have their own for what they read. */
export const inOurWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${WORDS[String(issue.expected)] ?? String(issue.expected)}, got ${shown(issue.input)}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(', ')}, got ${shown(issue.input)}`.replace(
        /, (?=[^,]*, got)/,
        ' or ',
      );
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'must not be empty'
        : `must be at least ${issue.minimum}, and is ${shown(issue.input)}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be at most ${issue.maximum}, and is ${shown(issue.input)}`;
    default:
      return undefined;
  }
};

const WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of keys',
};

/** One line for each thing that is wrong, in the order of the file. `schema` knows the keys for a "did you mean". */
export function errorLines(error: z.ZodError, source: Source, schema: z.ZodType): string[] {
  const found = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [{ path: issue.path, at: positionOf(source, issue.path), what: issue.message }];
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { path, at: keyPosition(source, path), what: unknownKey(key, issue.path, schema) };
    });
  });
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ path, at, what }) => placed(source, at, path.length === 0 ? what : `${pathText(path)}: ${what}`));
}

/** One line for each thing that is not YAML. */
export function syntaxLines(source: Source): string[] {
  return source.document.errors.map(({ pos, message }) => placed(source, pos[0], firstLine(message)));
}

/** The library adds the place and a picture of it. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}

/** `FILE:LINE:COLUMN: what`. */
export function placed(source: Source, offset: number, what: string): string {
  const { line, col } = source.lines.linePos(offset);
  return `${source.file}:${Math.max(1, line)}:${Math.max(1, col)}: ${what}`;
}

/** `server.listen[0]`. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text;
}

function unknownKey(key: string, section: Path, schema: z.ZodType): string {
  const siblings = keysAt(schema, section);
  const near = didYouMean(key, siblings);
  if (near !== '') return `unknown key${near}`;
  const elsewhere = allPaths(schema, []).find((path) => path.at(-1) === key);
  if (elsewhere !== undefined) return `unknown key (did you mean ${pathText(elsewhere)}?)`;
  return `unknown key; known here: ${siblings.join(', ')}`;
}

/** The schema below defaults, refinements and the like. */
function bare(schema: unknown): unknown {
  let inner = schema;
  for (;;) {
    if (
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPrefault ||
      inner instanceof z.ZodNullable ||
      inner instanceof z.ZodOptional
    )
      inner = inner.unwrap();
    else return inner;
  }
}

/** Where the issue stands in a list of maps, the maps' keys. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = bare(schema);
  for (const part of path) {
    if (at instanceof z.ZodObject) at = bare(at.shape[String(part)]);
    else if (at instanceof z.ZodArray) at = bare(at.element);
    else return [];
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function allPaths(schema: unknown, above: readonly string[]): (readonly string[])[] {
  const at = bare(schema);
  if (!(at instanceof z.ZodObject)) return [];
  return Object.entries(at.shape).flatMap(([key, inner]) => [[...above, key], ...allPaths(inner, [...above, key])]);
}

/** Offset of the value at `path`, or of the nearest thing above it that is there. */
export function positionOf(source: Source, path: Path): number {
  let node: unknown = source.document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const part of path) {
    node = below(node, part);
    offset = offsetOf(node) ?? offset;
  }
  return offset;
}

function keyPosition(source: Source, path: Path): number {
  let node: unknown = source.document.contents;
  for (const part of path.slice(0, -1)) node = below(node, part);
  const pair = isMap(node) ? pairOf(node.items, path.at(-1)) : undefined;
  return offsetOf(pair?.key) ?? positionOf(source, path);
}

function below(node: unknown, part: PropertyKey): unknown {
  if (isMap(node)) return pairOf(node.items, part)?.value;
  return isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
}

function pairOf(items: readonly Pair[], key: PropertyKey | undefined): Pair | undefined {
  return items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(key));
}

function offsetOf(node: unknown): number | undefined {
  if (!isNode(node)) return undefined;
  const { range }: Node = node;
  return range?.[0];
}
