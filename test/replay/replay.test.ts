import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runToEnd } from '../system/program.ts';
import { scenarioFiles } from './cli.ts';
import { play, verdictOf } from './run.ts';

const COMMAND = new URL('cli.ts', import.meta.url).pathname;
const OWN = new URL('scenarios', import.meta.url).pathname;
/** A folder of further scenarios, set by `.ci/run`. */
const MORE = process.env['ROOTWALK_SCENARIOS'];

function replayAll(folder: string): void {
  for (const { name, path } of scenarioFiles([folder]))
    it(name, async () => {
      const verdict = verdictOf(basename(name), await play(readFileSync(path, 'utf8')));
      expect(verdict.kind === 'FAIL' ? verdict.reason : 'met').toBe('met');
    });
}

describe('our scenarios are met', () => replayAll(OWN));

describe.skipIf(MORE === undefined)('the scenarios of ROOTWALK_SCENARIOS are met, or excused in expected.ts', () => {
  if (MORE !== undefined) replayAll(MORE);
});

it('a folder that is not there is a sentence and exit 2', async () => {
  expect(await runToEnd(process.execPath, [COMMAND, OWN, '/no/such/folder'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'no such file or folder: /no/such/folder\n',
  });
});
