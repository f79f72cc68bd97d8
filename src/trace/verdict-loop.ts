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
/** ... and of one that is too long to be read anyway. */
const LONG_LINKS = 4;

/** `a. → b. → a.`; the middle of a long chain is left out. */
function chainText(names: readonly string[], links = LINKS): string {
  const all = names.map(nameOf);
  const shown = all.length <= links ? all : [...all.slice(0, links - 1), '...', ...all.slice(-1)];
  return shown.length === 0 ? '' : `: ${shown.join(' → ')}`;
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
  const [first] = scene.aliases;
  const again = scene.aliases.filter((alias) => alias.type === 'DNAME' && alias.owner === first?.owner).length > 2;
  if (again && first !== undefined) {
    return {
      what: `The DNAME of ${nameOf(first.owner)} points into its own tree and applies to its own result again and again${most}${chainText(aliasNames(scene), LONG_LINKS)}.`,
      whose: 'zone',
      todo: `The operators of ${zoneText(scene.zone)} must point the DNAME outside ${nameOf(first.owner)}.`,
    };
  }
  return {
    what: `The alias chain is too long${most}${chainText(aliasNames(scene), LONG_LINKS)}.`,
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
  const names = untilRepeated(longestNeed(scene.story));
  const zones = storiesOf(scene.story).flatMap((story) =>
    story.cuts.filter((cut) => cut.addressLookups.length > 0).map((cut) => cut.zone),
  );
  const needs = names.length < 2 ? '' : `; each name needs the address of the next${chainText(names)}`;
  const between = zones.length === 0 ? '' : ` (${some([...new Set(zones)].map(nameOf), 4)})`;
  return {
    what: `The name servers of ${zoneText(scene.zone)} can only be found through themselves${needs}.`,
    whose: 'zone',
    todo: `One of the zones${between} needs a name server with glue: a server inside itself whose address its parent knows.`,
  };
}

/** Up to and with the first name that was there before. */
function untilRepeated(names: readonly string[]): readonly string[] {
  const at = names.findIndex((name, index) => names.indexOf(name) < index);
  return at < 0 ? names : names.slice(0, at + 1);
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
