import { describe, expect, test } from 'vitest';
import { RANK, type SetEntry } from '../../src/cache/entry.ts';
import { createStore, MAX_RECORDS_PER_SET } from '../../src/cache/store.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import { addressToRdata } from '../../src/wire/typed.ts';
import { name, set } from '../iterate/made.ts';

const origin = { server: '192.0.2.1', zone: name('example.com'), learned: 1000 };

function fixture(sizeBytes = 1 << 20) {
  let now = 1000;
  const store = createStore({ sizeBytes, now: () => now });
  const entry = (text: string, extra: Partial<SetEntry> = {}): SetEntry => {
    const rrset = set(text);
    return {
      rrset,
      rank: RANK.authoritativeAnswer,
      security: 'unchecked',
      companions: undefined,
      stored: now,
      expires: now + rrset.ttl,
      origin,
      ...extra,
    };
  };
  const negative = (rcode: 'nodata' | 'nxdomain', type: number, cuts = true) =>
    ({
      rcode,
      type,
      soa: undefined,
      proof: [],
      companions: undefined,
      security: 'unchecked',
      cuts,
      stored: now,
      expires: now + 60,
      origin,
    }) as const;
  return {
    store,
    entry,
    negative,
    pass: (seconds: number) => {
      now += seconds;
    },
  };
}

describe('the store', () => {
  test('a set is gone when its TTL has run down, not before', () => {
    const { store, entry, pass } = fixture();
    store.putSet(entry('www.example.com. 300 A 192.0.2.1'));
    pass(299);
    expect(store.set(name('www.example.com'), TYPE.A)).toBeDefined();
    pass(1);
    expect(store.set(name('www.example.com'), TYPE.A)).toBeUndefined();
  });
  test('an entry stored in the future counts as expired (the clock was set back)', () => {
    const { store, entry, pass } = fixture();
    store.putSet(entry('www.example.com. 300 A 192.0.2.1'));
    pass(-100);
    expect(store.set(name('www.example.com'), TYPE.A)).toBeUndefined();
  });
  test('a lower rank never replaces a higher one, and answers nobody', () => {
    const { store, entry } = fixture();
    expect(store.putSet(entry('ns.example.com. A 192.0.2.1'))).toBe(true);
    expect(store.putSet(entry('ns.example.com. A 192.0.2.66', { rank: RANK.additional }))).toBe(false);
    store.putSet(entry('glue.example.com. A 192.0.2.66', { rank: RANK.additional }));
    expect(store.set(name('glue.example.com'), TYPE.A)).toBeUndefined();
    expect(store.set(name('glue.example.com'), TYPE.A, RANK.additional)).toBeDefined();
  });
  test('an equal NS set does not prolong itself (ghost domains)', () => {
    const { store, entry, pass } = fixture();
    store.putSet(entry('example.com. 300 NS ns.example.com.'));
    pass(200);
    expect(store.putSet(entry('example.com. 300 NS ns.example.com.'))).toBe(false);
    pass(101);
    expect(store.set(name('example.com'), TYPE.NS)).toBeUndefined();
  });
  test('NXDOMAIN takes the place of what the name had, and speaks for what is below', () => {
    const { store, entry, negative } = fixture();
    store.putSet(entry('gone.example.com. A 192.0.2.1'));
    store.putNegative(name('gone.example.com'), negative('nxdomain', TYPE.A));
    expect(store.set(name('gone.example.com'), TYPE.A)).toBeUndefined();
    expect(store.negative(name('gone.example.com'), TYPE.MX)?.rcode).toBe('nxdomain');
    expect(store.nxdomainAbove(name('a.b.gone.example.com'))).toBeDefined();
    expect(store.nxdomainAbove(name('gone.example.com'))).toBeUndefined();
  });
  test('an NXDOMAIN for a minimised question does not speak for what is below', () => {
    const { store, negative } = fixture();
    store.putNegative(name('ent.example.com'), negative('nxdomain', TYPE.A, false));
    expect(store.nxdomainAbove(name('a.ent.example.com'))).toBeUndefined();
  });
  test('NODATA is for its type alone and falls to an answer', () => {
    const { store, entry, negative } = fixture();
    store.putNegative(name('www.example.com'), negative('nodata', TYPE.AAAA));
    expect(store.negative(name('www.example.com'), TYPE.A)).toBeUndefined();
    store.putSet(entry('www.example.com. AAAA 2001:db8::1'));
    expect(store.negative(name('www.example.com'), TYPE.AAAA)).toBeUndefined();
  });
  test('the deepest fresh cut at or above the name is found', () => {
    const { store, pass } = fixture();
    const cut = (zone: string, expires: number) =>
      store.putCut({
        zone: name(zone),
        servers: [],
        ns: set(`${zone}. NS ns.test.`),
        ds: 'unknown',
        stored: 1000,
        expires,
        origin,
      });
    cut('com', 5000);
    cut('example.com', 1100);
    expect(store.deepestCut(name('www.example.com'))?.zone).toBe('example.com.');
    pass(100);
    expect(store.deepestCut(name('www.example.com'))?.zone).toBe('com.');
    expect(store.deepestCut(name('www.example.net'))).toBeUndefined();
  });
  test('a set of too many records is passed on but not kept (CacheFlush)', () => {
    const { store, entry } = fixture();
    const many = Array.from({ length: MAX_RECORDS_PER_SET + 1 }, (_, at) =>
      addressToRdata(`192.0.${at >> 8}.${at & 255}`),
    );
    expect(
      store.putSet({
        ...entry('many.example.com. A 192.0.2.1'),
        rrset: rrsetOf(name('many.example.com'), TYPE.A, 300, many),
      }),
    ).toBe(false);
  });
  test('the bound in octets holds whatever is put in', () => {
    const { store, entry } = fixture(64 * 1024);
    for (let at = 0; at < 2000; at++) store.putSet(entry(`h${at}.example.com. A 192.0.2.1`));
    expect(store.stats().octets).toBeLessThanOrEqual(64 * 1024);
    expect(store.stats().names).toBeGreaterThan(20);
    expect(store.set(name('h1999.example.com'), TYPE.A)).toBeDefined();
    expect(store.set(name('h0.example.com'), TYPE.A)).toBeUndefined();
  });
  test('the bound in octets holds for names that grow, too', () => {
    const { store, entry } = fixture(64 * 1024);
    for (let at = 0; at < 400; at++) {
      const rrset = rrsetOf(name(`h${at % 8}.example.com`), 1000 + (at >> 3), 300, [new Uint8Array(4000)]);
      store.putSet({ ...entry('example.com. 300 A 192.0.2.1'), rrset });
    }
    let held = 0;
    for (const { rrset } of store.sets()) held += rrset.rdata.length;
    expect(held).toBeLessThanOrEqual(64 * 1024);
  });
});
