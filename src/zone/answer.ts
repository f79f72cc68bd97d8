/**
 * What one zone says to one question: the authoritative look-up of RFC 1034 section 4.3.2, with RFC 2308 (negative
 * answers), RFC 4592 (wildcards), RFC 6672 (DNAME) and RFC 4035 section 3.1 (what a signed zone adds). Pure. It must
 * not know messages, sizes, or other zones.
 */
import type { Question } from '../wire/message.ts';
import { isAtOrBelow, type Name, nameToWire, prepend, replaceSuffix } from '../wire/name.ts';
import { CLASS, type RRType, TYPE } from '../wire/registry.ts';
import { firstRdata, NO_RDATA, packRdata, type RRset, rdataList, targetOf, withTtl } from '../wire/rrset.ts';
import { soaOf } from '../wire/typed.ts';
import { addressesFor, glueFor } from './companions.ts';
import type { Claim } from './denial.ts';
import { type Node, placeOf, type Zone } from './zone.ts';

/** Alias links followed inside one zone; a longer chain is handed out as far as it goes (BIND's limit). */
export const MAX_LINKS = 16;

/** The three sections; `aa` is the header bit. */
export interface Sections {
  readonly aa: boolean;
  readonly answer: readonly RRset[];
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
}

/**
 * The kinds tell the end of the alias chain, as the rcode does (RFC 6604 section 3); `answer` holds its links too.
 * `name-too-long` is a DNAME substitution beyond 255 octets: YXDOMAIN.
 */
export type ZoneAnswer =
  | ({ readonly kind: 'answer' | 'nodata' | 'nxdomain' | 'referral' | 'name-too-long' } & Sections)
  | { readonly kind: 'not-in-zone' };

/** How a zone is asked. */
export interface AnswerOptions {
  /** Signatures, DS and denial records are wanted (RFC 3225). */
  readonly dnssecOk: boolean;
  /** Add the zone's own NS to positive answers, as servers did before minimal responses. */
  readonly companions?: boolean;
}

/** One step of the chain. */
type Step =
  | { readonly kind: 'sets'; readonly sets: readonly RRset[]; readonly proof?: Claim }
  | { readonly kind: 'alias'; readonly sets: readonly RRset[]; readonly to: Name; readonly proof?: Claim }
  | { readonly kind: 'overflow'; readonly sets: readonly RRset[] }
  | { readonly kind: 'none'; readonly exists: boolean; readonly proof: Claim }
  | { readonly kind: 'cut'; readonly cut: Name; readonly ns: RRset };

/** The answer of `zone`; bounded by {@link MAX_LINKS} times the labels of a name. */
export function answerFrom(zone: Zone, question: Question, options: AnswerOptions): ZoneAnswer {
  if (question.class !== zone.class && question.class !== CLASS.ANY) return { kind: 'not-in-zone' };
  if (!isAtOrBelow(question.name, zone.origin)) return { kind: 'not-in-zone' };
  const links: RRset[] = [];
  const claims: Claim[] = [];
  const passed = new Set<Name>();
  let name = question.name;
  for (;;) {
    const step = stepAt(zone, name, question.type);
    if ('proof' in step && step.proof !== undefined) claims.push(step.proof);
    if (step.kind !== 'alias') return finish(zone, step, links, claims, options);
    links.push(...step.sets);
    passed.add(name);
    name = step.to;
    const ends = passed.has(name) || passed.size >= MAX_LINKS || !isAtOrBelow(name, zone.origin);
    if (ends) return finish(zone, { kind: 'sets', sets: [] }, links, claims, options);
  }
}

/** Looks at one name; `type` decides on which side of a cut and of an alias the question stands. */
function stepAt(zone: Zone, name: Name, type: RRType): Step {
  const place = placeOf(zone, name);
  switch (place.kind) {
    case 'node':
      return atNode(place.node, name, type);
    case 'cut': {
      // RFC 4035 section 3.1.4.1: the DS is the parent's to answer for.
      const ds = place.at && type === TYPE.DS ? zone.nodes.get(name) : undefined;
      return ds === undefined ? { kind: 'cut', cut: place.cut, ns: place.ns } : atNode(ds, name, type);
    }
    case 'dname':
      return throughDname(name, place.dname);
    case 'missing':
      return atWildcard(zone, name, place.encloser, type);
    default:
      return place satisfies never;
  }
}

function atNode(node: Node, name: Name, type: RRType): Step {
  const sets = setsOf(node, name, type);
  if (sets.length > 0) return { kind: 'sets', sets };
  const cname = node.get(TYPE.CNAME);
  if (cname !== undefined) return { kind: 'alias', sets: [cname], to: targetOf(cname) };
  return { kind: 'none', exists: true, proof: { kind: 'no-type', name } };
}

function setsOf(node: Node, name: Name, type: RRType): readonly RRset[] {
  if (type === TYPE.ANY) return [...node.values()];
  const set = node.get(type);
  if (set !== undefined) return [set];
  return type === TYPE.RRSIG ? signaturesOf(node, name) : [];
}

/** Signatures asked for by themselves: one set of all that lie at the name. */
function signaturesOf(node: Node, name: Name): readonly RRset[] {
  const signed = [...node.values()].filter(({ signatures }) => signatures.length > 0);
  const first = signed[0];
  if (first === undefined) return [];
  const rdata = packRdata(signed.flatMap(({ signatures }) => rdataList(signatures)));
  const ttl = Math.min(...signed.map((rrset) => rrset.ttl));
  return [{ name, type: TYPE.RRSIG, class: first.class, ttl, rdata, signatures: NO_RDATA }];
}

/** RFC 4592 section 3.3.1: the source of synthesis is the wildcard right below the closest encloser, and no other. */
function atWildcard(zone: Zone, name: Name, encloser: Name, type: RRType): Step {
  const wildcard = prepend('*', encloser);
  const source = zone.nodes.get(wildcard);
  if (source === undefined) {
    return { kind: 'none', exists: false, proof: { kind: 'no-name', name, encloser, wildcard } };
  }
  const step = atNode(source, wildcard, type);
  if (step.kind === 'none') {
    return { kind: 'none', exists: true, proof: { kind: 'expanded-no-type', name, encloser, wildcard } };
  }
  if (step.kind !== 'sets' && step.kind !== 'alias') return step;
  const proof: Claim = { kind: 'expanded', name, encloser, wildcard };
  return { ...step, sets: step.sets.map((rrset) => ({ ...rrset, name })), proof };
}

/** RFC 6672 section 3.2: the DNAME and a CNAME made from it, of the same TTL and never signed. */
function throughDname(name: Name, dname: RRset): Step {
  const to = replaceSuffix(name, dname.name, targetOf(dname));
  if (to === undefined) return { kind: 'overflow', sets: [dname] };
  const { class: rrclass, ttl } = dname;
  const rdata = packRdata([nameToWire(to)]);
  const made: RRset = { name, type: TYPE.CNAME, class: rrclass, ttl, rdata, signatures: NO_RDATA };
  return { kind: 'alias', sets: [dname, made], to };
}

function finish(
  zone: Zone,
  step: Exclude<Step, { kind: 'alias' }>,
  links: readonly RRset[],
  claims: readonly Claim[],
  options: AnswerOptions,
): ZoneAnswer {
  const proofs = options.dnssecOk ? [...new Set(claims.flatMap((claim) => zone.denial(claim)))] : [];
  switch (step.kind) {
    case 'sets': {
      const answer = unique([...links, ...step.sets]);
      const ns = options.companions === true ? ownServers(zone, answer) : [];
      const additional = addressesFor(zone, [...step.sets, ...ns], answer);
      return sealed('answer', true, { answer, authority: [...ns, ...proofs], additional }, options);
    }
    case 'overflow':
      return sealed(
        'name-too-long',
        true,
        { answer: [...links, ...step.sets], authority: [], additional: [] },
        options,
      );
    case 'none': {
      const authority = [...negativeSoa(zone), ...proofs];
      return sealed(step.exists ? 'nodata' : 'nxdomain', true, { answer: links, authority, additional: [] }, options);
    }
    case 'cut': {
      const authority = [step.ns, ...secureSide(zone, step.cut, options)];
      const additional = glueFor(zone, step.ns);
      // Behind an alias of ours the reply is an answer that also tells where its target lives.
      const kind = links.length > 0 ? 'answer' : 'referral';
      return sealed(
        kind,
        links.length > 0,
        { answer: links, authority: [...authority, ...proofs], additional },
        options,
      );
    }
    default:
      return step satisfies never;
  }
}

/** The DS of a cut, or the proof that it has none (RFC 4035 section 3.1.4). */
function secureSide(zone: Zone, cut: Name, options: AnswerOptions): readonly RRset[] {
  if (!options.dnssecOk) return [];
  const ds = zone.nodes.get(cut)?.get(TYPE.DS);
  return ds === undefined ? zone.denial({ kind: 'no-type', name: cut }) : [ds];
}

function ownServers(zone: Zone, answer: readonly RRset[]): readonly RRset[] {
  const ns = zone.nodes.get(zone.origin)?.get(TYPE.NS);
  return ns === undefined || answer.includes(ns) ? [] : [ns];
}

/** RFC 2308 section 3: the SOA's TTL says how long the denial may be kept. */
function negativeSoa(zone: Zone): readonly RRset[] {
  if (zone.soa === undefined) return [];
  return [withTtl(zone.soa, Math.min(zone.soa.ttl, soaOf(firstRdata(zone.soa.rdata)).minimum))];
}

/** A chain may pass one DNAME several times; a message holds it once. */
function unique(sets: readonly RRset[]): readonly RRset[] {
  return [...new Set(sets)];
}

function sealed(
  kind: Exclude<ZoneAnswer['kind'], 'not-in-zone'>,
  aa: boolean,
  sections: Omit<Sections, 'aa'>,
  options: AnswerOptions,
): ZoneAnswer {
  if (options.dnssecOk) return { kind, aa, ...sections };
  const bare = (sets: readonly RRset[]): readonly RRset[] => sets.map(withoutSignatures);
  const { answer, authority, additional } = sections;
  return { kind, aa, answer: bare(answer), authority: bare(authority), additional: bare(additional) };
}

function withoutSignatures(rrset: RRset): RRset {
  return rrset.signatures.length === 0 ? rrset : { ...rrset, signatures: NO_RDATA };
}
