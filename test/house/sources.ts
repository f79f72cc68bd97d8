/**
 * The sources as the house rules see them: text, syntax tree, imports. TypeScript 7 has no JS API, so vite's parser
 * reads them; type imports count like all others.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** The checkout. */
export const TOP = fileURLToPath(new URL('../../', import.meta.url));

/** Any node of the syntax tree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Source {
  /** From the top of the checkout, with slashes: `src/wire/name.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly tree: Node;
  /** Files of ours that it imports or re-exports, as paths. */
  readonly files: readonly string[];
  /** Everything else that it imports: packages and `node:` modules. */
  readonly packages: readonly string[];
}

/** All TypeScript files below a folder of the checkout, sorted by path. */
export function sourcesBelow(folder: string): readonly Source[] {
  return readdirSync(`${TOP}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(`${TOP}${path}`, 'utf8');
  const { program } = parseSync(path, text);
  const tree = asNode(program);
  if (tree === undefined) throw new Error(`${path} cannot be parsed`);
  const imports = [...new Set(importsOf(tree))];
  const ours = imports.filter((target) => target.startsWith('.'));
  return {
    path,
    text,
    lines: text.split('\n').length - (text.at(-1) === '\n' ? 1 : 0),
    tree,
    files: ours.map((target) => posix.join(posix.dirname(path), target)),
    packages: imports.filter((target) => !target.startsWith('.')),
  };
}

/** `import`, `export from`, `import()` and `import('...').Type`. */
function importsOf(tree: Node): string[] {
  const found: string[] = [];
  visit(tree, (node) => {
    if (!/^(Import(Declaration|Expression)|Export(Named|All)Declaration|TSImportType)$/.test(node.type)) return;
    const target = asNode(node['source']) ?? asNode(node['argument']);
    const value = target === undefined ? undefined : (target['value'] ?? asNode(target['literal'])?.['value']);
    if (typeof value === 'string') found.push(value);
  });
  return found;
}

/** Calls `see` for every node, parents first, with the nodes above it (nearest last). */
export function visit(tree: Node, see: (node: Node, above: readonly Node[]) => void): void {
  const above: Node[] = [];
  const go = (node: Node): void => {
    see(node, above);
    above.push(node);
    for (const value of Object.values(node)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        const child = asNode(item);
        if (child !== undefined) go(child);
      }
    }
    above.pop();
  };
  go(tree);
}

/** A value of the tree as a node; undefined for anything else. */
export function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The 1-based line of an offset. */
export function lineOf(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length;
}

/** `path:line` of a node. */
export function placeOf(source: Source, node: Node): string {
  return `${source.path}:${lineOf(source, node.start)}`;
}
