/**
 * The command line read into an order, or into one sentence that says what is wrong with it. Pure: it prints nothing
 * and ends nothing. Design: `rootwalk NAME [TYPE...]` and the verbs.
 */
import { Command, CommanderError } from 'commander';
import { type Name, nameToText } from '../wire/name.ts';
import { type RRType, TYPE } from '../wire/registry.ts';
import { looksLikeAddress, readName, readType, reverseName } from './question-text.ts';

/** What `rootwalk NAME` was told beside the question. */
export interface ResolveFlags {
  readonly trace: boolean;
  readonly verbosity: 0 | 1 | 2;
  readonly json: boolean;
  readonly short: boolean;
  readonly checkingDisabled: boolean;
  readonly overTcp: boolean;
  /** The only address family to use. */
  readonly family: 4 | 6 | undefined;
  readonly rootHints: string | undefined;
  readonly sandbox: boolean;
  readonly config: string | undefined;
}

/** One name and its types; `hint` is a sentence for stderr about a question that is odd but can be asked. */
export interface ResolveOrder {
  readonly kind: 'resolve';
  readonly name: Name;
  readonly types: readonly RRType[];
  readonly flags: ResolveFlags;
  readonly hint?: string;
}

/** What is to be done. `text` of `told` goes to stdout (exit 0), of `usage` to stderr (exit 2). */
export type Order =
  | ResolveOrder
  | { readonly kind: 'serve'; readonly config: string | undefined }
  | { readonly kind: 'check-config'; readonly file: string }
  | { readonly kind: 'start' }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'usage'; readonly text: string };

/** Verbs of features that are not there yet, with the sentence that says so. */
const LATER: Readonly<Record<string, string>> = {
  why: 'the check of all servers and paths of a name',
  learn: 'the lessons',
  cache: 'looking into the cache of the running daemon',
  status: 'the state of the running daemon',
};

const VERBS: readonly string[] = ['serve', 'check-config', ...Object.keys(LATER)];

/** Words that people of dig know. */
const DIG_WORDS: Readonly<Record<string, string>> = {
  '+trace': '--trace',
  '+short': '--short',
  '+tcp': '--tcp',
  '+vc': '--tcp',
  '+cd': '--cd',
  '+cdflag': '--cd',
  '+dnssec': '-v',
};

/** Reads `argv` (without the program's own name). */
export function readArguments(argv: readonly string[], version: string): Order {
  let order: Order = usage('there is nothing to do');
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  const program = describeProgram(version, (given) => {
    order = given;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    program.parse([...argv], { from: 'user' });
    return order;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { kind: 'told', text: printed } : usage(oneSentence(error.message));
  }
}

/** The grammar; every action gives its order to `take`. */
function describeProgram(version: string, take: (order: Order) => void): Command {
  const program = new Command('rootwalk')
    .description('Resolves names from the root servers down and shows the path.')
    .usage('NAME [TYPE...] [options]\n       rootwalk serve|check-config [options]')
    .version(version, '-V, --version', 'print the version')
    .argument('[words...]', 'a name, then the types to ask for (A unless told)')
    .option('--trace', 'print the path from the root to the answer')
    .option('-v, --verbose', 'with the records on the way; -vv: with the octets', (_, times: number) => times + 1, 0)
    .option('--json', 'print path and answer as JSON (schema 1), one line a question')
    .option('--short', 'print only the data of the answer')
    .option('-x, --reverse <address>', 'the name of an address')
    .option('--cd', 'checking disabled: take the answer without validation')
    .option('--tcp', 'ask the servers over TCP')
    .option('-4, --ipv4', 'use IPv4 only')
    .option('-6, --ipv6', 'use IPv6 only')
    .option('--root-hints <file>', 'start from the root servers in this file (form of named.root)')
    .option('--sandbox', 'walk in the small internet that comes along, without network')
    .option('--config <file>', 'take settings from this file')
    .option('--no-cache-snapshot', 'start with an empty cache')
    .addHelpText('after', `\n${NOTES}`)
    .helpOption('-h, --help', 'print this')
    .enablePositionalOptions()
    .action((words: string[], options: GivenOptions) => take(resolveOrder(words, options)));
  program.addOption(program.createOption('--start').hideHelp());
  program.addOption(program.createOption('--via-daemon').hideHelp());
  addVerbs(program, take);
  return program;
}

function addVerbs(program: Command, take: (order: Order) => void): void {
  program
    .command('serve')
    .description('answer the questions of others (UDP and TCP)')
    .option('--config <file>', 'the configuration file')
    .action((options: { config?: string }) => {
      take({ kind: 'serve', config: options.config ?? program.opts<GivenOptions>().config });
    });
  program
    .command('check-config')
    .description('check a configuration file')
    .argument('<file>', 'the configuration file')
    .action((file: string) => take({ kind: 'check-config', file }));
  for (const [verb, what] of Object.entries(LATER)) {
    program
      .command(verb, { hidden: true })
      .argument('[words...]')
      .allowUnknownOption()
      .action(() =>
        take(
          usage(`"${verb}" (${what}) is not there yet; to resolve the name "${verb}.", write it with the final dot`),
        ),
      );
  }
}

const NOTES = `A name spelled like a verb takes a final dot: rootwalk cache.
Exit status: 0 answered (NODATA and NXDOMAIN too), 1 resolution failed, 2 usage.`;

/** As commander gives them. */
interface GivenOptions {
  readonly trace?: boolean;
  readonly verbose?: number;
  readonly json?: boolean;
  readonly short?: boolean;
  readonly reverse?: string;
  readonly cd?: boolean;
  readonly tcp?: boolean;
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly rootHints?: string;
  readonly sandbox?: boolean;
  readonly config?: string;
  readonly start?: boolean;
  readonly viaDaemon?: boolean;
}

function resolveOrder(words: readonly string[], options: GivenOptions): Order {
  if (options.start === true) return { kind: 'start' };
  if (options.viaDaemon === true) return usage('--via-daemon (asking through the running daemon) is not there yet');
  const foreign = foreignWord(words);
  if (foreign !== undefined) return usage(foreign);
  const conflict = conflictIn(options);
  if (conflict !== undefined) return usage(conflict);
  const [first, ...rest] = words;
  const reversed = options.reverse === undefined ? undefined : reverseName(options.reverse);
  if (reversed === undefined && first === undefined)
    return usage('give a name: rootwalk NAME [TYPE...]; see rootwalk --help');
  if (first !== undefined && VERBS.includes(first)) {
    return usage(`"${first}" is a verb and stands first; to resolve the name, write "${first}." with the final dot`);
  }
  const asked = reversed ?? readName(first ?? '');
  if ('wrong' in asked) return usage(asked.wrong);
  const types = readTypes(reversed === undefined ? rest : words, reversed === undefined ? TYPE.A : TYPE.PTR);
  if ('wrong' in types) return usage(types.wrong + swappedHint(first, rest));
  const hint =
    reversed === undefined && looksLikeAddress(first ?? '')
      ? { hint: `"${first}" is an address and was asked for as a name; -x ${first} asks for the name of an address` }
      : {};
  return { kind: 'resolve', name: asked.name, types: types.types, flags: flagsFrom(options), ...hint };
}

/** Words of dig, with ours instead. */
function foreignWord(words: readonly string[]): string | undefined {
  const server = words.find((word) => /^@./.test(word));
  if (server !== undefined)
    return `"${server}": rootwalk asks from the root servers down, not one server; upstream.forward in the configuration sends everything to one resolver`;
  const flag = words.find((word) => word.startsWith('+'));
  if (flag === undefined) return undefined;
  const ours = DIG_WORDS[flag];
  return `"${flag}" is a word of dig${ours === undefined ? '; see rootwalk --help' : ` (did you mean ${ours}?)`}`;
}

function readTypes(
  words: readonly string[],
  unless: RRType,
): { readonly types: readonly RRType[] } | { readonly wrong: string } {
  const types: RRType[] = [];
  for (const word of words) {
    const read = readType(word);
    if ('wrong' in read) return read;
    if (!types.includes(read.type)) types.push(read.type);
  }
  return { types: types.length === 0 ? [unless] : types };
}

/** `rootwalk MX example.com`: the type came first. */
function swappedHint(first: string | undefined, rest: readonly string[]): string {
  if (first === undefined || rest.length !== 1 || 'wrong' in readType(first)) return '';
  const name = readName(rest[0] ?? '');
  return 'wrong' in name ? '' : ` (did you mean: rootwalk ${nameToText(name.name)} ${first.toUpperCase()}?)`;
}

function conflictIn(options: GivenOptions): string | undefined {
  if (options.ipv4 === true && options.ipv6 === true)
    return '-4 and -6 exclude each other: without them both families are used';
  if (options.json === true && options.short === true) return '--json and --short exclude each other';
  if (options.short === true && options.trace === true) return '--short and --trace exclude each other';
  if (options.short === true && (options.verbose ?? 0) > 0)
    return '--short and -v exclude each other: -v prints the whole path';
  if (options.sandbox === true && options.rootHints !== undefined)
    return '--sandbox has root servers of its own: leave out --root-hints';
  return undefined;
}

function flagsFrom(options: GivenOptions): ResolveFlags {
  const verbose = options.verbose ?? 0;
  return {
    trace: options.trace === true || verbose > 0,
    verbosity: verbose >= 2 ? 2 : verbose === 1 ? 1 : 0,
    json: options.json === true,
    short: options.short === true,
    checkingDisabled: options.cd === true,
    overTcp: options.tcp === true,
    family: options.ipv4 === true ? 4 : options.ipv6 === true ? 6 : undefined,
    rootHints: options.rootHints,
    sandbox: options.sandbox === true,
    config: options.config,
  };
}

function usage(text: string): Order {
  return { kind: 'usage', text };
}

/** commander's words in ours: one line, no "error:". */
function oneSentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\(Did you mean/, '(did you mean')
    .trim();
}
