/**
 * The resolver of the tests: the real core over real sockets in this process, with its servers played by containers,
 * every packet counted and nothing left to luck but the choice among equal servers.
 */
import type { HintServer, Settings } from '../../src/iterate/settings.ts';
import { DEFAULT_SETTINGS } from '../../src/iterate/settings.ts';
import { createExchange } from '../../src/net/exchange.ts';
import { systemClock, systemRandom } from '../../src/net/system.ts';
import type { Exchange, Protocol } from '../../src/ports.ts';
import type { Outcome } from '../../src/resolver/answer.ts';
import { createCore } from '../../src/resolver/resolver.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import { nameFromText, nameToText, ROOT } from '../../src/wire/name.ts';
import { rdataToText } from '../../src/wire/presentation.ts';
import { CLASS, rcodeToText, TYPE, typeFromText, typeToText } from '../../src/wire/registry.ts';
import { rdataList } from '../../src/wire/rrset.ts';
import type { Endpoint } from './probe.ts';
import type { Asked } from './questions.ts';
import type { World } from './world.ts';

export type Route = (address: string, protocol: Protocol) => Endpoint;

/** One resolution as seen from outside. */
export interface Played {
  readonly outcome: Outcome;
  readonly events: readonly TraceEvent[];
  /** One line a packet sent, in order. */
  readonly packets: readonly string[];
}

/** No packet of these tests is lost, but a loaded machine is slow: waiting longer must not look like a retry. */
const PATIENT_MS = 8000;

/**
 * Settings for counting: primed, no hedge, no exploration, no prefetch; the world's own root as hints. `conditions`
 * has the rest.
 */
export function settingsFor(world: World, conditions: Partial<Settings>): Settings {
  return {
    ...DEFAULT_SETTINGS,
    hints: hintsOf(world),
    hedge: false,
    explore: false,
    clientDeadlineMs: 10_000,
    // A small cache is made faster, and a test makes one for each question.
    cache: { ...DEFAULT_SETTINGS.cache, sizeBytes: 1024 * 1024 },
    ...conditions,
  };
}

function hintsOf(world: World): readonly HintServer[] {
  const root = world.zones.find(({ origin }) => origin === ROOT);
  return (root?.servers ?? []).map((name) => {
    const { a, aaaa } = world.servers.get(name) ?? {};
    return { name, addresses: [a, aaaa].filter((address) => address !== undefined) };
  });
}

/** Asks once, of a resolver that knows nothing but the primed root. */
export async function play(
  settings: Settings,
  route: Route | undefined,
  asked: Pick<Asked, 'name' | 'type'>,
): Promise<Played> {
  const real = createExchange({ random: systemRandom, ...(route === undefined ? {} : { route }) });
  const packets: string[] = [];
  const exchange: Exchange = (request, options) => {
    packets.push(`${request.protocol} ${request.address}`);
    return real({ ...request, timeoutMs: PATIENT_MS, lingerMs: PATIENT_MS }, options);
  };
  const core = createCore({ clock: systemClock, random: systemRandom, exchange, settings });
  try {
    await core.resolve({ name: ROOT, type: TYPE.NS, class: CLASS.IN });
    packets.length = 0;
    const events: TraceEvent[] = [];
    const question = { name: asked.name, type: typeFromText(asked.type) ?? 0, class: CLASS.IN };
    const outcome = await core.resolve(question, { trace: (event) => events.push(event) });
    return { outcome, events, packets };
  } finally {
    await core.close();
  }
}

/** The outcome in the form of `questions.ts`: rcode, and the lines `owner type rdata` in order. */
export function told(outcome: Outcome): { readonly rcode: string; readonly lines: readonly string[] } {
  if (outcome.kind === 'failure') return { rcode: 'failure', lines: [] };
  const lines = outcome.answer.flatMap(({ name, type, rdata }) =>
    rdataList(rdata).map((data) => `${nameToText(name)} ${typeToText(type)} ${rdataToText(type, data)}`),
  );
  return { rcode: rcodeToText(outcome.rcode), lines };
}

/** The lines of `questions.ts` with owners as the resolver writes them. */
export function expected({ answer }: Asked): readonly string[] {
  return answer.map((line) => {
    const [owner = '', type = '', ...rdata] = line.split(' ');
    const target = type === 'CNAME' || type === 'DNAME' || type === 'NS';
    const data = target ? nameToText(nameFromText(rdata.join(' '))) : rdata.join(' ');
    return `${nameToText(nameFromText(owner))} ${type} ${data}`;
  });
}

/** Packets that bad luck cost: lame servers asked though a good one was in hand. */
export function lameAsked(events: readonly TraceEvent[]): number {
  const fruitless = new Set(['lame', 'unusable']);
  return events.filter(({ kind }) => fruitless.has(kind)).length;
}
