/**
 * Tells stories by hand: a clock that is moved and a pen, so that tests write events as the resolver would.
 */
import { type EventBody, type Trace, type TraceEvent, traceTo } from '../../src/trace/event.ts';
import { foldStory } from '../../src/trace/story.ts';
import type { Story } from '../../src/trace/tree.ts';

type Body<Kind extends EventBody['kind']> = Extract<EventBody, { readonly kind: Kind }>;

/** A story being told. */
export interface Telling {
  readonly events: TraceEvent[];
  readonly pen: Trace;
  wait(ms: number): void;
  story(): Story;
}

/** Opens the question of a client. */
export function telling(name: string, type = 'A'): Telling {
  const events: TraceEvent[] = [];
  let now = 1000;
  const pen = traceTo(
    (event) => events.push(event),
    () => now,
  );
  pen.tell({ kind: 'question', name, type, purpose: 'client' });
  return {
    events,
    pen,
    wait: (ms) => {
      now += ms;
    },
    story: () => foldStory(events),
  };
}

/** Opens a zone cut below a question. */
export function cutAt(pen: Trace, zone: string, servers: readonly string[], more: Partial<Body<'cut'>> = {}): Trace {
  const cut = pen.child();
  cut.tell({ kind: 'cut', zone, from: 'referral', servers, ds: 'absent', ...more });
  return cut;
}

/** What a test says about one exchange. */
export interface Asked {
  readonly name: string;
  readonly type?: string;
  readonly server: string;
  readonly address: string;
  readonly why?: Body<'chosen'>['why'];
  readonly of?: number;
  readonly minimised?: boolean;
  readonly protocol?: 'udp' | 'tcp' | 'tls';
  readonly packet?: number;
  /** No choice of its own: it follows another try at the same server. */
  readonly follows?: boolean;
  readonly wire?: string;
}

/** Chooses a server and sends. */
export function sent(cut: Trace, asked: Asked): Trace {
  const {
    name,
    type = 'A',
    server,
    address,
    why = 'best',
    of = 1,
    minimised = false,
    protocol = 'udp',
    packet = 1,
  } = asked;
  if (asked.follows !== true) cut.tell({ kind: 'chosen', server, address, why, of, timeoutMs: 400 });
  const exchange = cut.child();
  const wire = asked.wire === undefined ? {} : { wire: asked.wire };
  exchange.tell({
    kind: 'sent',
    name,
    type,
    minimised,
    server,
    address,
    protocol,
    bytes: 45,
    edns: true,
    cookie: 'client',
    packet,
    packets: 100,
    ...wire,
  });
  return exchange;
}

/** The reply. */
export function received(exchange: Trace, rttMs: number, more: Partial<Body<'received'>> = {}): void {
  exchange.tell({
    kind: 'received',
    bytes: 120,
    rttMs,
    rcode: 'NOERROR',
    aa: false,
    tc: false,
    answers: 0,
    authorities: 1,
    additionals: 2,
    late: false,
    ...more,
  });
}

/** The answered end: records in master-file form. */
export function answered(
  pen: Trace,
  packets: number,
  ttlS: number,
  records: readonly string[],
  more: Partial<Body<'answered'>> = {},
): void {
  pen.tell({
    kind: 'answered',
    rcode: 'NOERROR',
    security: 'unchecked',
    from: 'network',
    ttlS,
    records,
    packets,
    ...more,
  });
}

/** The whole failed end. */
export function failed(pen: Trace, reason: Body<'failed'>['reason'], text: string, zone?: string): void {
  pen.tell({ kind: 'failed', reason, text, ede: [], packets: 3, ...(zone === undefined ? {} : { zone }) });
}

/** Root and org on the way to `example.org.`; the cut that `org.` refers to is left to the test. */
export function walkToOrg(told: Telling): Trace {
  const root = cutAt(told.pen, '.', ['a.root.example.', 'b.root.example.'], { from: 'hints' });
  const first = sent(root, {
    name: 'org.',
    server: 'a.root.example.',
    address: '198.51.100.1',
    why: 'unknown',
    of: 4,
    minimised: true,
  });
  told.wait(18);
  received(first, 18);
  root.tell({
    kind: 'referral',
    zone: 'org.',
    servers: ['a0.org.example.'],
    ds: 'present',
    dsText: ['13/2 tag 4711'],
    glue: [{ name: 'a0.org.example.', address: '198.51.100.9', taken: true, rule: 'sibling glue' }],
    ttlS: 172_800,
  });
  const org = cutAt(told.pen, 'org.', ['a0.org.example.'], { ds: 'present' });
  const second = sent(org, {
    name: 'example.org.',
    server: 'a0.org.example.',
    address: '198.51.100.9',
    why: 'only',
    minimised: true,
    packet: 2,
  });
  told.wait(22);
  received(second, 22);
  return org;
}
