/**
 * The world of docker-compose.yml: the same zones, each container at one fixed address of the network there.
 */
import { createWorld, type Host, type World } from './world.ts';

/** The folder whose subfolders the containers see as `/zones`. */
export const COMPOSE_ZONES = new URL('zones/', import.meta.url);

/** As in docker-compose.yml. The IPv6 addresses are in the zones, but the network there has none. */
const ADDRESS: Readonly<Record<Host, string>> = {
  root: '10.153.1.2',
  tld: '10.153.1.3',
  leaf1: '10.153.1.4',
  leaf2: '10.153.1.5',
};

export function composeWorld(): World {
  return createWorld((host) => ({ a: ADDRESS[host], aaaa: `fd53:1::${ADDRESS[host].slice(-1)}` }));
}
