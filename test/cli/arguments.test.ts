import { describe, expect, it } from 'vitest';
import { type Order, readArguments } from '../../src/cli/arguments.ts';
import { TYPE } from '../../src/wire/registry.ts';

const read = (...argv: string[]): Order => readArguments(argv, '1.2.3');

function sentence(order: Order): string {
  expect(order.kind).toBe('usage');
  return order.kind === 'usage' ? order.text : '';
}

describe('a name on the command line', () => {
  it('is asked for A unless types follow it', () => {
    expect(read('www.example.com')).toMatchObject({ kind: 'resolve', name: 'www.example.com.', types: [TYPE.A] });
    expect(read('www.example.com', 'aaaa', 'MX', 'TYPE65280', 'mx')).toMatchObject({
      types: [TYPE.AAAA, TYPE.MX, 65280],
    });
  });

  it('takes options before and behind it', () => {
    for (const argv of [
      ['--trace', '-vv', '--tcp', '-4', 'example.com', 'NS'],
      ['example.com', 'NS', '-4', '-v', '-v', '--tcp', '--trace'],
    ]) {
      expect(read(...argv)).toMatchObject({
        kind: 'resolve',
        types: [TYPE.NS],
        flags: { trace: true, verbosity: 2, overTcp: true, family: 4, json: false, sandbox: false },
      });
    }
  });

  it('with -v is traced', () => {
    expect(read('example.com', '-v')).toMatchObject({ flags: { trace: true, verbosity: 1 } });
    expect(read('example.com')).toMatchObject({ flags: { trace: false, verbosity: 0 } });
  });

  it('takes the files, and accepts --no-cache-snapshot', () => {
    expect(
      read('example.com', '--root-hints', 'r.hints', '--config=c.yaml', '--no-cache-snapshot', '--cd', '--json'),
    ).toMatchObject({ flags: { rootHints: 'r.hints', config: 'c.yaml', checkingDisabled: true, json: true } });
  });

  it('that begins with a hyphen stands behind --', () => {
    expect(read('--', '-x-.example')).toMatchObject({ name: '-x-.example.' });
  });

  it('that is an address is asked for, with a hint at -x', () => {
    expect(read('192.0.2.1')).toMatchObject({ name: '192.0.2.1.', hint: expect.stringContaining('-x 192.0.2.1') });
    expect(read('example.com')).not.toHaveProperty('hint');
  });

  it('is replaced by -x, whose type is PTR', () => {
    expect(read('-x', '192.0.2.1')).toMatchObject({ name: '1.2.0.192.in-addr.arpa.', types: [TYPE.PTR] });
    expect(read('-x', '2001:db8::1', 'NS')).toMatchObject({ types: [TYPE.NS] });
    expect(sentence(read('-x', 'example.com'))).toContain('not an IP address');
  });
});

describe('verbs', () => {
  it('serve and check-config', () => {
    expect(read('serve')).toEqual({ kind: 'serve', config: undefined });
    expect(read('serve', '--config', 'c.yaml')).toEqual({ kind: 'serve', config: 'c.yaml' });
    expect(read('--config', 'c.yaml', 'serve')).toEqual({ kind: 'serve', config: 'c.yaml' });
    expect(read('check-config', 'c.yaml')).toEqual({ kind: 'check-config', file: 'c.yaml' });
    expect(sentence(read('check-config'))).toContain('file');
  });

  it.each(['why', 'learn', 'cache', 'status'])('%s says that it is not there yet, whatever follows', (verb) => {
    expect(sentence(read(verb, 'example.com', '--odd'))).toContain(`write it with the final dot`);
  });

  it('a name spelled like a verb takes a final dot', () => {
    for (const verb of ['serve', 'cache', 'status', 'check-config']) {
      expect(read(`${verb}.`)).toMatchObject({ kind: 'resolve', name: `${verb}.` });
    }
  });

  it('--start is what npm start runs', () => {
    expect(read('--start')).toEqual({ kind: 'start' });
  });
});

describe('help and version go to stdout', () => {
  it('-h and -V', () => {
    expect(read('--help')).toMatchObject({ kind: 'told', text: expect.stringContaining('rootwalk NAME [TYPE...]') });
    expect(read('-V')).toEqual({ kind: 'told', text: '1.2.3\n' });
    const help = read('--help');
    expect(help.kind === 'told' ? help.text : '').not.toContain('--start');
  });
});

describe('bad usage is one sentence', () => {
  it.each([
    [['example.com', 'AAAAA'], 'did you mean AAAA?'],
    [['example.com', 'example.net'], 'one name at a time'],
    [['MX', 'example.com'], 'did you mean: rootwalk example.com. MX?'],
    [['example.com', 'AXFR'], 'zone transfer'],
    [['example.com', 'OPT'], 'not a type of data'],
    [['example.com', '--tracee'], 'did you mean --trace?'],
    [['example.com', '+trace'], 'did you mean --trace?'],
    [['example.com', '@192.0.2.1'], 'not one server'],
    [['@192.0.2.1', 'example.com'], 'not one server'],
    [['https://www.example.com/path'], '(www.example.com)'],
    [['exa..mple'], 'empty label'],
    [[`${'a'.repeat(64)}.example`], '63'],
    [[], 'give a name'],
    [['example.com', '-4', '-6'], 'exclude each other'],
    [['example.com', '--json', '--short'], 'exclude each other'],
    [['example.com', '--trace', '--short'], '--short and --trace exclude each other'],
    [['example.com', '-v', '--short'], '--short and -v exclude each other'],
    [['example.com', '--sandbox', '--root-hints', 'f'], 'root servers of its own'],
    [['example.com', '--root-hints'], 'argument missing'],
    [['example.com', '--via-daemon'], 'not there yet'],
  ] as const)('%j', (argv, hint) => {
    const text = sentence(read(...argv));
    expect(text).toContain(hint);
    expect(text).not.toMatch(/\n|error:/);
  });
});
