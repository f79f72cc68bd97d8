/**
 * A vitest reporter whose last line is `N passed, M failed`, printed on exit so that nothing comes behind it. What
 * failed counts tests, broken suites, broken files and unhandled errors. Skipped tests are told on a line before;
 * in CI they are a failure, because there every test must have run.
 */
import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Files with skipped tests. */
  readonly skippedIn: Set<string>;
}

/** The closing reporter; stands in `reporters` behind the default one. */
export const closing: Reporter = {
  onTestRunEnd(modules, unhandled) {
    const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0, skippedIn: new Set() };
    for (const module of modules) add(counts, module);
    const inCi = isOn(process.env['CI']) || isOn(process.env['REQUIRE_DOCKER']);
    const refused = inCi && counts.skipped > 0;
    process.on('exit', (code) => {
      if (counts.skipped > 0) process.stdout.write(`${skippedLine(counts, refused)}\n`);
      // A run that vitest itself calls failed never closes with "0 failed".
      const failed = Math.max(counts.failed, refused || code !== 0 ? 1 : 0);
      if (failed > 0) process.exitCode = 1;
      process.stdout.write(`${counts.passed} passed, ${failed} failed\n`);
    });
  },
};

function add(counts: Counts, module: TestModule): void {
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') counts.passed++;
    else if (state === 'failed') counts.failed++;
    else {
      counts.skipped++;
      counts.skippedIn.add(module.relativeModuleId);
    }
  }
  // Errors of the file itself and of hooks: their tests then count as skipped, or are not known at all.
  counts.failed += module.errors().length;
  for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
}

function skippedLine({ skipped, skippedIn }: Counts, refused: boolean): string {
  const reason = process.env['ROOTWALK_SKIP_REASON'];
  const where = [...skippedIn].join(', ');
  return `${skipped} skipped in ${where}${reason === undefined ? '' : ` (${reason})`}${refused ? ': not allowed in CI' : ''}`;
}

const isOn = (text: string | undefined): boolean =>
  text !== undefined && text !== '' && text !== '0' && text !== 'false';
