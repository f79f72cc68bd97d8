/**
 * Options of `unbound.conf` that change nothing a scenario could see, each with its reason. Data only.
 */

/** No effect that a scenario could see, whatever the value. */
export const NO_EFFECT: Readonly<Record<string, string>> = {
  'target-fetch-policy': 'name-server addresses are only ever fetched on demand',
  'fake-sha1': 'concerns signature checks, which only the validator makes',
  'rrset-roundrobin': 'the order of records within a section is reported apart',
  verbosity: 'logging',
  'val-log-level': 'logging',
  'log-servfail': 'logging',
  'log-queries': 'logging',
  'log-replies': 'logging',
  'use-syslog': 'logging',
  'msg-cache-size': 'no scenario fills the cache',
  'rrset-cache-size': 'no scenario fills the cache',
  'key-cache-size': 'no scenario fills the cache',
  'neg-cache-size': 'no scenario fills the cache',
  'msg-cache-slabs': 'locking',
  'rrset-cache-slabs': 'locking',
  'num-threads': 'one loop',
  'extended-statistics': 'counters',
  'statistics-interval': 'counters',
  'val-override-date': 'recorded below',
  'val-nsec3-keysize-iterations': 'validator',
  'val-permissive-mode': 'validator',
  'val-clean-additional': 'validator',
  'val-bogus-ttl': 'validator',
  'val-sig-skew-min': 'validator',
  'val-sig-skew-max': 'validator',
  'val-max-restart': 'validator',
  'harden-algo-downgrade': 'validator',
  'harden-dnssec-stripped': 'validator',
  'aggressive-nsec': 'validator (RFC 8198 needs secure denials)',
  'prefetch-key': 'validator',
};

/** No effect with this value, because it is what we do anyway; refused with any other. */
export const NO_EFFECT_AS: Readonly<Record<string, string>> = {
  'trust-anchor-signaling': 'no',
  'root-key-sentinel': 'no',
  prefetch: 'no',
  'serve-expired': 'no',
  'serve-original-ttl': 'no',
  'dns-error-reporting': 'no',
  'use-caps-for-id': 'no',
  'ede-serve-expired': 'no',
  'harden-large-queries': 'no',
  'harden-short-bufsize': 'yes',
  'deny-any': 'no',
  'disable-dnssec-lame-check': 'no',
  'do-udp': 'yes',
  'do-tcp': 'yes',
  'tcp-upstream': 'no',
  'pad-responses': 'no',
  'answer-cookie': 'no',
};
