/**
 * rootwalk as a library: a resolver with the real clock, dice and sockets, or with yours.
 *
 * ```ts
 * await using resolver = createResolver();
 * const result = await resolver.resolve('www.example.com', 'AAAA', { trace: (event) => console.log(event.kind) });
 * if (result.kind === 'answer') for (const record of result.answer) console.log(record.name, record.data);
 * ```
 */
import { buildCore } from './cli/build.ts';
import { readHints } from './cli/hints.ts';
import { type ConfiguredZone, DEFAULT_SETTINGS, type HintServer, type Settings } from './iterate/settings.ts';
import type { Route } from './net/exchange.ts';
import type { Clock, Exchange, Random } from './ports.ts';
import type { Failure, Security } from './resolver/answer.ts';
import { type Core, createCore } from './resolver/resolver.ts';
import type { TraceListener } from './trace/event.ts';
import { nameFromText, nameToText } from './wire/name.ts';
import { type RecordData, recordData } from './wire/record.ts';
import { CLASS, rcodeToText, typeFromText, typeToText } from './wire/registry.ts';
import { type RRset, rdataList } from './wire/rrset.ts';

export type { ConfiguredZone, HintServer, Settings, Target } from './iterate/settings.ts';
export type { Route } from './net/exchange.ts';
export type { Address, Clock, Exchange, ExchangeRequest, ExchangeResult, Random } from './ports.ts';
export type { Failure, Security } from './resolver/answer.ts';
export type { TraceEvent, TraceListener } from './trace/event.ts';
export { foldStory, type Story } from './trace/story.ts';
export { type Verdict, verdictOf } from './trace/verdict.ts';
export { BadName } from './wire/name.ts';
export type { RecordData } from './wire/record.ts';

/** Everything is optional: without options the resolver walks from the root servers of the shipped hints. */
export interface ResolverOptions {
  /** Path of a `named.root` file, or the servers themselves. */
  readonly rootHints?: string | readonly HintServer[];
  /** Forward and stub zones. */
  readonly zones?: readonly ConfiguredZone[];
  /** Any other setting; see `Settings`. */
  readonly settings?: Partial<Settings>;
  /** Where addresses really are: for tests against servers on other ports. */
  readonly route?: Route;
  /** Time, chance and wire of your own (all three), instead of the system's. */
  readonly ports?: { readonly clock: Clock; readonly random: Random; readonly exchange: Exchange };
}

/** One record. `name` ends with a dot; `ttl` in seconds; `data` is typed by `data.type`. */
export interface ResolvedRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: RecordData;
}

/** NODATA and NXDOMAIN are answers: `answer` then ends with the last alias, if any. */
export interface Resolved {
  readonly kind: 'answer';
  /** `NOERROR`, `NXDOMAIN`, `YXDOMAIN`. */
  readonly rcode: string;
  readonly answer: readonly ResolvedRecord[];
  readonly authority: readonly ResolvedRecord[];
  readonly security: Security;
  readonly from: 'cache' | 'network' | 'local';
}

/** No answer: `reason` from a closed list, `text` a sentence for people. */
export type NotResolved = Pick<Failure, 'kind' | 'reason' | 'text' | 'ede'>;

/** A resolver with its caches; disposing of it gives up everything under way. */
export interface Resolver extends AsyncDisposable {
  /**
   * Resolves one name. What the Internet does is a value; throws `BadName` for a name that is none and `TypeError`
   * for an unknown type. An abort gives a failure with reason `aborted`.
   */
  resolve(
    name: string,
    type?: string,
    options?: { readonly signal?: AbortSignal; readonly trace?: TraceListener },
  ): Promise<Resolved | NotResolved>;
  /** The core below, for its caches. */
  readonly core: Core;
}

/** A resolver with caches of its own. Throws an Error whose sentence names the file when hints cannot be read. */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const { zones, ports, route } = options;
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    hints: hintsOf(options),
    ...(zones === undefined ? {} : { zones }),
    ...options.settings,
  };
  const core = ports === undefined ? buildCore(settings, { route }) : createCore({ ...ports, settings });
  return {
    core,
    resolve: async (name, type = 'A', { signal, trace } = {}) => {
      const number = typeFromText(type);
      if (number === undefined) throw new TypeError(`"${type}" is not a record type`);
      const question = { name: nameFromText(name), type: number, class: CLASS.IN };
      const outcome = await core.resolve(question, {
        ...(signal === undefined ? {} : { signal }),
        ...(trace === undefined ? {} : { trace }),
      });
      if (outcome.kind === 'failure')
        return { kind: 'failure', reason: outcome.reason, text: outcome.text, ede: outcome.ede };
      const { rcode, answer, authority, security, from } = outcome;
      return {
        kind: 'answer',
        rcode: rcodeToText(rcode),
        answer: answer.flatMap(recordsOf),
        authority: authority.flatMap(recordsOf),
        security,
        from,
      };
    },
    [Symbol.asyncDispose]: () => core.close(),
  };
}

function hintsOf({ rootHints, settings }: ResolverOptions): readonly HintServer[] {
  if (settings?.hints !== undefined) return settings.hints;
  if (rootHints !== undefined && typeof rootHints !== 'string') return rootHints;
  const read = readHints(rootHints);
  if ('error' in read) throw new Error(read.error);
  return read.hints;
}

function recordsOf(rrset: RRset): ResolvedRecord[] {
  const name = nameToText(rrset.name);
  const type = typeToText(rrset.type);
  return rdataList(rrset.rdata).map((rdata) => ({ name, type, ttl: rrset.ttl, data: recordData(rrset.type, rdata) }));
}
