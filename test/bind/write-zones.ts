/**
 * Writes the zone files that docker-compose.yml mounts: `node test/bind/write-zones.ts`. A test holds them against
 * the world, so that a change of the world without this script fails.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { COMPOSE_ZONES, composeWorld } from './compose.ts';
import { HOSTS } from './world.ts';
import { filesOf } from './zonefiles.ts';

for (const host of HOSTS) {
  const folder = new URL(`${host}/`, COMPOSE_ZONES);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of filesOf(composeWorld(), host)) writeFileSync(new URL(path, folder), content);
}
