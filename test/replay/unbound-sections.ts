/**
 * `unbound.conf` cut into sections and options, as Unbound's lexer does it. It must not know what they mean.
 */

/** One `key: values` line and the section it stands in. */
export interface Option {
  readonly key: string;
  readonly values: readonly string[];
}

/** A section head with its options. */
export interface Section {
  readonly name: string;
  readonly options: Option[];
}

const SECTIONS = new Set([
  'server', 'stub-zone', 'forward-zone', 'remote-control', 'auth-zone', 'view', 'rpz', 'python', 'dynlib', 'cachedb',
  'dnscrypt', 'redis',
]); // biome-ignore format: a table

/** Cuts the text as Unbound's lexer does: `key:` opens an option, a section's name opens a section, `#` a comment. */
export function sectionsOf(config: readonly string[]): Section[] {
  const sections: Section[] = [];
  let option: { key: string; values: string[] } | undefined;
  for (const line of config) {
    for (const token of line.replace(/^((?:[^"#]|"[^"]*")*)#.*$/, '$1').match(/"[^"]*"|\S+?:(?=\s|"|$)|\S+/g) ?? []) {
      const key = /^([a-z][a-z0-9-]*):$/.exec(token)?.[1];
      if (key === undefined) option?.values.push(token.replace(/^"(.*)"$/, '$1'));
      else if (SECTIONS.has(key)) {
        sections.push({ name: key, options: [] });
        option = undefined;
      } else {
        if (sections.length === 0) sections.push({ name: 'server', options: [] });
        option = { key, values: [] };
        sections.at(-1)?.options.push(option);
      }
    }
  }
  return sections;
}
