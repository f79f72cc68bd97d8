/**
 * The zone files of docker-compose.yml are written, not typed: here they are held against the world.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPOSE_ZONES, composeWorld } from './compose.ts';
import { HOSTS } from './world.ts';
import { filesOf } from './zonefiles.ts';

describe('the zone files of docker-compose.yml', () => {
  it.each(HOSTS)('say what the world says (else run test/bind/write-zones.ts): %s', (host) => {
    const folder = new URL(`${host}/`, COMPOSE_ZONES);
    const written = filesOf(composeWorld(), host);
    expect(readdirSync(folder).sort()).toEqual(written.map(({ path }) => path).sort());
    for (const { path, content } of written) expect(readFileSync(new URL(path, folder), 'utf8')).toBe(content);
  });
});
