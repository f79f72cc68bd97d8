/**
 * The addresses of name servers whose referral brought no glue: which server to look up first, how, and what to fall
 * back to. It must not know who is asked what (`consult.ts`).
 *
 * RFC 1034 section 5.3.3 (step 2), RFC 9471 (glue is required), RFC 9499 section 7 (in-domain).
 */
import { familyOf } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import { isAtOrBelow, labelCount, type Name, nameToText, parentOf, ROOT } from '../wire/name.ts';
import { type RRType, TYPE, typeToText } from '../wire/registry.ts';
import { addressesOf } from '../wire/typed.ts';
import { overrunOf, tellLimit } from './budget.ts';
import type { Cut } from './delegation.ts';
import type { Consult } from './said.ts';
import type { Parts, Task } from './task.ts';

/** What a look-up needs: the door to the resolver is in `parts`, the parent's servers are asked through `consult`. */
export interface AddressDesk {
  readonly parts: Parts;
  readonly consult: Consult;
  /** The nearest known cut above a zone. */
  readonly cutAbove: (zone: Name) => Cut;
}

/** Servers inside the zone itself come after all others, whatever the depth of their names. */
const INSIDE_PENALTY = 1000;

/**
 * The server without address whose own zone is nearest to a cut we know: the fewest queries. Servers inside the very
 * zone come last: only the parent can tell their address.
 */
export function nearestServer(
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
    const inside = isAtOrBelow(name, cut.zone) ? INSIDE_PENALTY : 0;
    if (inside === 0 && toldElsewhere(name, parts).length > 0) return name;
    const distance = inside + labelCount(name) - (known === undefined ? 0 : labelCount(known.zone));
    if (best !== undefined && distance > best.distance) continue;
    ties = best !== undefined && distance === best.distance ? ties + 1 : 1;
    if (ties === 1 || parts.random.below(ties) === 0) best = { name, distance };
  }
  return best?.name;
}

/**
 * The addresses found for `server` that may be asked; none where it has none, or the question must end. `insist`: glue
 * has failed, its own zone must say.
 */
export async function findAddress(
  desk: AddressDesk,
  server: Name,
  cut: Cut,
  task: Task,
  trace: Trace | undefined,
  insist: boolean,
): Promise<readonly string[]> {
  const { parts } = desk;
  const { limits } = parts.settings;
  if (task.depth >= limits.addressDepth) {
    tellLimit(trace, { limit: 'address-depth', used: task.depth, of: limits.addressDepth });
    return [];
  }
  for (const type of addressTypes(parts)) {
    trace?.tell({ kind: 'address-needed', server: nameToText(server), type: typeToText(type) });
    const found = isAtOrBelow(server, cut.zone)
      ? await askParent(desk, server, type, cut, task, trace)
      : await lookUpAddress(desk, server, type, task, trace, insist);
    if (task.signal.aborted || overrunOf(task.budget, task.path.wanted.name) !== undefined) return [];
    const usable = found.filter((address) => maySend(address, parts));
    if (usable.length > 0) return usable;
  }
  return glueElsewhere(server, cut, parts);
}

/** What some parent told of this server in another referral; nothing where glue is to be verified. */
export function toldElsewhere(server: Name, parts: Parts): readonly string[] {
  if (parts.settings.verifySiblingGlue) return [];
  return toldByParents(server, parts);
}

/** The last resort, when its own zone tells nothing: any glue is better than no address at all. */
function glueElsewhere(server: Name, cut: Cut, parts: Parts): readonly string[] {
  return cut.servers.find(({ name }) => name === server)?.unverified ?? toldByParents(server, parts);
}

function toldByParents(server: Name, parts: Parts): readonly string[] {
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
  desk: AddressDesk,
  server: Name,
  type: RRType,
  task: Task,
  trace: Trace | undefined,
  insist: boolean,
): Promise<readonly string[]> {
  const wanted = { name: server, type };
  const path = { wanted, above: task.path };
  const child: Task = { ...task, depth: task.depth + 1, trace, path, glueWillDo: !insist };
  const found = await desk.parts.lookup(wanted, child, 'server-address');
  return found.kind === 'found' ? found.sets.flatMap((set) => addressesOf(set)) : [];
}

/** Glue that the referral left out: only the parent can tell the address of a server inside the zone. */
async function askParent(
  desk: AddressDesk,
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
export function spareGlue(
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

/** The cut with addresses for one of its servers. */
export function withGlue(cut: Cut, server: Name, addresses: readonly string[]): Cut {
  const rest = cut.servers.filter(({ name }) => name !== server);
  return { ...cut, servers: [...rest, { name: server, addresses }] };
}
