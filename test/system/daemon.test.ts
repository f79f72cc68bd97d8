/**
 * The built daemon as a process, asked by dig and kdig; its upstream is an authoritative server in this process.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Authority, serveZones } from './authority.ts';
import { dig, freePort, kdig } from './dig.ts';
import { createScratch, type Daemon, rootwalk, startDaemon } from './program.ts';

const SOA = '@ SOA ns.invalid. hostmaster.invalid. 1 7200 900 1209600 300\n@ NS ns.invalid.\n';
const BIG = Array.from({ length: 30 }, (_, at) => `big TXT "${String(at).padStart(60, 'x')}"\n`).join('');
const ROOT_ZONE = `${SOA}www.example.org. A 192.0.2.80\nalias.example.org. CNAME www.example.org.\n$ORIGIN example.org.\n${BIG}`;

const scratch = createScratch();
const missing = inject('digMissing');

/** A daemon whose whole world is one server, given as a stub for the root. */
async function startAt(port: number, upstream: Authority, more = ''): Promise<Daemon> {
  return startDaemon(scratch.write(`${port}.yaml`, configFor(port, upstream.port, more)), () => isUp(port));
}

const configFor = (port: number, upstream: number, more = ''): string => `
server: { listen: ["127.0.0.1:${port}"], special-use-zones: false${more} }
upstream: { do-not-query: [], zones: [{ name: ".", stub: ["127.0.0.1:${upstream}"] }] }
dnssec: { enabled: false }
cache: { snapshot: null }
admin: { listen: null }
`;

const isUp = async (port: number): Promise<boolean> => (await dig(port, '+time=1', 'up.invalid')).status !== 'silence';

afterAll(() => scratch.remove());

describe.skipIf(missing !== '')('rootwalk serve', () => {
  let upstream: Authority;
  let daemon: Daemon;
  let port: number;

  beforeAll(async () => {
    upstream = await serveZones({ '.': ROOT_ZONE }, '127.0.0.1');
    port = await freePort();
    daemon = await startAt(port, upstream);
  });
  afterAll(async () => {
    await daemon.stop();
    await upstream.close();
  });

  it('answers dig over UDP: recursion is there, authority and authenticity are not claimed', async () => {
    const { status, flags, answer } = await dig(port, 'www.example.org', 'A');
    expect({ status, answer }).toEqual({ status: 'NOERROR', answer: ['www.example.org. A 192.0.2.80'] });
    expect(flags).toEqual(expect.arrayContaining(['qr', 'rd', 'ra']));
    expect(flags).not.toEqual(expect.arrayContaining(['aa']));
    expect(flags).not.toEqual(expect.arrayContaining(['ad']));
  });

  it('answers dig over TCP', async () => {
    expect((await dig(port, '+tcp', 'www.example.org', 'A')).answer).toEqual(['www.example.org. A 192.0.2.80']);
  });

  it('answers kdig over UDP and TCP', async () => {
    for (const way of ['+notcp', '+tcp']) {
      expect((await kdig(port, way, 'alias.example.org', 'A')).answer).toEqual([
        'alias.example.org. CNAME www.example.org.',
        'www.example.org. A 192.0.2.80',
      ]);
    }
  });

  it('keeps the spelling of the question', async () => {
    expect((await dig(port, '+qr', 'wWw.eXaMpLe.oRg', 'A')).text).toMatch(/^;wWw\.eXaMpLe\.oRg\.\s+IN\s+A$/m);
  });

  it('truncates what does not fit and gives it over TCP', async () => {
    const truncated = await dig(port, '+ignore', 'big.example.org', 'TXT');
    expect(truncated.flags).toContain('tc');
    expect((await dig(port, 'big.example.org', 'TXT')).answer).toHaveLength(30);
  });

  it('answers without EDNS within 512 octets', async () => {
    const { flags, text } = await dig(port, '+noedns', '+ignore', 'big.example.org', 'TXT');
    expect(flags).toContain('tc');
    expect(Number(/MSG SIZE\s+rcvd: (\d+)/.exec(text)?.[1])).toBeLessThanOrEqual(512);
  });

  it('says NXDOMAIN and NODATA with the SOA', async () => {
    const nothing = await dig(port, 'nothing.example.org', 'A');
    expect([nothing.status, nothing.authority[0]]).toEqual(['NXDOMAIN', expect.stringMatching(/^\. SOA /)]);
    const nodata = await dig(port, 'www.example.org', 'TXT');
    expect([nodata.status, nodata.answer, nodata.authority[0]]).toEqual([
      'NOERROR',
      [],
      expect.stringMatching(/^\. SOA /),
    ]);
  });

  it('asks its servers once for what it already knows', async () => {
    await dig(port, 'www.example.org', 'AAAA');
    const before = upstream.asked();
    await dig(port, 'www.example.org', 'AAAA');
    expect(upstream.asked()).toBe(before);
  });

  it('refuses to start where another one listens: one sentence, exit 1', async () => {
    const { status, stderr } = await rootwalk([
      'serve',
      '--config',
      scratch.write('twin.yaml', configFor(port, upstream.port)),
    ]);
    expect(stderr).toMatch(new RegExp(`127\\.0\\.0\\.1.*${port}`));
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
  });
});

describe.skipIf(missing !== '')('who may ask', () => {
  it('others get REFUSED', async () => {
    const upstream = await serveZones({ '.': ROOT_ZONE }, '127.0.0.1');
    const port = await freePort();
    const daemon = await startAt(port, upstream, ', allow: ["192.0.2.0/24"]');
    expect((await dig(port, 'www.example.org')).status).toBe('REFUSED');
    await daemon.stop();
    await upstream.close();
  });
});

describe.skipIf(missing !== '')('signals', () => {
  let upstream: Authority;
  const SLOW_MS = 100;
  beforeAll(async () => {
    upstream = await serveZones({ '.': ROOT_ZONE }, '127.0.0.1', 0, SLOW_MS);
  });
  afterAll(() => upstream.close());

  it.each(['SIGTERM', 'SIGINT'] as const)('%s finishes what is under way, then exits 0 soon', async (signal) => {
    const port = await freePort();
    const daemon = await startAt(port, upstream);
    const before = upstream.asked();
    const answer = dig(port, 'www.example.org', 'A');
    while (upstream.asked() === before) await new Promise((resolve) => setImmediate(resolve));
    const told = performance.now();
    daemon.signal(signal);
    const { status, stdout } = await daemon.ended;
    expect([status, stdout]).toEqual([0, '']);
    expect(performance.now() - told).toBeLessThan(3000);
    expect((await answer).answer).toEqual(['www.example.org. A 192.0.2.80']);
  });

  it('SIGHUP takes a new file, and changes nothing when the new file is wrong', async () => {
    const port = await freePort();
    const daemon = await startAt(port, upstream);
    const statusAfter = async (content: string, wanted: string): Promise<string> => {
      scratch.write(`${port}.yaml`, content);
      daemon.signal('SIGHUP');
      let status = '';
      for (const end = performance.now() + 5000; status !== wanted && performance.now() < end; )
        status = (await dig(port, 'www.example.org')).status;
      return status;
    };
    expect(await statusAfter(configFor(port, upstream.port, ', allow: ["192.0.2.0/24"]'), 'REFUSED')).toBe('REFUSED');
    expect(await statusAfter('server: { lisen: [] }\n', 'REFUSED')).toBe('REFUSED');
    expect(await statusAfter(configFor(port, upstream.port), 'NOERROR')).toBe('NOERROR');
    daemon.signal('SIGTERM');
    const { status, stderr } = await daemon.ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(/nothing has changed.*lisen/);
  });
});
