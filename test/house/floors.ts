/**
 * Who may import whom: the floors of the house (`src/README.md`). A room imports only from floors below its own;
 * siblings do not know each other.
 */

const FLOORS: readonly (readonly string[])[] = [
  ['wire'],
  ['trace', 'ports'],
  ['cache', 'zone', 'net', 'web'],
  ['iterate', 'dnssec', 'local', 'sandbox'],
  ['resolver'],
  ['server', 'admin', 'learn'],
  ['cli', 'index'],
];

/** Siblings that do know each other, and why. */
const NEIGHBOURS: readonly (readonly [from: string, to: string])[] = [
  // Events speak of addresses, protocols and times: the words for them are in ports.ts, which imports nothing.
  ['trace', 'ports'],
  // The library is a second front door to the wiring that only cli/build.ts does.
  ['index', 'cli'],
];

/** Rooms that see less than their floor allows. */
const ONLY: ReadonlyMap<string, readonly string[]> = new Map([['web', ['trace']]]);

/** The room of a source file: its folder below src, or its own name there. Undefined outside src. */
export function roomOf(path: string): string | undefined {
  return /^src\/([^/.]+)/.exec(path)?.[1];
}

/** True if the room has a place in the house. */
export function isRoom(room: string): boolean {
  return floorOf(room) >= 0;
}

/** True if a file of `from` may import a file of `to`. */
export function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const only = ONLY.get(from);
  if (only !== undefined) return only.includes(to);
  if (NEIGHBOURS.some(([one, other]) => one === from && other === to)) return true;
  return floorOf(to) >= 0 && floorOf(to) < floorOf(from);
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** Rooms where clocks, chance, timers, files, sockets and the process may be touched. */
export const AMBIENT_ROOMS: readonly string[] = ['net', 'server', 'admin', 'cli', 'web', 'index'];

/** The names of what is all around a program, forbidden elsewhere: they come in as arguments. */
export const AMBIENT: readonly string[] = [
  'Date',
  'Temporal',
  'performance',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'crypto',
  'console',
  'globalThis',
  'require',
];

/** The same as members of something harmless. */
export const AMBIENT_MEMBERS: readonly string[] = ['Math.random', 'AbortSignal.timeout'];

/** Single files with a single permission, each with its reason. */
export const PERMITTED: ReadonlyMap<string, readonly string[]> = new Map([
  // The virtual clock lets all work that is ready run before it moves time: one turn of the event loop.
  ['src/sandbox/clock.ts', ['setImmediate']],
]);

/** `node:` modules that are pure functions, by room; all others belong to {@link AMBIENT_ROOMS}. */
export const PURE_MODULES: ReadonlyMap<string, readonly string[]> = new Map([
  ['dnssec', ['node:crypto']],
  ['sandbox', ['node:crypto']],
]);
