/**
 * The truth, read straight from the zones: what an all-knowing resolver would answer, and whether a cached set is what
 * its zone says. It must not know the resolver.
 */

import type { Question } from '../../src/wire/message.ts';
import { isAtOrBelow, labelCount, type Name } from '../../src/wire/name.ts';
import { rdataToText } from '../../src/wire/presentation.ts';
import { RCODE, type Rcode, TYPE } from '../../src/wire/registry.ts';
import { type RRset, rdataList, targetOf } from '../../src/wire/rrset.ts';
import { answerFrom } from '../../src/zone/answer.ts';
import type { Zone } from '../../src/zone/zone.ts';

/** An answer, a chain that does not end, or one that passes through a zone that cannot be reached. */
export interface Truth {
  readonly rcode: Rcode;
  readonly answer: readonly RRset[];
  readonly isLoop: boolean;
  readonly isLost: boolean;
}

/** Longer than any chain that a resolver follows. */
const STEPS_AT_MOST = 40;

/** The oracle of `zones`; `lost` are the origins whose servers are all dead. */
export function createOracle(zones: readonly Zone[], lost: readonly Name[]) {
  const deepestFirst = [...zones].sort((a, b) => labelCount(b.origin) - labelCount(a.origin));
  const holder = (name: Name): Zone | undefined => deepestFirst.find(({ origin }) => isAtOrBelow(name, origin));
  return {
    truth: (question: Question): Truth => follow(question, holder, lost),
    /** True if the set is what the zone (or the parent's side of a cut) says. */
    says: (rrset: RRset): boolean =>
      deepestFirst.some((zone) => isAtOrBelow(rrset.name, zone.origin) && isSaidBy(zone, rrset)),
  };
}

function follow(question: Question, holder: (name: Name) => Zone | undefined, lost: readonly Name[]): Truth {
  const answer: RRset[] = [];
  const seen = new Set<Name>();
  let isLost = false;
  let name = question.name;
  for (let steps = 0; steps < STEPS_AT_MOST && !seen.has(name); steps++) {
    seen.add(name);
    isLost ||= lost.some((origin) => isAtOrBelow(name, origin));
    const zone = holder(name);
    if (zone === undefined) break;
    // One link at a time: the zone may go on by itself, but a deeper zone may know better.
    const said = answerFrom(zone, { ...question, name }, { dnssecOk: false });
    if (said.kind === 'not-in-zone' || said.kind === 'referral') break;
    const dname = said.answer.find(
      (set) => set.type === TYPE.DNAME && set.name !== name && isAtOrBelow(name, set.name),
    );
    if (dname !== undefined && !answer.includes(dname)) answer.push(dname);
    const cname = said.answer.find((set) => set.type === TYPE.CNAME && set.name === name);
    if (cname === undefined || question.type === TYPE.CNAME) {
      if (said.kind === 'name-too-long') return { rcode: RCODE.YXDOMAIN, answer, isLoop: false, isLost };
      answer.push(...said.answer.filter((set) => set.name === name && set.type === question.type));
      return { rcode: said.kind === 'nxdomain' ? RCODE.NXDOMAIN : RCODE.NOERROR, answer, isLoop: false, isLost };
    }
    answer.push(cname);
    name = targetOf(cname);
  }
  return { rcode: RCODE.SERVFAIL, answer, isLoop: true, isLost };
}

function isSaidBy(zone: Zone, rrset: RRset): boolean {
  const stored = zone.nodes.get(rrset.name)?.get(rrset.type);
  if (stored !== undefined) return sameRecords(stored, rrset);
  const said = answerFrom(zone, { name: rrset.name, type: rrset.type, class: rrset.class }, { dnssecOk: false });
  if (said.kind === 'not-in-zone') return false;
  const sets = [...said.answer, ...said.authority];
  return sets.some((set) => set.name === rrset.name && set.type === rrset.type && sameRecords(set, rrset));
}

/** Equal records in any order. */
export function sameRecords(a: RRset, b: RRset): boolean {
  return recordsOf(a) === recordsOf(b);
}

/** In lower case, since a server may send names in the letters of a question (RFC 4343 section 4.1). */
function recordsOf(rrset: RRset): string {
  const records = rdataList(rrset.rdata).map((one) => rdataToText(rrset.type, one).toLowerCase());
  return records.sort().join(' ');
}
