/**
 * Options that bring in a feature of another issue: a scenario that sets one may fail, with the feature as the reason,
 * and may pass as well. By option, so that it holds for any file. It must not know file names.
 */
import { CLASS } from '../../src/wire/registry.ts';
import type { Scenario } from './scenario.ts';
import { yesNo } from './setup.ts';
import { NO_EFFECT } from './unbound-no-effect.ts';
import { type Option, type Section, sectionsOf } from './unbound-sections.ts';

const STALE = 'stale answers (RFC 8767): another issue';
const PREFETCH = 'prefetch: another issue';
const ACCESS = 'access lists: another issue';
const LOCAL = 'local names and policy: another issue';
const CLIENTS = 'serving clients: another issue';
const KEYS = 'DNSSEC validation: another issue';
const NEVER = 'no feature of ours';

/** Whole sections. */
const SECTIONS: Readonly<Record<string, string>> = {
  'auth-zone': LOCAL,
  view: LOCAL,
  rpz: LOCAL,
  python: NEVER,
  dynlib: NEVER,
  cachedb: NEVER,
  redis: NEVER,
  dnscrypt: NEVER,
  'remote-control': CLIENTS,
};

/** Options of `server:` by the start of their key; switched off they are nobody's concern. */
const KEYS_STARTING: readonly (readonly [start: string, reason: string])[] = [
  ['serve-expired', STALE],
  ['ede-serve-expired', STALE],
  ['serve-original-ttl', STALE],
  ['prefetch', PREFETCH],
  ['local-', LOCAL],
  ['access-control-', ACCESS],
  ['interface-', ACCESS],
  ['define-tag', LOCAL],
  ['response-ip', LOCAL],
  ['dns64-', LOCAL],
  ['do-nat64', LOCAL],
  ['nat64-', LOCAL],
  ['deny-any', CLIENTS],
  ['ratelimit', CLIENTS],
  ['ip-ratelimit', CLIENTS],
  ['answer-cookie', CLIENTS],
  ['cookie-secret', CLIENTS],
  ['pad-', CLIENTS],
  ['tls-', CLIENTS],
  ['harden-large-queries', CLIENTS],
  ['edns-client-string', NEVER],
  ['send-client-subnet', NEVER],
  ['client-subnet', NEVER],
  ['max-client-subnet', NEVER],
  ['nsid', NEVER],
  ['dns-error-reporting', NEVER],
  ['ipsecmod', NEVER],
  ['cachedb', NEVER],
  ['trust-anchor', KEYS],
  ['trusted-keys', KEYS],
  ['auto-trust-anchor', KEYS],
  ['root-key-sentinel', KEYS],
];

/** Why the scenario may fail, if what it sets belongs to another issue. */
export function featureOfAnotherIssue(scenario: Scenario): string | undefined {
  if (scenario.steps.some(({ entry, kind }) => kind === 'QUERY' && entry?.packet.questions.some(isOtherClass) === true))
    return 'a question of another class than IN (RFC 1035 section 3.2.4): ours is a resolver of the Internet alone';
  if (scenario.dialect === 'deckard') {
    const line = scenario.config.find((one) => /^\s*feature(s|-list)\s*:/.test(one));
    return line === undefined ? undefined : `${/[\w-]+/.exec(line)?.[0]}: a module of Knot Resolver`;
  }
  for (const section of sectionsOf(scenario.config)) {
    const reason = reasonOf(section);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function isOtherClass(question: { readonly class: number }): boolean {
  return question.class !== CLASS.IN && question.class !== CLASS.CH;
}

function reasonOf(section: Section): string | undefined {
  const whole = SECTIONS[section.name];
  if (whole !== undefined) return `${section.name}: ${whole}`;
  if (section.name !== 'server') return undefined;
  for (const option of section.options) {
    const reason = reasonOfOption(option);
    if (reason !== undefined) return `${option.key}: ${reason}`;
  }
  return undefined;
}

function reasonOfOption({ key, values }: Option): string | undefined {
  const [first = '', second = ''] = values;
  if (key === 'access-control') return /^(refuse|deny)/.test(second) ? ACCESS : undefined;
  if (key === 'module-config') return /^(validator|iterator|\s)*$/.test(first) ? undefined : NEVER;
  // How stale answers are served means nothing while none are.
  if (yesNo(first) === false || NO_EFFECT[key] !== undefined || key.startsWith('serve-expired-')) return undefined;
  return KEYS_STARTING.find(([start]) => key.startsWith(start))?.[1];
}
