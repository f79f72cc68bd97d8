/**
 * docker-compose.yml as a person starts it: one smoke test, through the one published port.
 */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DockerComposeEnvironment, type StartedDockerComposeEnvironment, Wait } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { nameFromText } from '../../src/wire/name.ts';
import { type Probed, probe } from './probe.ts';
import { ANSWERS, type Asked, CUTS } from './questions.ts';

const run = promisify(execFile);
const TOP = fileURLToPath(new URL('../../', import.meta.url));
/** The resolver and its servers start side by side: the first answers may have to wait for them. */
const READY_WITHIN_MS = 30_000;

/** Compose v2 is a plugin of docker; Debian 12 has docker-compose 1.29. */
async function isPlugin(): Promise<boolean> {
  return run('docker', ['compose', 'version']).then(
    () => true,
    () => false,
  );
}

/** The network there has IPv4 alone. */
const QUESTIONS = [...CUTS, ...ANSWERS].filter(({ ipv6Only, claim }) => ipv6Only !== true && !claim.includes('large'));

/** With a daemon elsewhere its loopback is not ours. */
const remote = /^(tcp|ssh|http)/.test(process.env['DOCKER_HOST'] ?? '');

describe.skipIf(inject('dockerMissing') !== '' || remote)('docker-compose.yml', () => {
  const port = randomInt(20_000, 30_000);
  const to = { host: '127.0.0.1', port };
  const ask = ({ name, type }: Pick<Asked, 'name' | 'type'>): Promise<Probed | undefined> =>
    probe(to, name, type, { withinMs: 8000, recurse: true });
  let up: StartedDockerComposeEnvironment | undefined;

  beforeAll(async () => {
    up = await new DockerComposeEnvironment(TOP, 'docker-compose.yml')
      .withClientOptions((await isPlugin()) ? {} : { executable: { standalone: true } })
      .withEnvironment({ ...process.env, ROOTWALK_PORT: String(port) })
      .withBuild()
      // By their words: the ports are published on loopback, which is not where testcontainers always looks.
      .withDefaultWaitStrategy(Wait.forLogMessage(/ all zones loaded|answering on/))
      .up();
    const end = performance.now() + READY_WITHIN_MS;
    const first = { name: nameFromText('www.plain.test.'), type: 'A' };
    while ((await ask(first))?.rcode !== 0) if (performance.now() > end) throw new Error('rootwalk does not answer');
  });
  afterAll(() => up?.down({ timeout: 0, removeVolumes: true }));

  it.each(QUESTIONS.map((asked) => [asked.claim, asked] as const))('answers: %s', async (_, asked) => {
    const reply = await ask(asked);
    expect(reply?.rcode).toBe(asked.rcode === 'NXDOMAIN' ? 3 : 0);
    const types = asked.answer.map((line) => line.split(' ')[1] ?? '');
    expect([...(reply?.answers ?? [])].sort()).toEqual([...types].sort());
  });

  it.skipIf(inject('digMissing') !== '')('answers over TCP what is too large for UDP', async () => {
    const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), '+tcp', '+short', 'big.plain.test', 'TXT']);
    expect(stdout.trim().split('\n')).toHaveLength(30);
  });
});
