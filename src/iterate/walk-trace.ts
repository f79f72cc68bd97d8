/**
 * What the walk tells the story: where it stands, where it is referred to, how it ends. It must not decide anything.
 */
import type { CutEntry } from '../cache/entry.ts';
import type { Seconds } from '../ports.ts';
import type { GlueFacts, Trace } from '../trace/event.ts';
import type { Name } from '../wire/name.ts';
import { rdataToText } from '../wire/presentation.ts';
import { TYPE, typeToText } from '../wire/registry.ts';
import { rdataCount, rdataList } from '../wire/rrset.ts';
import { dsOf } from '../wire/typed.ts';
import type { Cut } from './delegation.ts';
import type { Ending } from './keep.ts';
import type { Link } from './scrub.ts';
import type { Task, Wanted } from './task.ts';

/** Opens a step of the story: the walk stands at this cut. */
export function openCut(task: Task, cut: Cut, now: number): Trace | undefined {
  const trace = task.trace?.child();
  if (trace === undefined) return undefined;
  const names =
    cut.targets.length > 0 ? cut.targets.map(({ address }) => address) : cut.servers.map(({ name }) => name);
  const lease = Number.isFinite(cut.lease) ? { leaseS: cut.lease - now } : {};
  trace.tell({ kind: 'cut', zone: cut.zone, from: cut.from, servers: names, ds: dsState(cut.ds), ...lease });
  return trace;
}

function dsState(ds: Cut['ds']): 'present' | 'absent' | 'unknown' {
  return ds === 'none' ? 'absent' : ds === 'unknown' ? 'unknown' : 'present';
}

function dsText(rdata: Uint8Array): string[] {
  return rdataList(rdata).map((one) => {
    const ds = dsOf(one);
    return `${ds.algorithm}/${ds.digestType} tag ${ds.keyTag}`;
  });
}

/** What the zone's servers said in the end: aliases, then an answer or a denial. */
export function tellEnding(trace: Trace, wanted: Wanted, zone: Name, ending: Ending): void {
  const type = typeToText(wanted.type);
  for (const link of ending.links) tellAlias(trace, link);
  if (ending.kind === 'answer') {
    const records = ending.sets.reduce((sum, set) => sum + rdataCount(set.rdata), 0);
    const ttlS = Math.min(...ending.sets.map((set) => set.ttl));
    trace.tell({
      kind: 'answer',
      name: ending.sets[0]?.name ?? wanted.name,
      type,
      records,
      ttlS,
      data: ending.sets.flatMap(dataText),
    });
  } else if (ending.kind === 'nodata' || ending.kind === 'nxdomain') {
    const denied = { name: ending.name, type, ttlS: ending.soa?.ttl ?? 0, zone: ending.soa?.name ?? zone };
    trace.tell(ending.kind === 'nodata' ? { kind: 'nodata', ...denied } : { kind: 'nxdomain', ...denied });
  }
}

/** One link of an alias chain; none for a DNAME whose target grew too long. */
export function tellAlias(trace: Trace, { owner, set, target }: Link): void {
  if (target === undefined) return;
  const dname = set.type === TYPE.DNAME;
  trace.tell({
    kind: 'alias',
    owner: set.name,
    type: dname ? 'DNAME' : 'CNAME',
    from: owner,
    to: target,
    synthesised: dname,
  });
}

function dataText(set: { readonly type: number; readonly rdata: Uint8Array }): string[] {
  return rdataList(set.rdata).map((one) => rdataToText(set.type, one));
}

/** The referral with its servers, DS and the verdict on each piece of glue. */
export function tellReferral(trace: Trace, entry: CutEntry, glue: readonly GlueFacts[], ttlS: Seconds): void {
  trace.tell({
    kind: 'referral',
    zone: entry.zone,
    servers: entry.servers.map(({ name }) => name),
    ds: dsState(entry.ds),
    ...(typeof entry.ds === 'string' ? {} : { dsText: dsText(entry.ds.rdata) }),
    glue,
    ttlS,
  });
}
