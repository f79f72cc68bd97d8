/**
 * What a scenario's configuration comes to: settings of the core, of the responder, of the clock. It must not know
 * how either dialect spells them.
 */
import ipaddr from 'ipaddr.js';
import { type ConfiguredZone, DEFAULT_SETTINGS, type HintServer, type Settings } from '../../src/iterate/settings.ts';
import { type Address, hostOf, type Seconds } from '../../src/ports.ts';
import type { AccessRule } from '../../src/server/guard.ts';
import type { ResponderSettings } from '../../src/server/respond.ts';
import { type Name, nameFromText } from '../../src/wire/name.ts';

/** An option that the runner does not map: the scenario fails by its name instead of running without it. */
export class Unmapped extends Error {
  constructor(option: string) {
    super(`unmapped option ${option}`);
    this.name = 'Unmapped';
  }
}

/** Recorded for the validator, which is another issue; the iterator does not read it. */
export interface ValidationSetup {
  readonly anchors: readonly string[];
  readonly insecure: readonly Name[];
  /** The fixed time of signature checks. */
  readonly at: Seconds | undefined;
}

export interface Setup {
  readonly settings: Settings;
  /** The minimisations to run with: one if the file fixes it, otherwise both. */
  readonly minimisations: readonly Settings['minimisation'][];
  readonly responder: ResponderSettings;
  readonly validation: ValidationSetup;
  /** Wall time at the first step. */
  readonly epoch: Seconds;
}

/** A setup in the making: what the option tables write to. */
export interface Draft {
  settings: Mutable<Settings>;
  limits: Mutable<Settings['limits']>;
  cache: Mutable<Settings['cache']>;
  responder: Mutable<ResponderSettings>;
  hints: HintServer[];
  zones: ConfiguredZone[];
  access: AccessRule[];
  minimisation: Settings['minimisation'] | undefined;
  anchors: string[];
  insecure: Name[];
  validAt: Seconds | undefined;
  notLocalhost: boolean;
  /** Addresses and prefixes that must not be asked. */
  notAsked: string[];
  /** The file of root hints, by its name. */
  rootHints: string | undefined;
  privatePrefixes: string[];
  privateDomains: Name[];
}

/** Small, so that a cache is made quickly; no scenario fills it. */
const CACHE_OCTETS = 4 * 1024 * 1024;
/** The OPT size that scenarios expect of a resolver (RFC 9715 section 3.2). */
const SCENARIO_UDP_SIZE = 1232;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The name that a root server given by its address alone gets. */
const ROOT_SERVER = nameFromText('k.root-servers.net.');

/**
 * Everything off that sends queries of its own or draws lots: a pending query ends only when the scenario says so
 * (design section 4), and sections compare without cookies and letters of ours.
 */
export function emptyDraft(): Draft {
  return {
    settings: {
      ...DEFAULT_SETTINGS,
      primeRoot: false,
      randomizeCase: false,
      cookies: false,
      hedge: false,
      explore: false,
      clientDeadlineMs: undefined,
    },
    limits: { ...DEFAULT_SETTINGS.limits },
    cache: { ...DEFAULT_SETTINGS.cache, sizeBytes: CACHE_OCTETS },
    responder: {
      access: [],
      minimalResponses: true,
      maxUdpPayload: SCENARIO_UDP_SIZE,
      identity: undefined,
      version: undefined,
      extendedErrors: false,
      // Local zones are another issue; no scenario here asks for a special-use name, ours live below test.
      specialUseZones: false,
      questionsAtOnce: undefined,
    },
    hints: [],
    zones: [],
    access: [],
    minimisation: undefined,
    anchors: [],
    insecure: [],
    validAt: undefined,
    notLocalhost: true,
    notAsked: [],
    rootHints: undefined,
    privatePrefixes: [],
    privateDomains: [],
  };
}

export function finishDraft(draft: Draft, minimisations: Setup['minimisations'], epoch: Seconds): Setup {
  const { limits, cache, zones, hints, privateDomains } = draft;
  const loopback = draft.notLocalhost ? ['127.0.0.0/8', '::1/128'] : [];
  const isNotAsked = prefixTest([...loopback, ...draft.notAsked]);
  const isPrivate = prefixTest(draft.privatePrefixes);
  return {
    settings: {
      ...draft.settings,
      limits,
      cache,
      zones,
      hints,
      privateDomains,
      doNotQuery: (address) => isNotAsked(hostOf(address)),
      privateAddress: draft.privatePrefixes.length === 0 ? undefined : isPrivate,
    },
    minimisations: draft.minimisation === undefined ? minimisations : [draft.minimisation],
    responder: { ...draft.responder, access: draft.access },
    validation: { anchors: draft.anchors, insecure: draft.insecure, at: draft.validAt },
    epoch,
  };
}

/** A root server of the hints by its address. */
export function rootHint(address: Address): HintServer {
  return { name: ROOT_SERVER, addresses: [address] };
}

/** True for addresses in one of the prefixes. */
export function prefixTest(prefixes: readonly string[]): (ip: string) => boolean {
  const ranges = prefixes.map((prefix) =>
    ipaddr.parseCIDR(prefix.includes('/') ? prefix : `${prefix}/${prefix.includes(':') ? 128 : 32}`),
  );
  return (ip) => {
    const address = ipaddr.parse(ip);
    return ranges.some((range) => address.kind() === range[0].kind() && address.match(range));
  };
}

/** `yes` and `no` as Unbound and Deckard write them; undefined for anything else. */
export function yesNo(value: string): boolean | undefined {
  if (/^(yes|true|on|1)$/i.test(value)) return true;
  return /^(no|false|off|0)$/i.test(value) ? false : undefined;
}

/** Unix time of `YYYYMMDDhhmmss` (UTC), or of plain seconds. */
export function timeOf(value: string): Seconds {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value);
  if (parts === null) return Number(value);
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
}
