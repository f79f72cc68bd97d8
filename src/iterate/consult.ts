/**
 * Get one answer from the servers of one cut, finding their addresses where the referral did not tell them. It must
 * not know what the answer leads to (`walk.ts`).
 *
 * RFC 1034 section 5.3.3 (step 2), RFC 9471 (glue). Glueless servers are resolved one at a time, nearest known zone
 * first, and only when no known address is left: no query that the resolution does not need (NXNSAttack).
 */
import { familyOf } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import type { Message } from '../wire/message.ts';
import { isAtOrBelow, labelCount, type Name, nameToText, parentOf, ROOT } from '../wire/name.ts';
import { CLASS, type RRType, TYPE, typeToText } from '../wire/registry.ts';
import { addressesOf } from '../wire/typed.ts';
import { ask } from './ask.ts';
import type { AskResult, Complaint } from './asked.ts';
import { charge, type Overrun, overrunOf } from './budget.ts';
import type { Candidate } from './choose.ts';
import type { Meaning } from './classify.ts';
import { type Cut, reachable } from './delegation.ts';
import { createFlights, type Flights } from './flights.ts';
import { createHedgeTokens, type HedgeTokens } from './hedge.ts';
import type { Believed } from './scrub.ts';
import type { Parts, Task, Trouble, Wanted } from './task.ts';
import { aborted, exhaustedTrouble, offlineTrouble, overrunTrouble } from './trouble.ts';

/** One message that means something, and who sent it. */
export interface Said {
  readonly kind: 'said';
  readonly meaning: Meaning;
  readonly message: Message;
  readonly believed: Believed;
  readonly candidate: Candidate;
}

export type Consult = (
  cut: Cut,
  asked: ConsultQuestion,
  task: Task,
  trace: Trace | undefined,
) => Promise<Said | Trouble>;

export interface ConsultQuestion extends Wanted {
  readonly minimised: boolean;
  /** The name whose look-up this serves. */
  readonly chargedTo: Name;
}

/** `cutAbove` finds the nearest known cut above a zone. */
export function createConsult(parts: Parts, cutAbove: (zone: Name) => Cut): Consult {
  const flights = createFlights<AskResult>();
  const hedgeTokens = createHedgeTokens();
  const consult: Consult = (cut, asked, task, trace) =>
    consultOnce({ parts, flights, hedgeTokens, consult, cutAbove }, cut, asked, task, trace);
  return consult;
}

interface Desk {
  readonly parts: Parts;
  readonly flights: Flights<AskResult>;
  readonly hedgeTokens: HedgeTokens;
  readonly consult: Consult;
  readonly cutAbove: (zone: Name) => Cut;
}

async function consultOnce(
  desk: Desk,
  cut: Cut,
  asked: ConsultQuestion,
  task: Task,
  trace: Trace | undefined,
): Promise<Said | Trouble> {
  const { parts } = desk;
  const { limits } = parts.settings;
  const complaints: Complaint[] = [];
  const used = new Set<string>();
  const unresolved: Name[] = [];
  const spared = new Set<Name>();
  const lookedUp = new Set<Name>();
  let overrun: Overrun | undefined;
  let second: Extract<AskResult, { kind: 'reply' }> | undefined;
  // Bounded: every turn uses up an address or a server name of a cut that has few (limits of a referral).
  for (;;) {
    const { candidates, missing, names } = reachable(cut, parts.store, parts.servers, parts.settings);
    const open = candidates.filter(({ address }) => !used.has(address));
    if (open.length > 0) {
      const result = await askShared(desk, cut, asked, open, task, trace);
      if (result === undefined || task.signal.aborted) return aborted(cut.zone);
      if (result.kind === 'reply') return { ...result, kind: 'said', meaning: result.reply };
      for (const { address } of open) used.add(address);
      complaints.push(...result.complaints);
      second ??= result.second;
      overrun = result.overrun;
      const spent = overrunOf(task.budget, asked.chargedTo);
      if (spent !== undefined) return overrunTrouble(spent, cut.zone);
      if (overrun !== undefined) break;
      continue;
    }
    const next = nearestServer(missing, lookedUp, cut, parts);
    if (next === undefined) {
      const spare = spareGlue(names, spared, used, cut, parts);
      if (spare === undefined) break;
      cut = spare;
      continue;
    }
    if (unresolved.length >= limits.gluelessFailures) {
      overrun = { limit: 'glueless-failures', used: unresolved.length, of: limits.gluelessFailures };
      trace?.tell({
        kind: 'limit',
        ...overrun,
        text: `${unresolved.length} name servers without glue could not be resolved`,
      });
      break;
    }
    lookedUp.add(next);
    const found = await findAddress(desk, next, cut, task, trace);
    if (found === 'hopeless')
      return task.signal.aborted
        ? aborted(cut.zone)
        : overrunTrouble(overrunOf(task.budget, asked.chargedTo) ?? DEADLINE, cut.zone);
    if (found === 'none') unresolved.push(next);
    else if (found.length > 0) cut = withGlue(cut, next, found);
  }
  if (second !== undefined) return { ...second, kind: 'said', meaning: second.reply };
  if (parts.servers.isOffline && complaints.every(({ what }) => what.kind === 'silent' || what.kind === 'unreachable'))
    return offlineTrouble(cut.zone);
  return exhaustedTrouble(cut.zone, complaints, unresolved, overrun);
}

const DEADLINE: Overrun = { limit: 'deadline', used: 0, of: 0 };

/** One ask for all who want the same from the same cut at the same time; those who join are charged too. */
async function askShared(
  desk: Desk,
  cut: Cut,
  asked: ConsultQuestion,
  candidates: readonly Candidate[],
  task: Task,
  trace: Trace | undefined,
): Promise<AskResult | undefined> {
  const { parts } = desk;
  const key = `${cut.from === 'forward' ? 'f' : 'i'} ${cut.zone} ${asked.name} ${asked.type}`;
  const question = { name: asked.name, type: asked.type, class: CLASS.IN };
  const forward = cut.from === 'forward';
  const { zone } = cut;
  const { chargedTo, minimised } = asked;
  const { joined, result } = desk.flights.join(key, task.signal, (signal) =>
    ask(
      { parts, budget: task.budget, signal, trace, hedgeTokens: desk.hedgeTokens },
      { zone, question, chargedTo, minimised, forward, candidates },
    ),
  );
  if (!joined) return result;
  trace?.tell({ kind: 'joined', what: 'ask', name: asked.name, type: typeToText(asked.type) });
  const shared = await result;
  if (shared !== undefined) charge(task.budget, chargedTo, shared.packets);
  // Somebody else's limit is not ours: ask for ourselves.
  if (shared?.kind === 'exhausted' && shared.overrun !== undefined && overrunOf(task.budget, chargedTo) === undefined)
    return ask(
      { parts, budget: task.budget, signal: task.signal, trace, hedgeTokens: desk.hedgeTokens },
      { zone, question, chargedTo, minimised, forward, candidates },
    );
  return shared;
}

/**
 * The server without address whose own zone is nearest to a cut we know: the fewest queries. Servers inside the very
 * zone come last: only the parent can tell their address.
 */
function nearestServer(
  missing: readonly Name[],
  lookedUp: ReadonlySet<Name>,
  cut: Cut,
  parts: Parts,
): Name | undefined {
  let best: { readonly name: Name; readonly distance: number } | undefined;
  let ties = 1;
  for (const name of missing) {
    if (lookedUp.has(name)) continue;
    const known = parts.store.deepestCut(name);
    const inside = isAtOrBelow(name, cut.zone) ? 1000 : 0;
    const distance = inside + labelCount(name) - (known === undefined ? 0 : labelCount(known.zone));
    if (best !== undefined && distance > best.distance) continue;
    ties = best !== undefined && distance === best.distance ? ties + 1 : 1;
    if (ties === 1 || parts.random.below(ties) === 0) best = { name, distance };
  }
  return best?.name;
}

/** The addresses found and usable (possibly already in the cache), 'none', or 'hopeless' when the question must end. */
async function findAddress(
  desk: Desk,
  server: Name,
  cut: Cut,
  task: Task,
  trace: Trace | undefined,
): Promise<readonly string[] | 'none' | 'hopeless'> {
  const { parts } = desk;
  const { limits } = parts.settings;
  if (task.depth >= limits.addressDepth) {
    trace?.tell({
      kind: 'limit',
      limit: 'address-depth',
      used: task.depth,
      of: limits.addressDepth,
      text: 'server-address look-ups nest too deep',
    });
    return 'none';
  }
  for (const type of addressTypes(parts)) {
    trace?.tell({ kind: 'address-needed', server: nameToText(server), type: typeToText(type) });
    const found = isAtOrBelow(server, cut.zone)
      ? await askParent(desk, server, type, cut, task, trace)
      : await lookUpAddress(desk, server, type, task, trace);
    if (task.signal.aborted || overrunOf(task.budget, task.path.wanted.name) !== undefined) return 'hopeless';
    const usable = found.filter((address) => maySend(address, parts));
    if (usable.length > 0) return usable;
  }
  const glue = glueElsewhere(server, cut, parts);
  return glue.length > 0 ? glue : 'none';
}

/** What some parent once told of this server, when its own zone tells nothing: better than no address at all. */
function glueElsewhere(server: Name, cut: Cut, parts: Parts): readonly string[] {
  const unverified = cut.servers.find(({ name }) => name === server)?.unverified;
  if (unverified !== undefined) return unverified;
  for (let zone = server; ; zone = parentOf(zone)) {
    const told = parts.store.cutAt(zone)?.servers.find(({ name }) => name === server)?.addresses ?? [];
    const usable = told.filter((address) => maySend(address, parts));
    if (usable.length > 0 || zone === ROOT) return usable;
  }
}

function maySend(address: string, parts: Parts): boolean {
  const { ipv4, ipv6, doNotQuery } = parts.settings;
  return (familyOf(address) === 4 ? ipv4 : ipv6) && !doNotQuery(address);
}

function addressTypes(parts: Parts): readonly RRType[] {
  const { ipv4, ipv6 } = parts.settings;
  return ipv4 ? (ipv6 ? [TYPE.A, TYPE.AAAA] : [TYPE.A]) : [TYPE.AAAA];
}

async function lookUpAddress(
  desk: Desk,
  server: Name,
  type: RRType,
  task: Task,
  trace: Trace | undefined,
): Promise<readonly string[]> {
  const wanted = { name: server, type };
  const child: Task = { ...task, depth: task.depth + 1, trace, path: { wanted, above: task.path } };
  const found = await desk.parts.lookup(wanted, child, 'server-address');
  return found.kind === 'found' ? found.sets.flatMap((set) => addressesOf(set)) : [];
}

/** Glue that the referral left out: only the parent can tell the address of a server inside the zone. */
async function askParent(
  desk: Desk,
  server: Name,
  type: RRType,
  cut: Cut,
  task: Task,
  trace: Trace | undefined,
): Promise<readonly string[]> {
  const { settings } = desk.parts;
  if (cut.zone === ROOT) return [];
  const said = await desk.consult(
    desk.cutAbove(cut.zone),
    { name: server, type, minimised: false, chargedTo: server },
    task,
    trace,
  );
  if (said.kind === 'trouble') return [];
  const sets =
    said.meaning.kind === 'answer' ? said.meaning.sets : said.believed.additional.filter(({ name }) => name === server);
  return sets
    .filter((set) => set.type === type)
    .flatMap((set) => addressesOf(set))
    .slice(0, settings.limits.addressesPerServer);
}

/** The last resort: addresses that parents of the servers' own zones once told, where the zones' own word failed. */
function spareGlue(
  names: readonly Name[],
  spared: Set<Name>,
  used: ReadonlySet<string>,
  cut: Cut,
  parts: Parts,
): Cut | undefined {
  for (const name of names) {
    if (spared.has(name)) continue;
    spared.add(name);
    const fresh = glueElsewhere(name, cut, parts).filter((address) => !used.has(address));
    if (fresh.length > 0) return withGlue(cut, name, fresh);
  }
  return undefined;
}

function withGlue(cut: Cut, server: Name, addresses: readonly string[]): Cut {
  const rest = cut.servers.filter(({ name }) => name !== server);
  return { ...cut, servers: [...rest, { name: server, addresses }] };
}
