/**
 * Configuration files as the built program meets them: what is wrong is told with file and line, and nothing starts.
 */
import { afterAll, describe, expect, inject, it } from 'vitest';
import { serveZones } from './authority.ts';
import { dig, freePort } from './dig.ts';
import { createScratch, rootwalk, startDaemon } from './program.ts';

const scratch = createScratch();
afterAll(() => scratch.remove());

const BAD = 'server:\n  listn: ["127.0.0.1:5300"]\n  threads: many\ncache: { size: 3 parsecs }\n';

describe('check-config', () => {
  it('says nothing bad about a good file: exit 0', async () => {
    const good = scratch.write('good.yaml', 'server: { listen: ["127.0.0.1:5300"] }\ncache: { size: 64M }\n');
    expect((await rootwalk(['check-config', good])).status).toBe(0);
  });

  it('prints every error with its line', async () => {
    const { status, stdout, stderr } = await rootwalk(['check-config', scratch.write('bad.yaml', BAD)]);
    const told = stdout + stderr;
    expect(told).toMatch(/bad\.yaml:2\b.*did you mean "?listen/);
    expect(told).toMatch(/bad\.yaml:3\b.*threads/);
    expect(told).toMatch(/bad\.yaml:4\b.*size/);
    expect(status).not.toBe(0);
  });

  it('says that a file is not there', async () => {
    const { status, stdout, stderr } = await rootwalk(['check-config', '/no/such/file.yaml']);
    expect(stdout + stderr).toMatch(/\/no\/such\/file\.yaml/);
    expect(status).not.toBe(0);
  });
});

describe('serve with what cannot work', () => {
  it.each([
    ['a bad file', BAD, /serve\.yaml:2\b.*listn/],
    ['no YAML at all', 'server: [\n', /serve\.yaml:\d+/],
    [
      'hints that cannot be read',
      'upstream: { root-hints: /no/such/hints }\n',
      /root hints cannot be read.*\/no\/such\/hints/,
    ],
  ])('%s: says so and exits 1 without starting', async (_, content, sentence) => {
    const { status, stdout, stderr } = await rootwalk(['serve', '--config', scratch.write('serve.yaml', content)]);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([1, '']);
  });
});

/** Root hints have no ports, so this walk needs port 53 of addresses that only loopback has. */
const ROOT = '127.53.0.1';
const LEAF = '127.53.0.2';
const SOA = '@ SOA ns.invalid. hostmaster.invalid. 1 7200 900 1209600 300\n';
const ROOT_ZONE = `${SOA}@ NS a.root.\na.root. A ${ROOT}\nexample. NS ns.example.\nns.example. A ${LEAF}\n`;
const LEAF_ZONE = `${SOA}@ NS ns\nns A ${LEAF}\nwww A 192.0.2.80\n`;

/** Both servers, or undefined where this user or system may not bind them. */
async function serveHierarchy() {
  try {
    const root = await serveZones({ '.': ROOT_ZONE }, ROOT, 53);
    const leaf = await serveZones({ 'example.': LEAF_ZONE }, LEAF, 53);
    return { root, leaf };
  } catch {
    return undefined;
  }
}

const hierarchy = inject('digMissing') === '' ? await serveHierarchy() : undefined;
afterAll(() => Promise.all([hierarchy?.root.close(), hierarchy?.leaf.close()]));

describe.skipIf(hierarchy === undefined)('root hints', () => {
  const hints = (): string => scratch.write('root.hints', `. NS a.root.\na.root. A ${ROOT}\n`);

  it('lead the daemon from the root down', async () => {
    const port = await freePort();
    const config = scratch.write(
      'hints.yaml',
      `server: { listen: ["127.0.0.1:${port}"], special-use-zones: false }\n` +
        `upstream: { root-hints: ${hints()}, do-not-query: [], ipv6: false }\n` +
        'hardening: { private-addresses: [] }\ndnssec: { enabled: false }\ncache: { snapshot: null }\nadmin: { listen: null }\n',
    );
    const daemon = await startDaemon(
      config,
      async () => (await dig(port, '+time=1', 'up.invalid')).status !== 'silence',
    );
    expect((await dig(port, 'www.example')).answer).toEqual(['www.example. A 192.0.2.80']);
    await daemon.stop();
  });

  it('lead the command from the root down', async () => {
    const config = scratch.write(
      'command.yaml',
      'upstream: { do-not-query: [], ipv6: false }\nhardening: { private-addresses: [] }\n',
    );
    const { status, stdout } = await rootwalk(['www.example', '--short', '--root-hints', hints(), '--config', config]);
    expect([status, stdout]).toEqual([0, '192.0.2.80\n']);
  });

  it('are all the command needs to start: loopback is asked as a root server, but not as anything else', async () => {
    const { status, stdout, stderr } = await rootwalk(['www.example', '--root-hints', hints()]);
    expect(stdout + stderr).toMatch(/whose fault/);
    expect(status).toBe(1);
  });
});
