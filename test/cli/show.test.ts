import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';
import { type Shown, show } from '../../src/cli/show.ts';
import { narrowed, resolveIn, sandboxUniverse } from '../../src/cli/universe.ts';
import { DEFAULT_SETTINGS } from '../../src/iterate/settings.ts';
import { createWorld } from '../../src/sandbox/world.ts';
import { CLASS } from '../../src/wire/registry.ts';

const WORLD = createWorld();
const PLAIN = { colour: false, width: 96 };

/** What `rootwalk WORDS` prints of its first type in the sandbox. */
async function shown(words: string): Promise<Shown> {
  const order = readArguments(words.split(' '), '0');
  if (order.kind !== 'resolve') throw new Error(`no question: ${words}`);
  const { flags } = order;
  const question = { name: order.name, type: order.types[0] ?? 1, class: CLASS.IN };
  const universe = sandboxUniverse(narrowed(DEFAULT_SETTINGS, flags), WORLD);
  const resolved = await resolveIn(universe, question, { flags, signal: new AbortController().signal });
  return show(resolved, flags, PLAIN);
}

describe('an answer without --trace', () => {
  it('is the records in master-file form', async () => {
    expect(await shown('www.example.com')).toEqual({ out: 'www.example.com.  3600  IN  A  192.0.2.80\n' });
  });

  it('that does not exist is a sentence', async () => {
    const { out } = await shown('nothing-here.example.com');
    expect(out).toMatch(
      /^nothing-here\.example\.com\. does not exist \(NXDOMAIN\)\. So says the zone example\.com\.; kept for \d+ [smh]/,
    );
  });

  it('without records of the type is a sentence', async () => {
    const { out } = await shown('www.example.com SRV');
    expect(out).toMatch(/^www\.example\.com\. exists but has no SRV records \(NODATA\)\./);
  });

  it('that fails is the three lines', async () => {
    const { out } = await shown('www.lame.zoo.example');
    expect(out).toMatch(/^what happened {2}Every server of lame\.zoo\.example\..*\n( {13}.*\n)*whose fault {4}zone: /);
    expect(out).toContain('\nwhat to do     ');
  });
});

describe('--short', () => {
  it('prints the data alone', async () => {
    expect(await shown('www.example.com --short')).toEqual({ out: '192.0.2.80\n' });
  });

  it('prints nothing for a name that does not exist', async () => {
    expect(await shown('nothing-here.example.com --short')).toEqual({ out: '' });
  });

  it('keeps the three lines of a failure off stdout', async () => {
    const { out, complaint } = await shown('www.lame.zoo.example --short');
    expect(out).toBe('');
    expect(complaint).toMatch(/^www\.lame\.zoo\.example\. A cannot be resolved:\nwhat happened {2}.*\n {15}/);
    expect(complaint).toContain('\nwhose fault');
  });
});

describe('--trace and --json', () => {
  it('do not call the end of priming NODATA', async () => {
    const { out } = await shown('www.example.com -v');
    expect(out).toContain('└─ answer  NOERROR, unchecked · kept 1 d');
    expect(out).not.toContain('NODATA');
  });

  it('show the same tree', async () => {
    const { out } = await shown('www.example.com --trace');
    expect(out).toContain('→ referral to example.com.');
    expect(out.trimEnd().split('\n').at(-1)).toBe('www.example.com.  3600  IN  A  192.0.2.80');
    const lines = (await shown('www.example.com --json')).out.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    const json = JSON.parse(lines[0] ?? '');
    expect(json).toMatchObject({
      schema: 1,
      question: { name: 'www.example.com.', type: 'A' },
      message: { ANCOUNT: 1, answerRRs: [{ NAME: 'www.example.com.', rdataA: '192.0.2.80' }] },
    });
    expect(json.cuts.map((cut: { zone: string }) => cut.zone)).toEqual(['.', 'com.', 'example.com.']);
    expect(json.cuts[2].exchanges[0]).toMatchObject({ query: { QNAME: 'www.example.com.' }, reply: { AA: 1 } });
  });

  it('with -v show the records of each reply', async () => {
    const { out } = await shown('www.example.com -v');
    expect(out).toMatch(/authority: com\.\s+\d+\s+IN\s+NS/);
  });

  it('with -vv the octets', async () => {
    expect((await shown('www.example.com -vv')).out).toMatch(/0000 {2}([0-9a-f]{2} ){15}/);
  });

  it('over TCP say so', async () => {
    const { out } = await shown('www.example.com --trace --tcp');
    expect(out).toMatch(/asked .* over TCP ✓/);
    expect(out).not.toContain('(TC=1)');
  });
});
