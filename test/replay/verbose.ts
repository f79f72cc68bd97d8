/**
 * What `--verbose` shows: steps, packets out and in, and the trace of the resolver, as they happen.
 */
import type { TraceEvent } from '../../src/trace/event.ts';
import type { Watcher } from './bench.ts';
import { packetText } from './text.ts';

/** Prints everything it is told; `mode` is a heading. */
export function verboseWatcher(mode: string, out: (line: string) => void): Watcher {
  out(`=== ${mode}`);
  return {
    note: (text) => out(text),
    packet: (text, seen) => out(`${text}\n${packetText(seen.packet, '     ')}`),
    trace: (event) => out(`       . ${eventText(event)}`),
  };
}

function eventText(event: TraceEvent): string {
  const { at, step, parent, kind, ...facts } = event;
  return `${step}<${parent} ${kind} ${JSON.stringify(facts)}`;
}
