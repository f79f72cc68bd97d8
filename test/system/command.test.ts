/**
 * The built command as people run it, in the sandbox: output, exit status, and one clear sentence where it is called
 * wrongly.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ZOO } from '../../src/sandbox/zoo.ts';
import { createScratch, PROGRAM, rootwalk, runToEnd } from './program.ts';

const scratch = createScratch();
afterAll(() => scratch.remove());

/** Linux has a device that is always full. */
const FULL_DISK = '/dev/full';
const FAILURE_LINES = [/^what happened /m, /^whose fault /m, /^what to do /m];

describe('rootwalk NAME --sandbox', () => {
  it('prints the data alone with --short, and exits 0', async () => {
    const ended = await rootwalk(['www.example.com', '--sandbox', '--short']);
    expect(ended).toEqual({ status: 0, stdout: '192.0.2.80\n', stderr: '' });
  });

  it('asks for several types at once', async () => {
    const { stdout } = await rootwalk(['www.example.com', 'A', 'AAAA', '--sandbox', '--short']);
    expect(stdout).toBe('192.0.2.80\n2001:db8:80::80\n');
  });

  it('asks for the name of an address with -x', async () => {
    expect((await rootwalk(['-x', '192.0.2.80', '--sandbox', '--short'])).stdout).toBe('www.example.com.\n');
  });

  it('shows every zone of the walk with --trace, without colour codes where there is no terminal', async () => {
    const { status, stdout } = await rootwalk(['www.example.com', 'AAAA', '--sandbox', '--trace']);
    expect(status).toBe(0);
    for (const zone of ['.', 'com.', 'example.com.'])
      expect(stdout).toMatch(new RegExp(`^├─ ${zone.replaceAll('.', '\\.')} `, 'm'));
    expect(stdout).toContain('referral to com.');
    expect(stdout).not.toContain('\u001b');
  });

  it('walks the same way every time', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() => rootwalk(['www.example.com', '--sandbox', '--trace', '-vv'])),
    );
    expect(one).toEqual(other);
  });

  it('prints the same story as JSON, one line a question, schema 1', async () => {
    const { stdout } = await rootwalk(['www.example.com', '--sandbox', '--json']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ schema: 1 });
  });

  it('calls a name that does not exist an answer: exit 0', async () => {
    const { status, stdout } = await rootwalk(['nothing.example.com', '--sandbox']);
    expect(status).toBe(0);
    expect(stdout).toContain('NXDOMAIN');
  });

  it('takes a verb with a final dot for a name', async () => {
    expect((await rootwalk(['cache.', '--sandbox'])).status).toBe(0);
  });

  it('ends quietly when nobody reads on', async () => {
    const line = `"${process.execPath}" "${PROGRAM}" www.example.com --sandbox --trace -vv | head -n 1`;
    const { status, stderr } = await runToEnd('sh', ['-c', line]);
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('the animals of the zoo', () => {
  const failing = ZOO.filter(({ expect: { reason } }) => reason !== undefined);
  const living = ZOO.filter(({ expect: { reason } }) => reason === undefined);

  it.each(failing.map((animal) => [animal.species, animal] as const))(
    '%s fails with three lines and exit 1',
    async (_, animal) => {
      const { status, stdout, stderr } = await rootwalk([animal.name, animal.type, '--sandbox']);
      for (const line of FAILURE_LINES) expect(stdout + stderr).toMatch(line);
      expect(status).toBe(1);
    },
  );

  it.each(living.map((animal) => [animal.species, animal] as const))(
    '%s is answered in spite of its fault: exit 0',
    async (_, animal) => {
      expect((await rootwalk([animal.name, animal.type, '--sandbox'])).status).toBe(0);
    },
  );
});

describe('called wrongly', () => {
  const broken = scratch.write('broken.hints', '. NS\n');
  const empty = scratch.write('empty.hints', 'a.root. A 192.0.2.1\n');
  const config = scratch.write('bad.yaml', 'server:\n  listn: ["127.0.0.1:5300"]\n');

  it.each([
    ['nothing to do', [], /NAME/],
    ['no record type', ['www.example.com', 'BOGUS', '--sandbox'], /"BOGUS" is not a record type/],
    ['no domain name', ['a..b', '--sandbox'], /"a\.\.b" is not a domain name/],
    ['an unknown option', ['--frobnicate', 'www.example.com'], /--frobnicate/],
    ['two families that exclude each other', ['-4', '-6', 'www.example.com'], /-4 and -6/],
    ['a word of dig', ['www.example.com', '+trace'], /--trace/],
    [
      'hints that are not there',
      ['www.example.com', '--root-hints', '/no/such/file'],
      /root hints cannot be read.*\/no\/such\/file/,
    ],
    ['hints that are no master file', ['www.example.com', '--root-hints', broken], /broken\.hints:1/],
    ['hints without root servers', ['www.example.com', '--root-hints', empty], /empty\.hints.*NS/],
    [
      'a configuration with a typing error',
      ['www.example.com', '--config', config],
      /bad\.yaml:2.*listn.*did you mean.*listen/,
    ],
  ])('%s: one sentence on stderr, exit 2', async (_, args, sentence) => {
    const { status, stdout, stderr } = await rootwalk(args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('says whose fault it is when no root server answers: exit 1', async () => {
    const hints = scratch.write('nobody.hints', '. NS a.nobody.\na.nobody. A 127.53.99.99\n');
    const { status, stdout, stderr } = await rootwalk(['www.example.com', '--root-hints', hints]);
    for (const line of FAILURE_LINES) expect(stdout + stderr).toMatch(line);
    expect(stdout + stderr).toMatch(/whose fault\s+(network|you)/);
    expect(status).toBe(1);
  });
});

describe.skipIf(!existsSync(FULL_DISK))('output that cannot be written', () => {
  it.each([[['www.example.com', '--sandbox']], [['--help']]])('%j: a sentence on stderr, exit 1', async (args) => {
    const shell = ['-c', `exec "$0" "$@" >${FULL_DISK}`, process.execPath, PROGRAM];
    expect(await runToEnd('sh', [...shell, ...args])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'rootwalk: the output cannot be written: no space left on device\n',
    });
  });
});

describe('about itself', () => {
  it('knows its version', async () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const { stdout } = await rootwalk(['--version']);
    expect(manifest).toMatchObject({ version: stdout.trim() });
  });

  it('explains itself on stdout with exit 0', async () => {
    const { status, stdout, stderr } = await rootwalk(['--help']);
    expect(stdout).toContain('Usage: rootwalk');
    expect([status, stderr]).toEqual([0, '']);
  });
});
