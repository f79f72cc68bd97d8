/**
 * What one server's message means: a `Reply`. Pure. It must not know servers, caches or what is done about it.
 *
 * RFC 1034 section 5.3.3 (step 4), RFC 2308 section 2 (kinds of negative answers), RFC 4697 section 2 (lameness).
 */
import type { LameReason, UnusableReason } from '../trace/event.ts';
import type { Message, Question } from '../wire/message.ts';
import { isAtOrBelow, isBelow, labelCount, type Name, ROOT } from '../wire/name.ts';
import { RCODE, TYPE } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';
import { asksForAliases, type Believed, type Link } from './scrub.ts';

/** The part of a reply that is an end of the walk, or a step down. */
export type Meaning =
  /** `sets` answer for `links`' end; several for ANY. */
  | { readonly kind: 'answer'; readonly links: readonly Link[]; readonly sets: readonly RRset[] }
  /** The chain leads to a name this server says nothing (believable) about. */
  | { readonly kind: 'alias'; readonly links: readonly Link[]; readonly target: Name }
  | { readonly kind: 'nodata'; readonly links: readonly Link[]; readonly name: Name; readonly soa: RRset | undefined }
  | { readonly kind: 'nxdomain'; readonly links: readonly Link[]; readonly name: Name; readonly soa: RRset | undefined }
  /** A DNAME made a name of more than 255 octets (RFC 6672 section 2.2: YXDOMAIN). */
  | { readonly kind: 'overflow'; readonly links: readonly Link[] }
  | {
      readonly kind: 'referral';
      readonly zone: Name;
      readonly ns: RRset;
      readonly ds: RRset | undefined;
      readonly denial: boolean;
    };

/** A meaning, or why there is none: this server should not have been asked (lame), or this reply is no use. */
export type Reply =
  | Meaning
  /** `instead`: what it would mean if there is no better server. */
  | { readonly kind: 'lame'; readonly reason: LameReason; readonly instead: Meaning | undefined }
  | { readonly kind: 'unusable'; readonly reason: UnusableReason; readonly instead: Meaning | undefined };

/** What was asked, and of whom: the servers of `zone`. */
export interface ClassifySituation {
  readonly question: Question;
  readonly zone: Name;
  /** The server was asked to recurse. */
  readonly forward: boolean;
  /** The question was a probe: an NS set in the answer says that the next label may be asked here. */
  readonly minimised: boolean;
}

/** The meaning of `message`, of which only `believed` counts. */
export function classify(message: Message, believed: Believed, situation: ClassifySituation): Reply {
  switch (message.rcode) {
    case RCODE.NOERROR:
    case RCODE.NXDOMAIN:
    case RCODE.YXDOMAIN:
      break;
    default:
      return errorReply(message.rcode);
  }
  const meaning = meaningOf(message, believed, situation);
  if (meaning.kind === 'lame' || meaning.kind === 'unusable') return meaning;
  // RFC 4697 section 2.2: an answer out of somebody's cache, unasked for: no authority stands behind it.
  if (message.ra && !message.aa && !situation.forward && meaning.kind !== 'referral')
    // The root servers do not recurse: whoever answers so in their place is an impostor on the path.
    return { kind: 'lame', reason: 'recursive-answer', instead: situation.zone === ROOT ? undefined : meaning };
  return meaning;
}

function errorReply(rcode: number): Reply {
  switch (rcode) {
    case RCODE.REFUSED:
      return { kind: 'lame', reason: 'refused', instead: undefined };
    case RCODE.NOTAUTH:
      return { kind: 'lame', reason: 'other-zone', instead: undefined };
    case RCODE.SERVFAIL:
      return { kind: 'unusable', reason: 'servfail', instead: undefined };
    case RCODE.FORMERR:
      return { kind: 'unusable', reason: 'formerr', instead: undefined };
    case RCODE.NOTIMP:
      return { kind: 'unusable', reason: 'notimp', instead: undefined };
    case RCODE.BADVERS:
      return { kind: 'unusable', reason: 'badvers', instead: undefined };
    case RCODE.BADCOOKIE:
      return { kind: 'unusable', reason: 'badcookie', instead: undefined };
    default:
      return { kind: 'unusable', reason: 'bad-rcode', instead: undefined };
  }
}

function meaningOf(message: Message, believed: Believed, situation: ClassifySituation): Reply {
  const { links, end, inZone, final } = believed;
  if (links.length > 0 && links[links.length - 1]?.target === undefined) return { kind: 'overflow', links };
  if (final.length > 0) return answerOrReferral(message, believed, situation);
  if (believed.withheld) return { kind: 'nodata', links, name: end, soa: undefined };
  const soa = soaFor(end, believed, situation);
  if (links.length > 0) {
    // An end these servers may not speak for, or one this server says nothing about, is asked for on its own.
    if (!inZone || soa === undefined || goesOn(message, end, situation)) return { kind: 'alias', links, target: end };
    return message.rcode === RCODE.NXDOMAIN
      ? { kind: 'nxdomain', links, name: end, soa }
      : { kind: 'nodata', links, name: end, soa };
  }
  if (message.rcode === RCODE.NXDOMAIN) return { kind: 'nxdomain', links, name: end, soa };
  if (soa !== undefined) return { kind: 'nodata', links, name: end, soa };
  return fromNameServers(message, believed, situation);
}

/** The reply says more of the alias chain than was believed: what it denies is not `end` but some name further on. */
function goesOn(message: Message, end: Name, situation: ClassifySituation): boolean {
  if (asksForAliases(situation.question.type)) return true;
  return message.answer.some(
    ({ name, type }) => (type === TYPE.CNAME && name === end) || (type === TYPE.DNAME && isBelow(end, name)),
  );
}

/** An NS set below the zone, not authoritative, is the parent speaking: a referral in the answer section. */
function answerOrReferral(message: Message, believed: Believed, situation: ClassifySituation): Reply {
  const { links, final, end } = believed;
  const only = final.length === 1 ? final[0] : undefined;
  const parentSpeaks =
    only?.type === TYPE.NS &&
    links.length === 0 &&
    !message.aa &&
    !situation.forward &&
    !situation.minimised &&
    isBelow(end, situation.zone);
  return parentSpeaks ? referralTo(only, believed) : { kind: 'answer', links, sets: final };
}

/** The SOA of the zone that denies `name`: at or above it, at or below the zone asked. */
function soaFor(name: Name, believed: Believed, situation: ClassifySituation): RRset | undefined {
  return believed.authority.find(
    (rrset) =>
      rrset.type === TYPE.SOA &&
      isAtOrBelow(name, rrset.name) &&
      (situation.forward || isAtOrBelow(rrset.name, situation.zone)),
  );
}

/** No answer, no SOA: what the NS sets of the authority section say. */
function fromNameServers(message: Message, believed: Believed, situation: ClassifySituation): Reply {
  const { question, zone } = situation;
  const all = message.authority.filter((rrset) => rrset.type === TYPE.NS);
  const nodata: Meaning = { kind: 'nodata', links: [], name: question.name, soa: undefined };
  if (situation.forward)
    return all.length === 0
      ? { kind: 'unusable', reason: 'empty', instead: nodata }
      : forwardedReferral(all, zone, nodata);
  const down = deepestFor(question, believed.authority, zone);
  if (down !== undefined) return referralTo(down, believed);
  if (all.some((rrset) => rrset.name === zone))
    return message.aa ? nodata : { kind: 'lame', reason: 'self-referral', instead: undefined };
  if (all.some((rrset) => isBelow(zone, rrset.name)))
    return { kind: 'lame', reason: 'upward-referral', instead: undefined };
  if (all.length > 0) return { kind: 'lame', reason: 'sideways-referral', instead: undefined };
  return { kind: 'unusable', reason: 'empty', instead: nodata };
}

/** A forwarder that refers instead of resolving; NS of the name's own zone beside an empty answer is NODATA. */
function forwardedReferral(sets: readonly RRset[], zone: Name, nodata: Meaning): Reply {
  return sets.every((rrset) => isAtOrBelow(rrset.name, zone))
    ? { kind: 'unusable', reason: 'empty', instead: nodata }
    : { kind: 'lame', reason: 'upward-referral', instead: undefined };
}

/** The deepest NS set strictly below the zone, at or above the question name (for a DS: strictly above it). */
function deepestFor(question: Question, authority: readonly RRset[], zone: Name): RRset | undefined {
  let deepest: RRset | undefined;
  for (const rrset of authority) {
    if (rrset.type !== TYPE.NS || !isBelow(rrset.name, zone) || !isAtOrBelow(question.name, rrset.name)) continue;
    if (deepest === undefined || labelCount(rrset.name) > labelCount(deepest.name)) deepest = rrset;
  }
  return deepest;
}

function referralTo(ns: RRset, believed: Believed): Meaning {
  const ds = believed.authority.find((rrset) => rrset.type === TYPE.DS && rrset.name === ns.name);
  const denial = believed.authority.some(
    (rrset) => (rrset.type === TYPE.NSEC || rrset.type === TYPE.NSEC3) && rrset.signatures.length > 0,
  );
  return { kind: 'referral', zone: ns.name, ns, ds, denial };
}
