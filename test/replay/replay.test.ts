import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioFiles } from './cli.ts';
import { play, verdictOf } from './run.ts';

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
