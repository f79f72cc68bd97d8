/**
 * Deckard's flat configuration, mapped to our settings. Deckard was written for Knot Resolver: what it sets of Knot's
 * own modules (`features`, `feature-list`) is refused by its name.
 */
import { nameFromText } from '../../src/wire/name.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { withoutComment } from './entry.ts';
import { addressOf, type Scenario } from './scenario.ts';
import { type Draft, emptyDraft, finishDraft, rootHint, type Setup, timeOf, Unmapped, yesNo } from './setup.ts';
import { builtInHints } from './unbound-zones.ts';

/** Any time will do where a scenario names none; it is a plausible one, so that nothing looks expired. */
const DEFAULT_EPOCH = 1_500_000_000;

type Handler = (value: string, draft: Draft) => boolean;

const flag =
  (set: (draft: Draft, on: boolean) => void): Handler =>
  (value, draft) => {
    const on = yesNo(value);
    if (on !== undefined) set(draft, on);
    return on !== undefined;
  };

const OPTIONS: Readonly<Record<string, Handler>> = {
  'stub-addr': (value, draft) => draft.hints.push(rootHint(addressOf(value))) > 0,
  // The name of the root server in the hints: nothing hangs on it.
  'stub-name': () => true,
  'forward-addr': (value, draft) =>
    draft.zones.push({
      zone: nameFromText('.'),
      mode: 'forward',
      servers: [{ address: addressOf(value), protocol: 'udp' }],
    }) > 0,
  'trust-anchor': (value, draft) => draft.anchors.push(value) > 0,
  'domain-insecure': (value, draft) => draft.insecure.push(nameFromText(value)) > 0,
  'val-override-date': (value, draft) => {
    draft.validAt = timeOf(value);
    return true;
  },
  'val-override-timestamp': (value, draft) => {
    draft.validAt = timeOf(value);
    return true;
  },
  'query-minimization': flag((draft, on) => {
    draft.minimisation = on ? 'relaxed' : 'off';
  }),
  'harden-glue': flag((draft, on) => {
    draft.settings.hardenGlue = on;
  }),
  'do-not-query-localhost': flag((draft, on) => {
    draft.notLocalhost = on;
  }),
  'do-ip4': flag((draft, on) => {
    draft.settings.ipv4 = on;
  }),
  'do-ip6': flag((draft, on) => {
    draft.settings.ipv6 = on;
  }),
  features: (value, draft) => {
    const minTtl = /^min_ttl\s*=\s*(\d+)$/.exec(withoutComment(value))?.[1];
    if (minTtl === undefined) return false;
    draft.cache.minTtl = Number(minTtl);
    // Knot's min_ttl counts for negative answers too.
    draft.cache.minNegativeTtl = Number(minTtl);
    return true;
  },
};

/** Maps the configuration; throws {@link Unmapped} with the first option it does not know. */
export function deckardSetup(scenario: Scenario): Setup {
  const draft = emptyDraft();
  // Knot probes with NS: iter_minim_a, iter_minim_ns and iter_minim_nonempty answer nothing else to minimised questions.
  draft.settings.minimisationType = TYPE.NS;
  // Knot drops the NS that a positive answer volunteers and passes a negative answer's authority on (iter_domain_sale_nschange).
  draft.settings.keepNegativeCompanions = true;
  // Knot asks the whole name as soon as a minimised question finds no cut.
  draft.settings.minimiseBelowEmpty = false;
  draft.responder.minimalResponses = false;
  // Knot answers whoever can reach it, without recursion too.
  draft.access.push({ prefix: '0.0.0.0/0', access: 'snoop' });
  for (const line of scenario.config) {
    const [, key = '', raw = ''] = /^([\w-]+)\s*:\s*(.*)$/.exec(line.replace(/#.*$/, '').trim()) ?? [];
    if (key === '') {
      if (withoutComment(line.replace(/#.*$/, '')) !== '') throw new Unmapped(line);
      continue;
    }
    const value = key === 'features' ? raw : withoutComment(raw).replace(/^["'](.*)["']$/, '$1');
    if (OPTIONS[key]?.(value, draft) !== true) throw new Unmapped(`${key}: ${withoutComment(raw)}`);
  }
  if (draft.hints.length === 0 && draft.zones.length === 0) draft.hints.push(...builtInHints());
  return finishDraft(draft, ['off', 'relaxed'], draft.validAt ?? DEFAULT_EPOCH);
}
