import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';
import { runResolve } from '../../src/cli/resolve.ts';

test('a key of the configuration that has no effect yet is warned about, and the name is resolved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-'));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, 'cache: { serve-stale: true }\n');
  const written: string[] = [];
  const complaints: string[] = [];
  try {
    const order = readArguments(['www.example.com', '--sandbox', '--short', '--config', file], '0');
    if (order.kind !== 'resolve') throw new Error(`read as ${order.kind}`);
    const status = await runResolve(order, {
      write: (text) => void written.push(text),
      complain: (text) => void complaints.push(text),
      colour: false,
      width: 80,
    });
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain('cache.serve-stale');
  expect(written.join('')).toBe('192.0.2.80\n');
});
