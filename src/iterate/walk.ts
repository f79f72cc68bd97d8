/**
 * The walk: from the nearest known zone cut down to the servers that can answer, one referral at a time. It reads
 * like RFC 1034 section 5.3.3. It must not know keys or verdicts, nor follow aliases (`resolver/`).
 */
import { type CutEntry, RANK } from '../cache/entry.ts';
import type { Trace } from '../trace/event.ts';
import { labelCount, type Name } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import { tellLimit } from './budget.ts';
import type { Meaning } from './classify.ts';
import { createConsult } from './consult.ts';
import { type Cut, delegate } from './delegation.ts';
import { type Ending, type Kept, keep } from './keep.ts';
import { nextQuestion, type Reveal, revealAt } from './minimise.ts';
import { createPrime, createPrimeStub } from './prime.ts';
import type { Consult, Said } from './said.ts';
import type { ConfiguredZone } from './settings.ts';
import { startAbove, startFor } from './starts.ts';
import { type Parts, type Task, type Trouble, type Wanted, wallSeconds } from './task.ts';
import { aborted, overrunTrouble, trouble } from './trouble.ts';
import { openCut, tellEnding, tellReferral } from './walk-trace.ts';

/** The end of a walk: what the zone's servers said, already kept. */
export interface Walked extends Kept {
  readonly kind: 'walked';
  readonly zone: Name;
  readonly server: string;
}

/** One walk for one name and type; aliases are left to the caller. What servers do is a value. */
export type Walk = (wanted: Wanted, task: Task) => Promise<Walked | Trouble>;

/** Steps of one walk beside referrals: minimised questions and fallbacks, each bounded by RFC 9156 section 2.3. */
const STEPS_BESIDE_REFERRALS = 32;

/** One walk serves all questions of a core, at the same time too. */
export function createWalk(parts: Parts): Walk {
  const consult = createConsult(parts, (zone) => startAbove(zone, parts.store, parts.settings));
  const prime = createPrime(parts, consult);
  const primeStub = createPrimeStub(parts, consult);
  return async (wanted, task) => {
    const without: ConfiguredZone[] = [];
    // Each turn but the last puts one more configured zone aside.
    for (;;) {
      let cut = startFor(wanted, parts.store, parts.settings, without);
      if (cut.from === 'hints') {
        // Who is not on the way to the root need not wait for it: it may be out of reach.
        await prime(task);
        cut = startFor(wanted, parts.store, parts.settings, without);
      }
      if (task.signal.aborted) return aborted(undefined);
      if (cut.configured?.prime === true && (await primeStub(cut, task)))
        cut = startFor(wanted, parts.store, parts.settings, without);
      const walked = await walkFrom(cut, wanted, task, parts, consult);
      const { configured } = cut;
      if (configured?.first !== true || walked.kind !== 'trouble' || walked.passing || walked.zone !== cut.zone)
        return walked;
      // Its servers failed: as if the zone were not configured.
      without.push(configured);
    }
  };
}

async function walkFrom(
  cut: Cut,
  wanted: Wanted,
  task: Task,
  parts: Parts,
  consult: Consult,
): Promise<Walked | Trouble> {
  const { limits, minimisation } = parts.settings;
  const walker: Walker = {
    parts,
    wanted,
    task,
    cut,
    trace: openCut(task, cut, wallSeconds(parts.clock)),
    reveal: revealAt(cut.zone, 0, minimisation === 'off' || cut.from === 'forward'),
    force: false,
    unverified: false,
    referrals: 0,
  };
  for (let step = 0; step <= limits.referrals + STEPS_BESIDE_REFERRALS; step++) {
    if (walker.referrals > limits.referrals) {
      const overrun = { limit: 'referrals', used: walker.referrals, of: limits.referrals } as const;
      tellLimit(walker.trace, overrun);
      return overrunTrouble(overrun, walker.cut.zone);
    }
    if (walker.unverified) await verifyCut(walker, consult);
    const next = nextQuestion(wanted, walker.cut.zone, walker.reveal, parts.settings, walker.force);
    if (next.minimised && isProbeKnown(walker, next)) continue;
    const question = { name: next.name, type: next.type, minimised: next.minimised, chargedTo: wanted.name };
    const said = await consult(walker.cut, question, task, walker.trace);
    const end = next.minimised ? afterProbe(walker, next, said) : afterWhole(walker, said);
    if (end !== undefined) return end;
  }
  return trouble('referral-loop', 'the walk did not come to an end', walker.cut.zone, true);
}

interface Walker {
  readonly parts: Parts;
  readonly wanted: Wanted;
  readonly task: Task;
  cut: Cut;
  trace: Trace | undefined;
  reveal: Reveal;
  /** Minimise even where the settings say off: the zone above a DS must be found. */
  force: boolean;
  /** A new cut whose servers have not been asked for their own NS set yet (setting `referralPath`). */
  unverified: boolean;
  referrals: number;
}

interface Probe {
  readonly name: Name;
  readonly type: number;
  readonly labels: number;
}

/** True if the cache knows what this minimised question would tell: that there is no cut here. */
function isProbeKnown(walker: Walker, probe: Probe): boolean {
  const { store, settings } = walker.parts;
  const negative = store.negative(probe.name, probe.type);
  if (negative?.rcode === 'nxdomain' && settings.minimisation !== 'strict') {
    giveUpMinimising(walker, probe.name, 'the cache holds NXDOMAIN for it');
    return true;
  }
  const known = negative?.rcode === 'nodata' || store.set(probe.name, probe.type, RANK.answer) !== undefined;
  if (known && probe.type === TYPE.A) walker.reveal = { ...walker.reveal, labels: probe.labels };
  return known && probe.type === TYPE.A;
}

function giveUpMinimising(walker: Walker, name: Name, why: string): void {
  walker.reveal = { ...walker.reveal, full: true };
  walker.force = false;
  walker.trace?.tell({ kind: 'minimised', name, outcome: 'fallback', why });
}

/** What a minimised question taught (RFC 9156 section 3). Undefined: the walk goes on. */
function afterProbe(walker: Walker, probe: Probe, said: Said | Trouble): Walked | Trouble | undefined {
  const strict = walker.parts.settings.minimisation === 'strict';
  if (said.kind === 'trouble') {
    if (said.passing || strict) return said;
    if (said.reason === 'silence' && walker.reveal.full) return said;
    giveUpMinimising(walker, probe.name, said.text);
    return undefined;
  }
  const { meaning } = said;
  if (meaning.kind === 'referral') return descend(walker, meaning, said);
  const kept = keepSaid(walker, meaning, said, probe.type, false);
  switch (meaning.kind) {
    case 'answer':
    case 'nodata':
      walker.reveal = {
        labels: probe.labels,
        asked: walker.reveal.asked + 1,
        full: walker.reveal.full || !walker.parts.settings.minimiseBelowEmpty,
      };
      walker.trace?.tell({
        kind: 'minimised',
        name: probe.name,
        outcome: meaning.kind === 'answer' ? 'no-cut-here' : 'empty-non-terminal',
      });
      return undefined;
    case 'nxdomain':
      // Behind an alias it denies the target, which says nothing of the names below the alias, nor of the alias itself.
      if (strict && meaning.links.length === 0)
        return { kind: 'walked', ...kept, zone: walker.cut.zone, server: said.candidate.address };
      giveUpMinimising(walker, probe.name, 'NXDOMAIN for it may be an error of the server (RFC 9156 section 3)');
      return undefined;
    case 'alias':
    case 'overflow':
      giveUpMinimising(walker, probe.name, 'an alias stands there');
      return undefined;
    default:
      return meaning satisfies never;
  }
}

/** What the whole question brought. Undefined: the walk goes on. */
function afterWhole(walker: Walker, said: Said | Trouble): Walked | Trouble | undefined {
  if (said.kind === 'trouble') return said;
  const { meaning } = said;
  if (meaning.kind === 'referral') {
    if (walker.wanted.type !== TYPE.DS || meaning.zone !== walker.wanted.name) return descend(walker, meaning, said);
    // The parent's server does not know DS and refers to the child: there is none (RFC 4035 section 3.1.4.1).
    return finish(walker, { kind: 'nodata', links: [], name: walker.wanted.name, soa: undefined }, said);
  }
  if (isChildSpeakingOfDs(walker, meaning)) {
    walker.force = true;
    walker.reveal = revealAt(walker.cut.zone, walker.reveal.asked, false);
    walker.trace?.tell({
      kind: 'minimised',
      name: walker.wanted.name,
      outcome: 'fallback',
      why: 'the child answered for its own DS: finding the parent zone',
    });
    return undefined;
  }
  return finish(walker, meaning, said);
}

/** A DS answered from the child's side, by servers that serve zones above and below a cut that we have not seen. */
function isChildSpeakingOfDs(walker: Walker, meaning: Ending): boolean {
  const { wanted, cut, force } = walker;
  if (wanted.type !== TYPE.DS || force || cut.from === 'forward') return false;
  if (labelCount(wanted.name) - labelCount(cut.zone) <= 1) return false;
  const first = meaning.kind === 'alias' ? meaning.links[0]?.owner : undefined;
  return (
    first === wanted.name ||
    ((meaning.kind === 'nodata' || meaning.kind === 'nxdomain') && meaning.soa?.name === wanted.name)
  );
}

function finish(walker: Walker, meaning: Ending, said: Said): Walked {
  const kept = keepSaid(walker, meaning, said, walker.wanted.type, true);
  if (walker.trace !== undefined) tellEnding(walker.trace, walker.wanted, walker.cut.zone, kept.ending);
  return { kind: 'walked', ...kept, zone: walker.cut.zone, server: said.candidate.address };
}

function keepSaid(walker: Walker, meaning: Ending, said: Said, type: number, whole: boolean): Kept {
  const { parts, cut, trace } = walker;
  const origin = { server: said.candidate.address, zone: cut.zone, learned: wallSeconds(parts.clock) };
  return keep(meaning, said.message, said.believed, { parts, cut, origin, type, whole, trace });
}

/** One step down: store the cut, with its lease, and stand there. */
function descend(walker: Walker, referral: Extract<Meaning, { kind: 'referral' }>, said: Said): Walked | undefined {
  const { parts, task, cut } = walker;
  const learned = wallSeconds(parts.clock);
  const origin = { server: said.candidate.address, zone: cut.zone, learned };
  const { entry, glue } = delegate(referral, said.believed.additional, cut, parts.settings, origin);
  parts.store.putCut(entry);
  if (walker.trace !== undefined) tellReferral(walker.trace, entry, glue, referral.ns.ttl);
  const glued = task.glueWillDo === true ? gluedAddress(walker, entry, said) : undefined;
  if (glued !== undefined) return glued;
  const { zone, servers, ds } = entry;
  walker.cut = { zone, servers, ds, lease: entry.expires, from: 'referral', targets: [] };
  walker.trace = openCut(task, walker.cut, learned);
  walker.reveal = revealAt(zone, walker.reveal.asked + 1, walker.reveal.full);
  walker.referrals++;
  walker.unverified = parts.settings.referralPath && walker.wanted.type !== TYPE.NS;
  return undefined;
}

/** The address that was looked for came as glue: as good as the glue of any delegation, and one packet less. */
function gluedAddress(walker: Walker, entry: CutEntry, said: Said): Walked | undefined {
  const { name, type } = walker.wanted;
  const taken = entry.servers.some((server) => server.name === name && server.addresses.length > 0);
  const sets = said.believed.additional.filter((set) => set.name === name && set.type === type);
  if (!taken || sets.length === 0 || walker.parts.settings.verifySiblingGlue) return undefined;
  const ending: Ending = { kind: 'answer', links: [], sets };
  return {
    kind: 'walked',
    ending,
    proof: [],
    authority: [],
    additional: [],
    zone: entry.zone,
    server: said.candidate.address,
  };
}

/** Asks a new cut's servers for the zone's own NS set, so that the walk goes on with the child's word. */
async function verifyCut(walker: Walker, consult: Consult): Promise<void> {
  walker.unverified = false;
  const { cut, task, trace, wanted } = walker;
  if (walker.parts.store.set(cut.zone, TYPE.NS) !== undefined) return;
  const said = await consult(
    cut,
    { name: cut.zone, type: TYPE.NS, minimised: true, chargedTo: wanted.name },
    task,
    trace,
  );
  if (said.kind === 'said' && said.meaning.kind === 'answer') keepSaid(walker, said.meaning, said, TYPE.NS, false);
}
