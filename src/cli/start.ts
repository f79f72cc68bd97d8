/**
 * `npm start`: resolves and traces one name from the real root servers, or, where they do not answer, says so in one
 * sentence and shows the same in the sandbox. For the first minute with rootwalk.
 */
import { DEFAULT_SETTINGS } from '../iterate/settings.ts';
import type { Millis } from '../ports.ts';
import { nameFromText } from '../wire/name.ts';
import { CLASS, TYPE } from '../wire/registry.ts';
import type { ResolveFlags } from './arguments.ts';
import { readHints } from './hints.ts';
import type { Out } from './out.ts';
import { show } from './show.ts';
import { type Resolved, realUniverse, resolveIn, sandboxUniverse } from './universe.ts';

/** Somebody who runs this for the first time waits no longer for a first sign of life. */
const SIGN_OF_LIFE_MS: Millis = 2000;
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
  if (real?.outcome.kind === 'answer') {
    out.write(show(real, FLAGS, out).out);
    return 0;
  }
  out.write(`${whySandbox(real)} The same walk in the sandbox, the small internet that comes along:\n\n`);
  const universe = sandboxUniverse(DEFAULT_SETTINGS);
  const resolved = await resolveIn(universe, QUESTION, { flags: FLAGS, signal: new AbortController().signal });
  await universe.core.close();
  out.write(show(resolved, FLAGS, out).out);
  return resolved.outcome.kind === 'answer' ? 0 : 1;
}

/** The walk on the Internet, given up when nobody answers at all. */
async function resolveForReal(hints: typeof DEFAULT_SETTINGS.hints): Promise<Resolved> {
  const universe = realUniverse({ ...DEFAULT_SETTINGS, hints }, {});
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), SIGN_OF_LIFE_MS);
  try {
    return await resolveIn(universe, QUESTION, {
      flags: FLAGS,
      signal: stopper.signal,
      listen: ({ kind }) => {
        if (kind === 'received') clearTimeout(timer);
      },
    });
  } finally {
    clearTimeout(timer);
    await universe.core.close();
  }
}

function whySandbox(real: Resolved | undefined): string {
  if (real === undefined) return 'The root hints cannot be read.';
  return real.story.totals.bytesReceived === 0
    ? 'The root servers do not answer from here.'
    : 'The walk from the root servers does not succeed from here.';
}
