/**
 * Verdicts on names that lead nowhere: loops and chains of aliases, of referrals, of server addresses. Pure.
 */
import type { Judged } from './blame.ts';
import { type Scene, storiesOf } from './evidence.ts';
import type { Story } from './tree.ts';
import { zoneText } from './verdict-silence.ts';
import { nameOf, some } from './words.ts';

/** Links of a chain that are shown. */
const LINKS = 12;

/** `a. → b. → a.` */
function chainText(names: readonly string[]): string {
  return names.length === 0 ? '' : `: ${some(names.map(nameOf), LINKS, ' → ')}`;
}

/** The names of the alias chain, in order. */
function aliasNames(scene: Scene): string[] {
  const [first] = scene.aliases;
  return first === undefined ? [] : [first.from, ...scene.aliases.map((alias) => alias.to)];
}

/** The owner of the last alias: it can break the chain. */
function lastOwner(scene: Scene): string {
  return nameOf(scene.aliases.at(-1)?.owner ?? scene.failed.zone ?? scene.zone);
}

/** Aliases that come back to a name already seen. */
export function loopVerdict(scene: Scene): Judged {
  return {
    what: `The aliases go in a circle${chainText(aliasNames(scene))}.`,
    whose: 'zone',
    todo: `One of these CNAME or DNAME records is wrong; the last link is at ${lastOwner(scene)}.`,
  };
}

/** More aliases than our limit. */
export function chainVerdict(scene: Scene): Judged {
  const limit = scene.limits.find((hit) => hit.limit === 'alias-links');
  const most = limit === undefined ? '' : ` (our limit is ${limit.of} links)`;
  return {
    what: `The alias chain is too long${most}${chainText(aliasNames(scene))}.`,
    whose: 'zone',
    todo: `The operators of ${zoneText(scene.zone)} should point ${nameOf(scene.aliases[0]?.from ?? scene.story.question.name)} nearer to its target.`,
  };
}

/** DNAME substitution made a name longer than 255 octets (RFC 6672 section 2.2, YXDOMAIN). */
export function nameTooLongVerdict(scene: Scene): Judged {
  const dname = scene.aliases.findLast((alias) => alias.type === 'DNAME');
  const at = dname === undefined ? '' : ` at ${nameOf(dname.owner)}`;
  return {
    what: `The DNAME${at} makes a name longer than 255 octets, which cannot exist (YXDOMAIN, RFC 6672 section 2.2).`,
    whose: 'zone',
    todo: 'Ask for a shorter name; if the DNAME points into its own tree it repeats itself and its zone must correct it.',
  };
}

/** Referrals that come back, or do not end. */
export function referralLoopVerdict(scene: Scene): Judged {
  const zones = scene.story.cuts.map((cut) => cut.zone);
  return {
    what: `The referrals do not lead to an answer${chainText(zones)}.`,
    whose: 'zone',
    todo: `The servers of ${zoneText(scene.zone)} must answer for it instead of referring on; their operators can see it by asking them directly.`,
  };
}

/** Server addresses that need each other. */
export function cycleVerdict(scene: Scene): Judged {
  const names = longestNeed(scene.story);
  const zones = [...new Set(storiesOf(scene.story).flatMap((story) => story.cuts.map((cut) => cut.zone)))].filter(
    (zone) => zone !== '.',
  );
  const needs = names.length < 2 ? '' : `: ${names.map(nameOf).join(' needs the address of ')}`;
  return {
    what: `The name servers of ${zoneText(scene.zone)} can only be found through themselves${needs}.`,
    whose: 'zone',
    todo: `One of the zones${zones.length === 0 ? '' : ` (${some(zones.map(nameOf), 4)})`} needs a name server with glue: a server inside itself whose address its parent knows.`,
  };
}

/** The deepest line of server-address look-ups that failed. */
function longestNeed(story: Story): string[] {
  const below = story.cuts
    .flatMap((cut) => cut.addressLookups)
    .filter((lookup) => lookup.end.kind === 'failed')
    .map(longestNeed);
  const longest = below.reduce<string[]>((best, names) => (names.length > best.length ? names : best), []);
  return [story.question.name, ...longest];
}
