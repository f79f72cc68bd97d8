/**
 * The root servers to begin with, out of a `named.root` file. It must not know what is done with them. RFC 9609
 * section 2.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HintServer } from '../iterate/settings.ts';
import { BadMaster, parseMaster } from '../wire/master.ts';
import { ROOT } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import { targetsOf } from '../wire/rrset.ts';
import { addressesOf } from '../wire/typed.ts';
import { systemErrorText } from './system-error.ts';

/** The file that is shipped; the same place seen from `src` and from `dist`. */
export const SHIPPED_HINTS = fileURLToPath(new URL('../../roothints/named.root', import.meta.url));
/** TTLs in hints mean nothing (RFC 9609 section 2); some files have none. */
const TTL_S = 3_600_000;

/** The root servers of a hints file, or one sentence that says why there are none. */
export type ReadHints = { readonly hints: readonly HintServer[] } | { readonly error: string };

/** Reads `file`, or the one that is shipped; `error` is one sentence that names the file. */
export function readHints(file: string = SHIPPED_HINTS): ReadHints {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { error: `the root hints cannot be read: ${file}: ${systemErrorText(error)}` };
  }
  return parseHints(text, file);
}

/** The same for text; servers without an address are left out. */
export function parseHints(text: string, file: string): ReadHints {
  try {
    const { rrsets } = parseMaster(text, { origin: ROOT, ttl: TTL_S, file });
    const names = rrsets.filter(({ name, type }) => name === ROOT && type === TYPE.NS).flatMap(targetsOf);
    if (names.length === 0) return { error: `${file}: these are no root hints: no NS record of the root` };
    const hints = names
      .map((name) => ({ name, addresses: rrsets.filter((set) => set.name === name).flatMap(addressesOf) }))
      .filter(({ addresses }) => addresses.length > 0);
    return hints.length > 0 ? { hints } : { error: `${file}: no root server in these hints has an address` };
  } catch (error) {
    if (error instanceof BadMaster) return { error: `${file}:${error.line}: these are no root hints: ${error.what}` };
    throw error;
  }
}
