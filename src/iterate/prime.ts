/**
 * Priming (RFC 9609): ask a root server of the hints who the root servers are, and again when that expires; the same
 * for stub zones that want it. It must not know what is resolved afterwards; a failed priming leaves the hints in use.
 */
import type { CutServer } from '../cache/entry.ts';
import { type Name, ROOT } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import { targetsOf } from '../wire/rrset.ts';
import { addressesOf } from '../wire/typed.ts';
import type { Cut } from './delegation.ts';
import { createFlights, type Flights } from './flights.ts';
import type { Consult } from './said.ts';
import { hintsCut } from './starts.ts';
import { type Parts, type Task, wallSeconds } from './task.ts';

/** After a failed priming the hints serve this long before the next try. */
const RETRY_AFTER_S = 60;

/** Makes sure that the root's own NS set is known, if the settings want it; resolves when the walk may start. */
export type Prime = (task: Task) => Promise<void>;

/** Asks the servers of a configured stub for its NS set and keeps that as a cut; false if they did not tell it. */
export type PrimeStub = (stub: Cut, task: Task) => Promise<boolean>;

/** The priming of stub zones that want it (`ConfiguredZone.prime`). */
export function createPrimeStub(parts: Parts, consult: Consult): PrimeStub {
  return (stub, task) => primeOnce(parts, consult, stub, task);
}

/** At most one priming is under way; whoever needs it meanwhile waits for the same. */
export function createPrime(parts: Parts, consult: Consult): Prime {
  const flights: Flights<void> = createFlights();
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (task) => {
    const { settings, store, clock } = parts;
    if (!settings.primeRoot || settings.hints.length === 0 || store.cutAt(ROOT) !== undefined) return;
    if (settings.zones.some((zone) => zone.zone === ROOT)) return;
    if (wallSeconds(clock) - failedAt < RETRY_AFTER_S) return;
    const { result } = flights.join('.', task.signal, async (signal) => {
      const primed = await primeOnce(parts, consult, hintsCut(settings), { ...task, signal });
      if (!primed && !signal.aborted) failedAt = wallSeconds(clock);
    });
    await result;
  };
}

/** RFC 9609 section 3: `. NS` with RD=0 and EDNS; additional addresses may be incomplete, the hints fill the gaps. */
async function primeOnce(parts: Parts, consult: Consult, cut: Cut, task: Task): Promise<boolean> {
  const { settings, store, clock } = parts;
  const { zone } = cut;
  const trace = task.trace?.child();
  trace?.tell({ kind: 'question', name: zone, type: 'NS', purpose: 'prime' });
  const names =
    cut.targets.length > 0 ? cut.targets.map(({ address }) => address) : cut.servers.map(({ name }) => name);
  trace?.tell({ kind: 'cut', zone, from: cut.from, servers: names, ds: 'unknown' });
  const said = await consult(cut, { name: zone, type: TYPE.NS, minimised: false, chargedTo: zone }, task, trace);
  if (said.kind === 'trouble') {
    trace?.tell({
      kind: 'failed',
      reason: said.reason,
      text: said.text,
      zone,
      ede: said.ede,
      packets: task.budget.packets,
    });
    return false;
  }
  const ns = said.meaning.kind === 'answer' ? said.meaning.sets.find((set) => set.type === TYPE.NS) : undefined;
  if (ns === undefined) return false;
  const learned = wallSeconds(clock);
  const servers = targetsOf(ns)
    .slice(0, settings.limits.serversPerReferral)
    .map((name): CutServer => ({ name, addresses: addressesFor(name, said.believed.additional, parts) }));
  // Other servers than the root's can be looked up.
  if (zone === ROOT && servers.every(({ addresses }) => addresses.length === 0)) return false;
  const ttl = Math.max(RETRY_AFTER_S, Math.min(ns.ttl, settings.cache.maxTtl));
  const origin = { server: said.candidate.address, zone, learned };
  store.putCut({ zone, servers, ns, ds: 'unknown', stored: learned, expires: learned + ttl, origin });
  trace?.tell({
    kind: 'answered',
    rcode: 'NOERROR',
    security: 'unchecked',
    from: 'network',
    ttlS: ttl,
    records: [],
    packets: task.budget.packets,
  });
  return true;
}

function addressesFor(
  name: Name,
  additional: readonly Parameters<typeof addressesOf>[0][],
  parts: Parts,
): readonly string[] {
  const told = additional.filter((set) => set.name === name).flatMap((set) => addressesOf(set));
  if (told.length > 0) return told.slice(0, parts.settings.limits.addressesPerServer);
  return parts.settings.hints.find((hint) => hint.name === name)?.addresses ?? [];
}
