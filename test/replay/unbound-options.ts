/**
 * `unbound.conf` as testbound scenarios carry it, mapped to our settings. An option is mapped, or has no effect that a
 * scenario could see (listed with the reason), or is refused by its name: never ignored.
 */
import type { Access } from '../../src/server/guard.ts';
import { nameFromText } from '../../src/wire/name.ts';
import type { Scenario } from './scenario.ts';
import { type Draft, emptyDraft, finishDraft, type Setup, timeOf, Unmapped, yesNo } from './setup.ts';
import { NO_EFFECT, NO_EFFECT_AS } from './unbound-no-effect.ts';
import { type Option, sectionsOf } from './unbound-sections.ts';
import { hintsFor, zoneOptions } from './unbound-zones.ts';

/**
 * Unbound's own defaults that scenarios count on: five end-of-attempt events give a server up (`outbound-msg-retry`),
 * 32 sends end a question (`max-sent-count`).
 */
const UNBOUND_RETRY = 5;
const UNBOUND_MAX_SENT = 32;

const ACCESS: Readonly<Record<string, Access>> = {
  allow: 'recurse',
  allow_snoop: 'snoop',
  refuse: 'refuse',
  // The others may ask for local data, of which there is none.
  refuse_non_local: 'refuse',
  deny: 'drop',
  deny_non_local: 'drop',
};
/** Who may ask unless the file says otherwise. */
const DEFAULT_ACCESS = ['127.0.0.0/8', '::1/128'];

type Handler = (values: readonly string[], draft: Draft) => boolean;

const flag =
  (set: (draft: Draft, on: boolean) => void): Handler =>
  ([value = ''], draft) => {
    const on = yesNo(value);
    if (on === undefined) return false;
    set(draft, on);
    return true;
  };

const number =
  (set: (draft: Draft, value: number) => void): Handler =>
  ([value = ''], draft) => {
    if (!/^\d+$/.test(value)) return false;
    set(draft, Number(value));
    return true;
  };

const text =
  (set: (draft: Draft, value: string) => void): Handler =>
  ([value], draft) => {
    if (value === undefined) return false;
    set(draft, value);
    return true;
  };

/** Options of `server:` that change what we do; a handler returns false for a value it does not map. */
const SERVER: Readonly<Record<string, Handler>> = {
  'qname-minimisation': flag((draft, on) => {
    draft.minimisation = on ? 'relaxed' : 'off';
  }),
  'qname-minimisation-strict': flag((draft, on) => {
    if (on) draft.minimisation = 'strict';
  }),
  'minimal-responses': flag((draft, on) => {
    draft.responder.minimalResponses = on;
    draft.settings.keepCompanions = !on;
  }),
  'iter-scrub-promiscuous': flag((draft, on) => {
    draft.settings.scrubPromiscuous = on;
  }),
  'iter-scrub-ns': number((draft, value) => {
    draft.limits.serversPerReferral = value;
    draft.limits.serversPerSet = value;
  }),
  'harden-glue': flag((draft, on) => {
    draft.settings.hardenGlue = on;
  }),
  'harden-unverified-glue': flag((draft, on) => {
    draft.settings.verifySiblingGlue = on;
  }),
  'harden-referral-path': flag((draft, on) => {
    draft.settings.referralPath = on;
  }),
  'use-caps-for-id': flag((draft, on) => {
    draft.settings.randomizeCase = on;
  }),
  'tcp-upstream': flag((draft, on) => {
    if (on) draft.settings.overTcp = true;
  }),
  'do-udp': flag((draft, on) => {
    if (!on) draft.settings.overTcp = true;
  }),
  'do-not-query-address': text((draft, value) => draft.notAsked.push(value)),
  'root-hints': text((draft, value) => {
    draft.rootHints = value;
  }),
  'max-udp-size': number((draft, value) => {
    draft.responder.maxUdpPayload = value;
  }),
  'do-ip4': flag((draft, on) => {
    draft.settings.ipv4 = on;
  }),
  'do-ip6': flag((draft, on) => {
    draft.settings.ipv6 = on;
  }),
  'do-not-query-localhost': flag((draft, on) => {
    draft.notLocalhost = on;
  }),
  'cache-min-ttl': number((draft, value) => {
    draft.cache.minTtl = value;
  }),
  'cache-max-ttl': number((draft, value) => {
    draft.cache.maxTtl = value;
  }),
  'cache-min-negative-ttl': number((draft, value) => {
    draft.cache.minNegativeTtl = value;
  }),
  'cache-max-negative-ttl': number((draft, value) => {
    draft.cache.maxNegativeTtl = value;
  }),
  'max-global-quota': number((draft, value) => {
    draft.limits.packetsPerQuestion = value;
  }),
  'max-query-restarts': number((draft, value) => {
    draft.limits.aliasLinks = value;
  }),
  'outbound-msg-retry': number((draft, value) => {
    draft.limits.sendsPerAddress = value;
  }),
  'max-sent-count': number((draft, value) => {
    draft.limits.sendsPerCut = value;
  }),
  'edns-buffer-size': number((draft, value) => {
    draft.settings.ednsPayload = value;
  }),
  'num-queries-per-thread': number((draft, value) => {
    draft.responder.questionsAtOnce = value;
  }),
  'private-address': text((draft, value) => draft.privatePrefixes.push(value)),
  'private-domain': text((draft, value) => draft.privateDomains.push(nameFromText(value))),
  'access-control': ([prefix, word = ''], draft) => {
    const access = ACCESS[word];
    if (prefix === undefined || access === undefined) return false;
    draft.access.push({ prefix, access });
    return true;
  },
  // A name or a version is only given when the scenario asks for one; hiding needs none.
  identity: text((draft, value) => {
    draft.responder.identity = value;
  }),
  version: text((draft, value) => {
    draft.responder.version = value;
  }),
  'hide-identity': flag((draft, on) => {
    if (on) draft.responder.identity = undefined;
  }),
  'hide-version': flag((draft, on) => {
    if (on) draft.responder.version = undefined;
  }),
  ede: flag((draft, on) => {
    draft.responder.extendedErrors = on;
  }),
  'module-config': ([value = '']) =>
    value.split(/\s+/).every((module) => module === 'validator' || module === 'iterator'),
  'trust-anchor': text((draft, value) => draft.anchors.push(value)),
  'domain-insecure': text((draft, value) => draft.insecure.push(nameFromText(value))),
};

/** Maps the configuration; throws {@link Unmapped} with the first option it does not know. */
export function unboundSetup(scenario: Scenario): Setup {
  const draft = emptyDraft();
  draft.access.push(...DEFAULT_ACCESS.map((prefix) => ({ prefix, access: 'recurse' }) as const));
  draft.limits.sendsPerAddress = UNBOUND_RETRY;
  draft.limits.sendsPerCut = UNBOUND_MAX_SENT;
  // trust_cname_chain: Unbound asks again for the target of the first link.
  draft.settings.aliasChains = 'first-link';
  // iter_resolve_minimised: the whole name is probed with A before the type itself is asked for.
  draft.settings.hideType = true;
  // iter_dname_insec: an unsigned DNAME is not applied to other names.
  draft.settings.unsignedDname = false;
  // harden-below-nxdomain: "only DNSSEC-secure nxdomains are used".
  draft.settings.belowNxdomain = false;
  for (const section of sectionsOf(scenario.config)) {
    if (section.name === 'server') for (const option of section.options) serverOption(option, draft);
    else if (section.name === 'stub-zone' || section.name === 'forward-zone') zoneOptions(section, draft);
    else throw new Unmapped(`${section.name}:`);
  }
  hintsFor(scenario, draft);
  // Unbound's probes ask for A; a scenario that checks outgoing queries was written for minimisation as it is by default.
  const checksQueries = scenario.steps.some((step) => step.kind === 'CHECK_OUT_QUERY');
  return finishDraft(draft, checksQueries ? ['relaxed'] : ['off', 'relaxed'], 0);
}

function serverOption({ key, values }: Option, draft: Draft): void {
  if (key === 'val-override-date') draft.validAt = timeOf(values[0] ?? '');
  const wanted = NO_EFFECT_AS[key];
  const known =
    NO_EFFECT[key] !== undefined ||
    (wanted !== undefined && yesNo(values[0] ?? '') === yesNo(wanted)) ||
    // How stale answers are served is without effect while none are: `serve-expired: yes` itself is refused.
    key.startsWith('serve-expired-') ||
    SERVER[key]?.(values, draft) === true;
  if (!known) throw new Unmapped(`${key}: ${values.join(' ')}`);
}
