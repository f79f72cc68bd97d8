/**
 * `npm start`: resolves and traces one name from the real root servers, or, where they do not answer, says so in one
 * sentence and shows the same in the sandbox. For the first minute with rootwalk.
 */
import { DEFAULT_SETTINGS, type Settings } from '../iterate/settings.ts';
import type { Millis } from '../ports.ts';
import type { TraceEvent } from '../trace/event.ts';
import { nameFromText } from '../wire/name.ts';
import { CLASS, TYPE } from '../wire/registry.ts';
import type { ResolveFlags } from './arguments.ts';
import { readHints } from './hints.ts';
import type { Out } from './out.ts';
import { show } from './show.ts';
import { type Resolved, realUniverse, resolveIn, sandboxUniverse } from './universe.ts';

/** Somebody who runs this for the first time waits no longer for a first referral. */
const FIRST_REFERRAL_MS: Millis = 2000;
/** So many resolvers at root server addresses are no accident: port 53 is intercepted. */
const IMPOSTORS = 2;
const QUESTION = { name: nameFromText('www.example.com.'), type: TYPE.A, class: CLASS.IN };
const FLAGS: ResolveFlags = {
  trace: true,
  verbosity: 0,
  json: false,
  short: false,
  checkingDisabled: false,
  overTcp: false,
  family: undefined,
  rootHints: undefined,
  sandbox: false,
  config: undefined,
};

/** Shows one walk; the exit status, which is 0 if any walk could be shown. */
export async function runStart(out: Out): Promise<number> {
  const read = readHints(undefined);
  const real = 'error' in read ? undefined : await resolveForReal(read.hints);
  if (real !== undefined && isWhole(real.resolved)) {
    out.write(show(real.resolved, FLAGS, out).out);
    return 0;
  }
  out.write(`${whySandbox(real)}, so here is the same walk in the sandbox, the small internet that comes along:\n\n`);
  const universe = sandboxUniverse(DEFAULT_SETTINGS);
  const resolved = await resolveIn(universe, QUESTION, { flags: FLAGS, signal: new AbortController().signal });
  await universe.core.close();
  out.write(show(resolved, FLAGS, out).out);
  return isWhole(resolved) ? 0 : 1;
}

interface RealWalk {
  readonly resolved: Resolved;
  readonly impostors: number;
}

/** The walk on the Internet, given up when no root server answers as root servers do. */
async function resolveForReal(hints: Settings['hints']): Promise<RealWalk> {
  const universe = realUniverse({ ...DEFAULT_SETTINGS, hints }, {});
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), FIRST_REFERRAL_MS);
  let impostors = 0;
  const listen = (event: TraceEvent): void => {
    if (event.kind === 'referral') clearTimeout(timer);
    if (event.kind === 'lame' && event.zone === '.' && event.reason === 'recursive-answer') impostors++;
    if (impostors >= IMPOSTORS) stopper.abort();
  };
  try {
    const resolved = await resolveIn(universe, QUESTION, { flags: FLAGS, signal: stopper.signal, listen });
    return { resolved, impostors };
  } finally {
    clearTimeout(timer);
    await universe.core.close();
  }
}

function isWhole({ outcome }: Resolved): boolean {
  return outcome.kind === 'answer' && outcome.answer.length > 0;
}

function whySandbox(real: RealWalk | undefined): string {
  if (real === undefined) return 'The root hints cannot be read';
  if (real.impostors >= IMPOSTORS)
    return 'Something on this network answers in place of the root servers (port 53 is intercepted)';
  return real.resolved.story.totals.bytesReceived === 0
    ? 'The root servers do not answer from here'
    : 'The walk from the root servers does not succeed from here';
}
