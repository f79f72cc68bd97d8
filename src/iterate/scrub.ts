/**
 * Which records of a reply are believed: those that the question, the zone asked and the alias chain account for.
 * Pure. It must not know what the reply means (`classify.ts`) nor keep anything.
 *
 * RFC 2181 section 5.4.1, RFC 5452 section 6 (bailiwick), RFC 6672 section 2.2 (DNAME). Everything else is dropped
 * with the name of the rule: a server may speak for its zone and for nothing beside it.
 */
import type { Message, Question } from '../wire/message.ts';
import { isAtOrBelow, isBelow, type Name, nameToWire, replaceSuffix } from '../wire/name.ts';
import { CLASS, TYPE } from '../wire/registry.ts';
import { NO_RDATA, packRdata, type RRset, targetOf } from '../wire/rrset.ts';
import { mentionedIn } from '../wire/typed.ts';
import { maySpeakFor } from './configured.ts';
import { withoutPrivate } from './private.ts';
import type { Settings } from './settings.ts';

/** One step of an alias chain. */
export interface Link {
  readonly owner: Name;
  readonly set: RRset;
  /** Where it leads; undefined if the substitution grew beyond 255 octets (RFC 6672 section 2.2). */
  readonly target: Name | undefined;
  /** The name the DNAME was applied to, and the CNAME we made of it. */
  readonly synthesised: RRset | undefined;
}

/** A set that is not believed, and the rule it broke with its RFC section. */
export interface Removed {
  readonly section: 'answer' | 'authority' | 'additional';
  readonly rrset: RRset;
  readonly rule: string;
  readonly rfc: string;
}

/** What is left of a reply after the rules. */
export interface Believed {
  readonly links: readonly Link[];
  /** The name the chain ends at; the question name where there is none. */
  readonly end: Name;
  /** The servers asked may speak for `end`. */
  readonly inZone: boolean;
  /** The sets at `end` that answer the question: one, several for ANY, none. */
  readonly final: readonly RRset[];
  /** Authority records at or below the zone, SOA and denial included. */
  readonly authority: readonly RRset[];
  /** Addresses of names that the answer or authority section mentions, in bailiwick. */
  readonly additional: readonly RRset[];
  readonly removed: readonly Removed[];
  /** The answer consisted of private addresses alone: nothing is left of it. */
  readonly withheld: boolean;
}

/** What decides which records may be believed; `forward`: the server was asked to recurse. */
export interface ScrubSituation {
  readonly question: Question;
  /** The zone whose servers were asked: their bailiwick; the root for a forwarder of everything. */
  readonly zone: Name;
  readonly forward: boolean;
  readonly settings: Pick<Settings, 'aliasChains' | 'limits' | 'privateAddress' | 'privateDomains' | 'zones'>;
}

const OUT_OF_BAILIWICK = {
  rule: 'out of bailiwick: not at or below the zone asked',
  rfc: 'RFC 5452 section 6',
} as const;
const PRIVATE = { rule: 'a private address for a public name (rebinding)', rfc: 'RFC 1918 section 5' } as const;
const NOT_IN_CHAIN = {
  rule: 'not the question name and not on its alias chain',
  rfc: 'RFC 2181 section 5.4.1',
} as const;
const ASK_AGAIN = {
  rule: 'behind an alias: the canonical name is asked for itself',
  rfc: 'RFC 2181 section 5.4.1',
} as const;
const NOT_MENTIONED = {
  rule: 'nothing in the answer or authority section mentions it',
  rfc: 'RFC 2181 section 5.4.1',
} as const;

/** Sorts the records of `message` into believed and removed. */
export function scrub(message: Message, situation: ScrubSituation): Believed {
  const removed: Removed[] = [];
  const chain = followChain(message, situation, removed);
  const authority = message.authority.filter((rrset) => {
    if (
      rrset.class === CLASS.IN &&
      (isAtOrBelow(rrset.name, situation.zone) || (situation.forward && rrset.type !== TYPE.NS))
    )
      return true;
    removed.push({ section: 'authority', rrset, ...OUT_OF_BAILIWICK });
    return false;
  });
  const final = withholdPrivate('answer', chain.final, situation, removed);
  const mentioned = mentionedAddresses(message.additional, [...final, ...authority], removed);
  // Beside an answer addresses are passed on; in a referral they are glue, and whom we may ask is another rule's business.
  const additional = final.length > 0 ? withholdPrivate('additional', mentioned, situation, removed) : mentioned;
  return { ...chain, final, authority, additional, removed, withheld: chain.final.length > 0 && final.length === 0 };
}

function withholdPrivate(
  section: Removed['section'],
  sets: readonly RRset[],
  situation: ScrubSituation,
  removed: Removed[],
): readonly RRset[] {
  if (situation.settings.privateAddress === undefined) return sets;
  return sets.flatMap((rrset) => {
    const kept = withoutPrivate(rrset, situation.settings);
    if (kept !== rrset) removed.push({ section, rrset, ...PRIVATE });
    return kept === undefined ? [] : [kept];
  });
}

/** Walks the answer section from the question name along CNAME and DNAME. Bounded by the limit on alias links. */
function followChain(
  message: Message,
  situation: ScrubSituation,
  removed: Removed[],
): Pick<Believed, 'links' | 'end' | 'inZone' | 'final'> {
  const { question, zone } = situation;
  const usable = message.answer.filter((rrset) => rrset.class === question.class && isAtOrBelow(rrset.name, zone));
  const links: Link[] = [];
  const used = new Set<RRset>();
  let end = question.name;
  let inZone = true;
  let final: RRset[] = [];
  for (;;) {
    const link = linkFrom(usable, end, question.type);
    final = link !== undefined && asksForAliases(question.type) ? [] : answersAt(usable, end, question.type);
    if (final.length > 0 || link === undefined) break;
    used.add(link.set);
    links.push(link);
    const { target } = link;
    if (target === undefined) break;
    const looped = target === question.name || links.some((earlier) => earlier.owner === target);
    end = target;
    const mayGoOn = situation.forward || situation.settings.aliasChains === 'in-zone';
    inZone = maySpeakFor(zone, target, situation.settings.zones);
    if (
      looped ||
      !inZone ||
      !mayGoOn ||
      asksForAliases(question.type) ||
      links.length > situation.settings.limits.aliasLinks
    )
      break;
  }
  for (const rrset of final) used.add(rrset);
  noteUnused(message.answer, used, links, situation, removed);
  return { links, end, inZone, final };
}

/**
 * True for the types that a CNAME answers. One made from a DNAME is then told together with its DNAME, not followed
 * and never kept as if the zone had it (RFC 6672 section 3.1).
 */
export function asksForAliases(type: number): boolean {
  return type === TYPE.CNAME || type === TYPE.ANY;
}

function answersAt(sets: readonly RRset[], name: Name, type: number): RRset[] {
  return sets.filter((rrset) => rrset.name === name && (rrset.type === type || type === TYPE.ANY));
}

function linkFrom(sets: readonly RRset[], name: Name, type: number): Link | undefined {
  const dname = sets.find((rrset) => rrset.type === TYPE.DNAME && isBelow(name, rrset.name));
  if (dname !== undefined) return dnameLink(name, dname);
  if (asksForAliases(type)) return undefined;
  const cname = sets.find((rrset) => rrset.type === TYPE.CNAME && rrset.name === name);
  return cname === undefined ? undefined : { owner: name, set: cname, target: targetOf(cname), synthesised: undefined };
}

/** The alias that a DNAME makes of `name`, with the CNAME synthesised from it (RFC 6672 section 3.1: same TTL). */
export function dnameLink(name: Name, dname: RRset): Link {
  const target = replaceSuffix(name, dname.name, targetOf(dname));
  const synthesised: RRset | undefined =
    target === undefined
      ? undefined
      : {
          name,
          type: TYPE.CNAME,
          class: dname.class,
          ttl: dname.ttl,
          rdata: packRdata([nameToWire(target)]),
          signatures: NO_RDATA,
        };
  return { owner: name, set: dname, target, synthesised };
}

function noteUnused(
  answer: readonly RRset[],
  used: ReadonlySet<RRset>,
  links: readonly Link[],
  situation: ScrubSituation,
  removed: Removed[],
): void {
  for (const rrset of answer) {
    if (used.has(rrset)) continue;
    // The CNAME a server made of its DNAME says nothing that ours does not say.
    if (rrset.type === TYPE.CNAME && links.some((link) => link.synthesised !== undefined && link.owner === rrset.name))
      continue;
    const reason = !isAtOrBelow(rrset.name, situation.zone)
      ? OUT_OF_BAILIWICK
      : links.length > 0
        ? ASK_AGAIN
        : NOT_IN_CHAIN;
    removed.push({ section: 'answer', rrset, ...reason });
  }
}

/** Additional sections carry addresses for names mentioned elsewhere and nothing more. */
function mentionedAddresses(additional: readonly RRset[], mentioning: readonly RRset[], removed: Removed[]): RRset[] {
  if (additional.length === 0) return [];
  const mentioned = new Set<Name>();
  for (const rrset of mentioning) for (const name of mentionedIn(rrset)) mentioned.add(name);
  return additional.filter((rrset) => {
    const address = rrset.type === TYPE.A || rrset.type === TYPE.AAAA;
    if (!address || rrset.class !== CLASS.IN || !mentioned.has(rrset.name)) {
      removed.push({ section: 'additional', rrset, ...NOT_MENTIONED });
      return false;
    }
    // Glue outside the bailiwick is judged, and told, where the delegation is made.
    return true;
  });
}
