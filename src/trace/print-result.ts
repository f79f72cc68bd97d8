/**
 * What a reply came to, in lines for the terminal: referral with its glue, alias, answer, lame, unusable, and the
 * records that were not believed. Pure; it must not know sockets, and all foreign text passes `words.ts`.
 */
import type { GlueFacts } from './event.ts';
import type { Paint } from './paint.ts';
import { LAME_TEXT, unusableText } from './reason-text.ts';
import type { BodyOf, Result, Scrubbed } from './tree.ts';
import { clean, count, nameOf, seconds, some } from './words.ts';

/** How a story is to be shown: 0 what matters, 1 with records (-v), 2 with the messages on the wire (-vv). */
export type Verbosity = 0 | 1 | 2;

/** Everything the printing functions are told about the reader. */
export interface View {
  readonly paint: Paint;
  readonly verbosity: Verbosity;
}

/** Records, glue or names told one by one before "N more"; all of them with -v. */
const TOLD = 4;
/** With -v the lists are complete up to the bound of the fold. */
const TOLD_WITH_V = 256;

/** The lines of one result; in brief only the first, without details. */
export function resultLines(view: View, result: Result): string[] {
  const { paint } = view;
  switch (result.kind) {
    case 'referral':
      return referralLines(view, result);
    case 'alias':
      return [`→ alias ${aliasText(result)}`];
    case 'answer':
      return [
        `→ ${paint('good', 'answer')} ${some(
          result.data.map((data) => `${clean(result.type, 20)} ${clean(data)}`),
          told(view),
          ' · ',
        )} · TTL ${result.ttlS}`,
      ];
    case 'nodata':
      return [`→ NODATA: ${nameOf(result.name)} exists without ${clean(result.type)}${soaText(result)}`];
    case 'nxdomain':
      return [`→ NXDOMAIN: ${nameOf(result.name)} does not exist${soaText(result)}`];
    case 'minimised':
      return [`→ ${minimisedText(result)}`];
    case 'lame':
      return [`→ ${paint('bad', 'lame')} for ${nameOf(result.zone)}: ${LAME_TEXT[result.reason]}`];
    case 'unusable':
      return [`→ ${paint('bad', 'unusable')}: ${unusableText(result)}`];
    default:
      return result satisfies never;
  }
}

/** `www.example.com. CNAME host.example.net.`, or what a DNAME made of the name. */
export function aliasText(alias: BodyOf<'alias'>): string {
  const from = nameOf(alias.from);
  const to = nameOf(alias.to);
  if (alias.type === 'CNAME') return `${from} CNAME ${to}`;
  return `${from} becomes ${to} by the DNAME of ${nameOf(alias.owner)}${alias.synthesised ? ' (CNAME synthesised, RFC 6672)' : ''}`;
}

/** The records of a reply that were ignored, each with its rule and RFC. */
export function scrubbedLines(view: View, scrubbed: readonly Scrubbed[]): string[] {
  const lines = scrubbed.map(({ section, name, type, rule, rfc }) => {
    const what = `${section} ${nameOf(name)} ${clean(type)}`;
    return `${view.paint('warn', 'ignored')} ${what}: ${clean(rule)} (${clean(rfc)})`;
  });
  const most = told(view);
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), `ignored ${lines.length - most + 1} more (-v lists them)`];
}

function told(view: View): number {
  return view.verbosity > 0 ? TOLD_WITH_V : TOLD;
}

function soaText(result: BodyOf<'nodata' | 'nxdomain'>): string {
  const zone = result.zone === undefined ? ' · no SOA' : ` · SOA of ${nameOf(result.zone)}`;
  return `${zone} · kept ${seconds(result.ttlS)}`;
}

function minimisedText(result: BodyOf<'minimised'>): string {
  const why = result.why === undefined ? '' : ` (${clean(result.why)})`;
  switch (result.outcome) {
    case 'no-cut-here':
      return `no zone cut at ${nameOf(result.name)}: on with one label more${why}`;
    case 'empty-non-terminal':
      return `${nameOf(result.name)} is an empty non-terminal: on with one label more${why}`;
    case 'fallback':
      return `minimisation given up at ${nameOf(result.name)}: the whole question next${why}`;
    default:
      return result.outcome satisfies never;
  }
}

function referralLines(view: View, referral: BodyOf<'referral'>): string[] {
  const { paint } = view;
  const head = [
    `referral to ${paint('name', nameOf(referral.zone))}`,
    `${referral.servers.length} NS`,
    dsText(referral),
    `TTL ${seconds(referral.ttlS)}`,
    ...(referral.glue.length === 0 ? ['no glue'] : []),
  ];
  const lines = [`→ ${head.join(' · ')}`];
  if (view.verbosity > 0) lines.push(`NS ${some(referral.servers.map(nameOf), TOLD_WITH_V)}`);
  return [...lines, ...glueLines(view, referral.glue)];
}

function dsText(referral: BodyOf<'referral'>): string {
  if (referral.ds === 'absent') return 'no DS';
  if (referral.ds === 'unknown') return 'DS not told';
  const sets = (referral.dsText ?? []).map((text) => clean(text, 60));
  return sets.length === 0 ? 'DS' : `DS ${some(sets, 2)}`;
}

/** Taken glue as a whole where there is much of it; ignored glue piece by piece, with the rule. */
function glueLines(view: View, glue: readonly GlueFacts[]): string[] {
  const taken = glue.filter((piece) => piece.taken);
  const ignored = glue.filter((piece) => !piece.taken);
  const lines: string[] = [];
  if (taken.length > told(view)) lines.push(`glue ${count(taken.length, 'address')} taken${rulesOf(taken)}`);
  else lines.push(...takenLines(taken));
  if (ignored.length === 0) return lines;
  const texts = ignored.map((piece) => `${glueText(piece)}: ${clean(piece.rule, 120)}`);
  return [...lines, `${view.paint('warn', 'glue ignored')}: ${some(texts, told(view), ' · ')}`];
}

/** One line a rule; the addresses of one server stand together. */
function takenLines(taken: readonly GlueFacts[]): string[] {
  return [...Map.groupBy(taken, (piece) => piece.rule)].map(([rule, pieces]) => {
    const servers = [...Map.groupBy(pieces, (piece) => piece.name)].map(
      ([name, own]) => `${nameOf(name)} ${own.map((piece) => clean(piece.address, 60)).join(' ')}`,
    );
    return `glue ${servers.join(' · ')} taken (${clean(rule, 80)})`;
  });
}

function glueText(piece: GlueFacts): string {
  return `${nameOf(piece.name)} ${clean(piece.address, 60)}`;
}

function rulesOf(glue: readonly GlueFacts[]): string {
  const rules = [...new Set(glue.map((piece) => piece.rule))].map((rule) => clean(rule, 80));
  return rules.length === 0 ? '' : ` (${some(rules, 3)})`;
}
