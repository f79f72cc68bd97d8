/** Faults of the network, one by one. */
import { describe, expect, it } from 'vitest';
import {
  always,
  cutShort,
  dead,
  duplicates,
  during,
  hostUnreachable,
  latency,
  lossy,
  noTcp,
  noUdpOver,
  only,
  portClosed,
  rateLimited,
  satellite,
  sometimes,
  tcpFiltered,
  tcpReset,
} from '../../src/sandbox/faults.ts';
import { type Behaviour, type Fault, reply, SILENCE, withFaults } from '../../src/sandbox/host.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import { moment, parcelsOf, query } from './packets.ts';

const QUERY = query('www.example', 'A', { edns: 1232 });
/** Echoes, marked as a reply. */
const ECHO: Behaviour = (bytes) => {
  const copy = bytes.slice();
  copy[2] = 0x84;
  return reply(copy);
};

/** Over how many of 10,000 queries a fault keeps silence, and what the rest waits for on average. */
function silences(fault: Fault, protocol: 'udp' | 'tcp'): { readonly share: number; readonly waitMs: number } {
  const worse = fault(ECHO);
  const when = moment();
  let silent = 0;
  let waitMs = 0;
  for (let packet = 0; packet < 10_000; packet++) {
    const [parcel] = parcelsOf(worse(QUERY, protocol, when));
    if (parcel === undefined) silent++;
    else waitMs += parcel.afterMs;
  }
  return { share: silent / 10_000, waitMs: waitMs / (10_000 - silent) };
}

describe('time', () => {
  it('latency comes on top, jitter between nothing and its most', () => {
    const worse = latency(100, 50)(ECHO);
    const when = moment();
    const waits = Array.from({ length: 200 }, () => parcelsOf(worse(QUERY, 'udp', when))[0]?.afterMs ?? 0);
    expect([Math.min(...waits), Math.max(...waits)]).toEqual([100, 150]);
    expect(parcelsOf(latency(0)(ECHO)(QUERY, 'udp', when))[0]?.afterMs).toBe(0);
    expect(latency(100)(portClosed(ECHO))(QUERY, 'udp', when)).toMatchObject({ kind: 'error', afterMs: 100 });
  });

  it('a satellite is 700 ms away, and 1400 ms for a stream', () => {
    const wait = (protocol: 'udp' | 'tcp'): unknown =>
      parcelsOf(satellite(ECHO)(QUERY, protocol, moment()))[0]?.afterMs;
    expect([wait('udp'), wait('tcp')]).toEqual([700, 1400]);
  });
});

describe('loss', () => {
  it('hits each way: of ten packets lost at 10 %, nineteen in a hundred exchanges fail', () => {
    expect(silences(lossy(0.1), 'udp').share).toBeCloseTo(0.19, 1);
    expect(silences(lossy(0), 'udp').share).toBe(0);
    expect(silences(lossy(1), 'udp').share).toBe(1);
  });

  it('makes streams slow, not silent, unless nothing comes through at all', () => {
    const { share, waitMs } = silences(lossy(0.3), 'tcp');
    expect(share).toBeLessThan(0.01);
    expect(waitMs).toBeGreaterThan(300);
    expect(silences(lossy(1), 'tcp').share).toBe(1);
  });
});

describe('reach', () => {
  it.each([
    ['dead', dead, SILENCE, SILENCE],
    ['portClosed', portClosed, 'refused', 'refused'],
    ['hostUnreachable', hostUnreachable, 'unreachable', 'unreachable'],
    ['noTcp', noTcp, 'works', 'refused'],
    ['tcpFiltered', tcpFiltered, 'works', SILENCE],
    ['tcpReset', tcpReset, 'works', 'reset'],
    ['only udp dead', only('udp', dead), SILENCE, 'works'],
  ])('%s', (_, fault, udp, tcp) => {
    for (const [protocol, expected] of [
      ['udp', udp],
      ['tcp', tcp],
    ] as const) {
      const reaction = fault(ECHO)(QUERY, protocol, moment());
      if (expected === 'works') expect(parcelsOf(reaction)).toHaveLength(1);
      else if (typeof expected === 'string') expect(reaction).toMatchObject({ kind: 'error', code: expected });
      else expect(reaction).toEqual(expected);
    }
  });

  it('a narrow path loses large datagrams and lets streams pass', () => {
    const worse = noUdpOver(QUERY.length - 1)(ECHO);
    expect(parcelsOf(worse(QUERY, 'udp', moment()))).toEqual([]);
    expect(parcelsOf(worse(QUERY, 'tcp', moment()))).toHaveLength(1);
    expect(parcelsOf(noUdpOver(QUERY.length)(ECHO)(QUERY, 'udp', moment()))).toHaveLength(1);
  });

  it('duplicates come one after the other, over UDP only', () => {
    const worse = duplicates(3, 2)(ECHO);
    expect(parcelsOf(worse(QUERY, 'udp', moment())).map(({ afterMs }) => afterMs)).toEqual([0, 2, 4]);
    expect(parcelsOf(worse(QUERY, 'tcp', moment()))).toHaveLength(1);
  });
});

describe('rate limits', () => {
  it('drop what comes too often and forget it after the window', () => {
    const worse = rateLimited(2, 1000)(ECHO);
    const served = [0, 10, 20, 999, 1001, 1005, 1015].map((at) => parcelsOf(worse(QUERY, 'udp', moment(at))).length);
    expect(served).toEqual([1, 1, 0, 0, 1, 0, 1]);
    expect(parcelsOf(worse(QUERY, 'tcp', moment(1016)))).toHaveLength(1);
  });

  it('or send the client to TCP with an empty, truncated reply', () => {
    const worse = rateLimited(0, 1000, 'truncate')(ECHO);
    const [parcel] = parcelsOf(worse(QUERY, 'udp', moment()));
    expect(decodeMessage(parcel?.bytes ?? new Uint8Array())).toMatchObject({ qr: true, tc: true, answer: [] });
  });

  it('count for each host alone: a fault has its memory where it is laid', () => {
    const limit = rateLimited(1, 1000);
    const [one, other] = [limit(ECHO), limit(ECHO)];
    expect(parcelsOf(one(QUERY, 'udp', moment()))).toHaveLength(1);
    expect(parcelsOf(other(QUERY, 'udp', moment()))).toHaveLength(1);
    expect(parcelsOf(one(QUERY, 'udp', moment()))).toHaveLength(0);
  });
});

describe('composition', () => {
  it('the first fault is next to the wire', () => {
    const marks: string[] = [];
    const mark =
      (label: string): Fault =>
      (next) =>
      (bytes, protocol, when) => {
        marks.push(label);
        return next(bytes, protocol, when);
      };
    withFaults(ECHO, [mark('wire'), mark('server')])(QUERY, 'udp', moment());
    expect(marks).toEqual(['wire', 'server']);
  });

  it('during: from its beginning until before its end', () => {
    const worse = during(100, 200, dead)(ECHO);
    const alive = [99, 100, 199, 200].map((at) => parcelsOf(worse(QUERY, 'udp', moment(at))).length);
    expect(alive).toEqual([1, 0, 0, 1]);
  });

  it('sometimes: for its share of the queries', () => {
    expect(silences(sometimes(0.25, dead), 'udp').share).toBeCloseTo(0.25, 1);
  });

  it('always: a behaviour of its own', () => {
    expect(always(() => SILENCE)(ECHO)(QUERY, 'udp', moment())).toEqual(SILENCE);
  });
});

it('a reply cut short keeps id, opcode, RD, question and OPT', () => {
  const cut = decodeMessage(cutShort(query('www.example', 'A', { id: 77, rd: true, edns: 1232 })));
  expect(cut).toMatchObject({ id: 77, qr: true, tc: true, rd: true, aa: false, rcode: 0 });
  expect([cut.questions.length, cut.edns?.udpSize]).toEqual([1, 1232]);
});
