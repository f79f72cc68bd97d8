/**
 * Get one answer from the servers of one cut, finding their addresses where the referral did not tell them. It must
 * not know what the answer leads to (`walk.ts`).
 *
 * RFC 1034 section 5.3.3 (step 2), RFC 9471 (glue). Glueless servers are resolved one at a time, nearest known zone
 * first, and only when no known address is left: no query that the resolution does not need (NXNSAttack).
 */
import { type SetEntry, secondsLeft } from '../cache/entry.ts';
import type { Seconds } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import type { Name } from '../wire/name.ts';
import { CLASS, typeToText } from '../wire/registry.ts';
import { ask } from './ask.ts';
import type { AskResult, Complaint } from './asked.ts';
import { charge, type Overrun, overrunOf, tellLimit, tellSpent } from './budget.ts';
import type { Candidate } from './choose.ts';
import { type Cut, reachable } from './delegation.ts';
import { createFlights, type Flights } from './flights.ts';
import { createHedgeTokens, type HedgeTokens } from './hedge.ts';
import type { Consult, ConsultQuestion, Said } from './said.ts';
import { type AddressDesk, findAddress, nearestServer, spareGlue, toldElsewhere, withGlue } from './server-address.ts';
import { type Parts, type Task, type Trouble, wallSeconds } from './task.ts';
import { aborted, exhaustedTrouble, offlineTrouble, overrunTrouble } from './trouble.ts';

/** `cutAbove` finds the nearest known cut above a zone. */
export function createConsult(parts: Parts, cutAbove: (zone: Name) => Cut): Consult {
  const flights = createFlights<AskResult>();
  const hedgeTokens = createHedgeTokens();
  const consult: Consult = (cut, asked, task, trace) =>
    consultOnce({ parts, flights, hedgeTokens, consult, cutAbove }, cut, asked, task, trace);
  return consult;
}

interface Desk extends AddressDesk {
  readonly flights: Flights<AskResult>;
  readonly hedgeTokens: HedgeTokens;
}

/** One question at one cut, and how far it has come. */
interface Sitting {
  readonly desk: Desk;
  readonly asked: ConsultQuestion;
  readonly task: Task;
  readonly trace: Trace | undefined;
  cut: Cut;
  /** Sends so far, over all rounds. */
  sends: number;
  readonly complaints: Complaint[];
  /** Addresses that have been asked, or tried. */
  readonly used: Set<string>;
  /** Servers whose address was looked for: once each. */
  readonly lookedUp: Set<Name>;
  readonly unresolved: Name[];
  /** Servers asked at addresses that another referral told: looked up only when that fails. */
  readonly glued: Set<Name>;
  readonly spared: Set<Name>;
  overrun: Overrun | undefined;
  /** A reply to fall back to when no server gives a better one. */
  second: Extract<AskResult, { kind: 'reply' }> | undefined;
}

type Step = Said | Trouble | 'go on' | 'over';

/** Each turn uses up an address or a server name; a referral has at most 13 servers of 6 addresses, twice (child, parent). */
const TURNS_AT_MOST = 128;

async function consultOnce(
  desk: Desk,
  cut: Cut,
  asked: ConsultQuestion,
  task: Task,
  trace: Trace | undefined,
): Promise<Said | Trouble> {
  const { parts } = desk;
  const sitting: Sitting = {
    desk, asked, task, trace, cut, complaints: [], used: new Set(), lookedUp: new Set(), unresolved: [], glued: new Set(), spared: new Set(),
    sends: 0, overrun: undefined, second: undefined,
  }; // biome-ignore format: one row
  for (let turn = 0; turn < TURNS_AT_MOST; turn++) {
    const { candidates, missing, names, cached } = reachable(sitting.cut, parts.store, parts.servers, parts.settings);
    if (turn === 0 && trace !== undefined) tellAddresses(trace, cached, wallSeconds(parts.clock));
    const open = candidates.filter(({ address }) => !sitting.used.has(address));
    const step = open.length > 0 ? await askOpen(sitting, open) : await findMore(sitting, missing, names);
    if (step === 'over') break;
    if (step !== 'go on') return step;
  }
  return conclude(sitting);
}

/** The server addresses that came out of the cache. */
function tellAddresses(trace: Trace, cached: readonly SetEntry[], now: Seconds): void {
  for (const entry of cached) {
    const { server, zone, learned } = entry.origin;
    trace.tell({
      kind: 'cache',
      level: 'address',
      hit: true,
      name: entry.rrset.name,
      type: typeToText(entry.rrset.type),
      ageS: Math.max(0, now - entry.stored),
      ttlS: secondsLeft(entry, now),
      origin: { server, zone, learned },
    });
  }
}

/** Asks those whose address is known. */
async function askOpen(sitting: Sitting, open: readonly Candidate[]): Promise<Step> {
  const { asked, task, cut } = sitting;
  const result = await askShared(sitting, open);
  if (result === undefined || task.signal.aborted) return aborted(cut.zone);
  if (result.kind === 'reply') return { ...result, kind: 'said', meaning: result.reply };
  for (const { address } of result.candidates) sitting.used.add(address);
  sitting.sends = Math.max(sitting.sends, result.sends);
  sitting.complaints.push(...result.complaints);
  sitting.second ??= result.second;
  sitting.overrun = result.overrun;
  const spent = overrunOf(task.budget, asked.chargedTo);
  if (spent !== undefined) return spentTrouble(sitting, spent);
  return result.overrun === undefined ? 'go on' : 'over';
}

/** Looks for one more address, the nearest first; old glue is the last resort. */
async function findMore(sitting: Sitting, missing: readonly Name[], names: readonly Name[]): Promise<Step> {
  const { desk, asked, task, trace, cut, unresolved } = sitting;
  const { parts } = desk;
  const next =
    nearestServer(missing, sitting.lookedUp, cut, parts) ??
    [...sitting.glued].find((name) => !sitting.lookedUp.has(name));
  if (next === undefined) {
    const spare = spareGlue(names, sitting.spared, sitting.used, cut, parts);
    if (spare === undefined) return 'over';
    sitting.cut = spare;
    return 'go on';
  }
  const glue = sitting.glued.has(next) ? [] : toldElsewhere(next, parts);
  if (glue.length > 0) {
    sitting.glued.add(next);
    sitting.cut = withGlue(cut, next, glue);
    return 'go on';
  }
  const { gluelessFailures } = parts.settings.limits;
  if (unresolved.length >= gluelessFailures) {
    sitting.overrun = { limit: 'glueless-failures', used: unresolved.length, of: gluelessFailures };
    tellLimit(trace, sitting.overrun);
    return 'over';
  }
  sitting.lookedUp.add(next);
  const found = await findAddress(desk, next, cut, task, trace, sitting.glued.has(next));
  if (task.signal.aborted) return aborted(cut.zone);
  const spent = overrunOf(task.budget, asked.chargedTo);
  if (spent !== undefined) return spentTrouble(sitting, spent);
  if (found.length === 0) unresolved.push(next);
  else sitting.cut = withGlue(cut, next, found);
  return 'go on';
}

function spentTrouble({ task, trace, cut }: Sitting, spent: Overrun): Trouble {
  tellSpent(trace, task.budget, spent);
  return overrunTrouble(spent, cut.zone);
}

function conclude(sitting: Sitting): Said | Trouble {
  const { desk, cut, complaints, unresolved, overrun, second } = sitting;
  if (second !== undefined) return { ...second, kind: 'said', meaning: second.reply };
  const onlySilence = complaints.every(({ what }) => what.kind === 'silent' || what.kind === 'unreachable');
  if (desk.parts.servers.isOffline && onlySilence) return offlineTrouble(cut.zone);
  return exhaustedTrouble(cut.zone, complaints, unresolved, overrun);
}

/** One ask for all who want the same from the same cut at the same time; those who join are charged too. */
async function askShared(sitting: Sitting, candidates: readonly Candidate[]): Promise<AskResult | undefined> {
  const { desk, asked, task, trace, cut } = sitting;
  const { parts, hedgeTokens } = desk;
  const { zone } = cut;
  const { chargedTo, minimised } = asked;
  const forward = cut.from === 'forward';
  const key = `${forward ? 'f' : 'i'} ${zone} ${asked.name} ${asked.type}`;
  const question = { name: asked.name, type: asked.type, class: CLASS.IN };
  const order = { zone, question, chargedTo, minimised, forward, candidates, sendsBefore: sitting.sends };
  const { joined, result } = desk.flights.join(key, task.signal, (signal) =>
    ask({ parts, budget: task.budget, signal, trace, hedgeTokens }, order),
  );
  if (!joined) return result;
  trace?.tell({ kind: 'joined', what: 'ask', name: asked.name, type: typeToText(asked.type) });
  const shared = await result;
  if (shared !== undefined) charge(task.budget, chargedTo, shared.packets);
  // Somebody else's limit is not ours: ask for ourselves.
  if (shared?.kind === 'exhausted' && shared.overrun !== undefined && overrunOf(task.budget, chargedTo) === undefined)
    return ask({ parts, budget: task.budget, signal: task.signal, trace, hedgeTokens }, order);
  return shared;
}
