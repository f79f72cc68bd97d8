/**
 * `stub-zone:`, `forward-zone:` and `root-hints:` of `unbound.conf`: whom a question is sent to. It must not know the
 * options of `server:`.
 */
import { parseHints, readHints } from '../../src/cli/hints.ts';
import type { ConfiguredZone, HintServer } from '../../src/iterate/settings.ts';
import { nameFromText, ROOT } from '../../src/wire/name.ts';
import { addressOf, type Scenario } from './scenario.ts';
import { type Draft, rootHint, Unmapped, yesNo } from './setup.ts';
import type { Section } from './unbound-sections.ts';

/** Options of a zone that we have, without `stub-` or `forward-`. */
const FLAGS = new Set(['first', 'prime']);

/** Maps one zone; throws {@link Unmapped} with the first option it does not know. */
export function zoneOptions(section: Section, draft: Draft): void {
  const mode = section.name === 'stub-zone' ? 'stub' : 'forward';
  const all = (key: string): string[] => section.options.filter((one) => one.key === key).flatMap((one) => one.values);
  const isOn = (key: string): boolean => all(`${mode}-${key}`).some((value) => yesNo(value) === true);
  for (const { key, values } of section.options) {
    const word = key.startsWith(`${mode}-`) ? key.slice(mode.length + 1) : '';
    const on = yesNo(values[0] ?? '');
    const known =
      key === 'name' ||
      word === 'addr' ||
      word === 'host' ||
      (word !== '' && (on === false || (on && FLAGS.has(word))));
    if (!known) throw new Unmapped(`${key}: ${values.join(' ')}`);
  }
  const zone = nameFromText(all('name')[0] ?? '.');
  const addresses = all(`${mode}-addr`).map(addressOf);
  const hosts = all(`${mode}-host`).map((host) => {
    if (host.includes('@') || host.includes('#')) throw new Unmapped(`${mode}-host: ${host}`);
    return nameFromText(host);
  });
  if (mode === 'stub' && zone === ROOT && hosts.length === 0) {
    // The root given as a stub is what the hints are for us, and it is not primed unless the file says so.
    draft.hints.push(...addresses.map(rootHint));
    draft.settings.primeRoot = isOn('prime');
    return;
  }
  const servers: ConfiguredZone['servers'] = addresses.map((address) => ({ address, protocol: 'udp' }));
  draft.zones.push({
    zone,
    mode,
    servers,
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(isOn('first') ? { first: true } : {}),
    ...(isOn('prime') ? { prime: true } : {}),
  });
}

/** `root-hints`, and without a root of any kind those that are built in; both are primed (RFC 9609). */
export function hintsFor(scenario: Scenario, draft: Draft): void {
  if (draft.hints.length > 0) return;
  const isForwarded = draft.zones.some(({ zone, first }) => zone === ROOT && first !== true);
  if (draft.rootHints === undefined && isForwarded) return;
  draft.hints.push(...(draft.rootHints === undefined ? builtInHints() : hintsOfFile(draft.rootHints, scenario)));
  draft.settings.primeRoot = true;
}

/** The root servers of the Internet. */
export function builtInHints(): readonly HintServer[] {
  const read = readHints();
  if ('error' in read) throw new Error(read.error);
  return read.hints;
}

function hintsOfFile(name: string, scenario: Scenario): readonly HintServer[] {
  const text = scenario.files.get(name.replace(/^tempfile:/, ''));
  const read = text === undefined ? undefined : parseHints(text, name);
  if (read === undefined || 'error' in read) throw new Unmapped(`root-hints: ${name}`);
  return read.hints;
}
