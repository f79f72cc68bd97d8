/**
 * Our codec's speed against dns-packet's in the same run: `npm run bench:wire`. Ends with status 1 where decoding is
 * not faster by the factors that the project promises.
 */
import dnsPacket from 'dns-packet';
import { Bench } from 'tinybench';
import { decodeMessage } from '../../src/wire/decode.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import { referral } from '../wire/mutate.ts';

/** Rounds of all tasks in turn; the best median of each counts, so that other load on the machine does not. */
const ROUNDS = 3;
const ROUND_MS = 400;

interface Pair {
  readonly what: string;
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
  /** How many times as fast as dns-packet it must be; undefined: only told. */
  readonly promised?: number;
}

function smallAnswer(): Message {
  const { name, type, rrclass } = { name: nameFromText('www.example.com'), type: TYPE.A, rrclass: 1 };
  const answer = [rrsetOf(name, type, 300, [Uint8Array.of(192, 0, 2, 1)])];
  return { ...referral(), questions: [{ name, type, class: rrclass }], answer, authority: [], additional: [] };
}

function pairs(what: string, message: Message, promised: number): Pair[] {
  const bytes = encodeMessage(message);
  const buffer = Buffer.from(bytes);
  const packet = dnsPacket.decode(buffer);
  return [
    { what: `decode ${what}`, ours: () => decodeMessage(bytes), theirs: () => dnsPacket.decode(buffer), promised },
    { what: `encode ${what}`, ours: () => encodeMessage(message), theirs: () => dnsPacket.encode(packet) },
  ];
}

/** The best median of each task in microseconds. */
async function measure(tasks: readonly Pair[]): Promise<Map<string, number>> {
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: ROUND_MS, warmupTime: 100 });
    for (const { what, ours, theirs } of tasks) bench.add(`ours: ${what}`, ours).add(`theirs: ${what}`, theirs);
    await bench.run();
    for (const { name, result } of bench.tasks) {
      if (!('latency' in result)) throw new Error(`${name} failed`);
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, result.latency.p50 * 1000));
    }
  }
  return best;
}

const tasks = [
  ...pairs('a referral with 13 servers and 26 addresses', referral(), 1.8),
  ...pairs('a small answer', smallAnswer(), 1.2),
];
const best = await measure(tasks);
for (const { what, promised } of tasks) {
  const ours = best.get(`ours: ${what}`) ?? Number.NaN;
  const theirs = best.get(`theirs: ${what}`) ?? Number.NaN;
  const ratio = theirs / ours;
  const short = promised !== undefined && !(ratio >= promised);
  const promise = promised === undefined ? '' : ` (promised: ${promised}${short ? ', MISSED' : ''})`;
  console.log(
    `${what}: ${ours.toFixed(2)} us, dns-packet ${theirs.toFixed(2)} us: ${ratio.toFixed(2)} times as fast${promise}`,
  );
  if (short) process.exitCode = 1;
}
