/**
 * The rules of the house that a machine can check: who imports whom, how long things are, what may be touched.
 * A broken rule names the file and the line.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AMBIENT,
  AMBIENT_MEMBERS,
  AMBIENT_ROOMS,
  isRoom,
  mayImport,
  PERMITTED,
  PURE_MODULES,
  roomOf,
} from './house/floors.ts';
import { asNode, lineOf, type Node, placeOf, type Source, sourcesBelow, TOP, visit } from './house/sources.ts';

const SRC = sourcesBelow('src');
const TEST = sourcesBelow('test');
const ALL = [...SRC, ...TEST];

const LINES_AT_MOST = 300;
const FUNCTION_LINES_AT_MOST = 60;
/** Files that are tables of data and may be longer: none but the table may stand in them. */
const TABLES: readonly string[] = [];
/** Rule 13: the top level holds these and nothing else. */
const TOP_LEVEL: readonly string[] = [
  'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'biome.json', 'vitest.config.ts',
  'vitest.long.config.ts', 'src', 'roothints', 'test', 'docker-compose.yml', 'Dockerfile', 'README.md', 'LICENSE',
  '.ci', '.gitignore', '.dockerignore',
]; // biome-ignore format: a table
/** A declaration that is exported; not one that is only passed on (`export type { ... } from`). */
const EXPORT = /^export (async )?(function|const|interface|type|class) (?!\{)/;
const FORBIDDEN_NAMES = /(^|\/)(utils?|helpers?|types?|common|misc|shared|lib)(\/|\.tsx?$)/;

/** Every place in `sources` where `broken` finds a node that breaks a rule. */
function places(
  sources: readonly Source[],
  broken: (node: Node, above: readonly Node[], source: Source) => boolean,
): string[] {
  return sources.flatMap((source) => {
    const found: string[] = [];
    visit(source.tree, (node, above) => {
      if (broken(node, above, source)) found.push(placeOf(source, node));
    });
    return found;
  });
}

describe('floors', () => {
  it('every source has a room in the house', () => {
    expect(SRC.filter(({ path }) => !isRoom(roomOf(path) ?? '')).map(({ path }) => path)).toEqual([]);
  });

  it('a room imports only from floors below its own', () => {
    const arrows = SRC.flatMap(({ path, files }) => files.map((target) => [path, target] as const));
    const upward = arrows.filter(([from, to]) => !mayImport(roomOf(from) ?? '', roomOf(to) ?? ''));
    expect(upward.map(([from, to]) => `${from} imports ${to}`)).toEqual([]);
  });

  it('no file imports itself through others', () => {
    expect(circles(ALL)).toEqual([]);
  });

  it('sources import files that exist, by their full name', () => {
    const known = new Set(ALL.map(({ path }) => path));
    const lost = ALL.flatMap(({ path, files }) =>
      files.filter((file) => !known.has(file)).map((file) => `${path} imports ${file}`),
    );
    expect(lost).toEqual([]);
  });
});

/** Circles of imports, each as its files in order, told once. */
function circles(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map(({ path, files }) => [path, files]));
  const found = new Set<string>();
  const done = new Set<string>();
  const go = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.add([...trail.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) go(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) go(path, []);
  return [...found];
}

describe('sizes', () => {
  it(`no file is longer than ${LINES_AT_MOST} lines`, () => {
    const long = ALL.filter(({ path, lines }) => lines > LINES_AT_MOST && !TABLES.includes(path));
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it(`no function is longer than ${FUNCTION_LINES_AT_MOST} lines (a describe() block is not one)`, () => {
    const long = places(ALL, (node, above, source) => {
      if (!/Function(Declaration|Expression)$/.test(node.type)) return false;
      const lines = lineOf(source, node.end) - lineOf(source, node.start) + 1;
      return lines > FUNCTION_LINES_AT_MOST && !isDescribe(above.at(-1));
    });
    expect(long).toEqual([]);
  });
});

/** `describe(...)`, `describe.skipIf(...)(...)`, `describe.each(...)(...)`. */
function isDescribe(node: Node | undefined): boolean {
  if (node?.type !== 'CallExpression') return false;
  let callee = asNode(node['callee']);
  while (callee !== undefined && callee.type !== 'Identifier')
    callee = asNode(callee['callee']) ?? asNode(callee['object']);
  return callee?.['name'] === 'describe';
}

describe('what may be touched', () => {
  const core = SRC.filter(({ path }) => !AMBIENT_ROOMS.includes(roomOf(path) ?? ''));
  const permitted = (path: string, name: string): boolean => PERMITTED.get(path)?.includes(name) === true;

  it('clocks, chance, timers, files, sockets and the process come in as arguments', () => {
    const touched = places(core, (node, above, { path }) => {
      if (node.type === 'MemberExpression') return AMBIENT_MEMBERS.includes(memberText(node));
      if (node.type !== 'Identifier' || typeof node['name'] !== 'string') return false;
      return AMBIENT.includes(node['name']) && isReference(node, above.at(-1)) && !permitted(path, node['name']);
    });
    expect(touched).toEqual([]);
  });

  it('modules of Node stay in the rooms that touch the world, pure functions aside', () => {
    const named = core.flatMap(({ path, packages }) => {
      const pure = PURE_MODULES.get(roomOf(path) ?? '') ?? [];
      return packages
        .filter((name) => name.startsWith('node:') && !pure.includes(name))
        .map((name) => `${path} imports ${name}`);
    });
    expect(named).toEqual([]);
  });

  it('names are compared by wire/name.ts alone: no endsWith with anything but a fixed text elsewhere', () => {
    const sources = SRC.filter(({ path }) => path !== 'src/wire/name.ts');
    const suffixes = places(sources, (node, above) => {
      if (node.type !== 'MemberExpression' || asNode(node['property'])?.['name'] !== 'endsWith') return false;
      const given = above.at(-1)?.['arguments'];
      return !(Array.isArray(given) && asNode(given[0])?.type === 'Literal');
    });
    expect(suffixes).toEqual([]);
  });

  it('modules keep no state: no variable at the top of a file', () => {
    const variables = places(SRC, (node, above) => {
      const top = above.at(-1)?.type === 'Program' || above.at(-1)?.type === 'ExportNamedDeclaration';
      return top && node.type === 'VariableDeclaration' && node['kind'] !== 'const';
    });
    expect(variables).toEqual([]);
  });
});

function memberText(node: Node): string {
  return `${String(asNode(node['object'])?.['name'])}.${String(asNode(node['property'])?.['name'])}`;
}

/** False for the name of a property, of a key or of a type. */
function isReference(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return true;
  if (parent.type === 'MemberExpression') return parent['property'] !== node || parent['computed'] === true;
  if (parent.type === 'Property') return parent['value'] === node || parent['computed'] === true;
  return !parent.type.startsWith('TS');
}

describe('form', () => {
  it('every source opens with a paragraph that says what it is for', () => {
    const bare = SRC.filter(({ text }) => !/^(#!.*\n)?\/\*\*\s/.test(text));
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it('every export of src has a doc sentence', () => {
    const bare = SRC.flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, at) => {
        const above = lines.slice(0, at).findLast((other) => other.trim() !== '');
        return EXPORT.test(line) && above?.trimEnd().endsWith('*/') !== true ? [`${path}:${at + 1}`] : [];
      });
    });
    expect(bare).toEqual([]);
  });

  it('there are no default exports', () => {
    expect(places(ALL, ({ type }) => type === 'ExportDefaultDeclaration')).toEqual([]);
  });

  it('no folder and no file is called utils, helpers, types or the like', () => {
    expect(ALL.map(({ path }) => path).filter((path) => FORBIDDEN_NAMES.test(path))).toEqual([]);
  });

  it('no file only passes on what others export', () => {
    const barrels = ALL.filter(({ tree }) => {
      const body = Array.isArray(tree['body']) ? tree['body'].map(asNode) : [];
      return body.length > 0 && body.every((node) => node?.['source'] !== null && /^Export/.test(node?.type ?? ''));
    });
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  it('a class is an Error', () => {
    const classes = places(SRC, (node) => {
      if (!/^Class(Declaration|Expression)$/.test(node.type)) return false;
      return !String(asNode(node['superClass'])?.['name'] ?? '').endsWith('Error');
    });
    expect(classes).toEqual([]);
  });

  it('types are not talked round: no any, no !, no as but const and the brand of names', () => {
    const talked = places(SRC, ({ type, start, end }, _, { text }) => {
      if (type === 'TSAnyKeyword' || type === 'TSNonNullExpression') return true;
      return type === 'TSAsExpression' && !/\bas\s+(const|Name)$/.test(text.slice(start, end));
    });
    expect(talked).toEqual([]);
  });

  it('the top level holds what tools want and no other folder', () => {
    expect(topLevel().filter((entry) => !TOP_LEVEL.includes(entry))).toEqual([]);
  });
});

/** What git keeps at the top; without git, what is there and not made by tools. */
function topLevel(): string[] {
  try {
    const paths = execFileSync('git', ['ls-files'], {
      cwd: TOP,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [...new Set(paths.split('\n').map((path) => path.split('/')[0] ?? ''))].filter((entry) => entry !== '');
  } catch {
    return readdirSync(TOP).filter((entry) => !['node_modules', 'dist', 'coverage', '.git'].includes(entry));
  }
}
