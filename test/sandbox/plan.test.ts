/** The builder writes what belongs together in a healthy internet. */
import { describe, expect, it } from 'vitest';
import { build, type Plan, type Signer } from '../../src/sandbox/plan.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { TYPE } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import { ask } from '../zone/ask.ts';

const PLAN: Plan = {
  servers: [
    { name: 'a.root', addresses: ['192.0.2.1', '2001:db8::1'] },
    { name: 'ns.tld', addresses: ['192.0.2.2'] },
    { name: 'ns.one.tld', addresses: ['192.0.2.3'], rttMs: 7, jitterMs: 2 },
    { name: 'ns.elsewhere', addresses: ['192.0.2.4'] },
  ],
  zones: [
    { origin: '.', servers: ['a.root'] },
    { origin: 'tld', servers: ['ns.tld'] },
    { origin: 'one.tld', servers: ['ns.one.tld'], records: 'www A 192.0.2.80' },
    { origin: 'two.tld', servers: ['ns.one.tld', 'ns.elsewhere'] },
    {
      origin: 'three.tld',
      servers: ['ns.three.tld'],
      servedBy: ['ns.one.tld'],
      delegation: 'three NS ns.broken.three',
    },
  ],
};

const BUILT = build(PLAN);

function zone(origin: string) {
  const found = BUILT.zones.find((built) => built.zone.origin === nameFromText(origin));
  if (found === undefined) throw new Error(`no zone ${origin}`);
  return found.zone;
}

describe('a zone', () => {
  it('has SOA, NS, its records and the addresses of servers named in it', () => {
    expect(ask(zone('one.tld'), 'one.tld', 'NS')).toMatchObject({
      answer: ['one.tld. NS ns.one.tld.'],
      additional: ['ns.one.tld. A 192.0.2.3'],
    });
    expect(ask(zone('one.tld'), 'one.tld', 'SOA').answer[0]).toMatch(
      /^one\.tld\. SOA ns\.one\.tld\. hostmaster\.one\.tld\. /,
    );
    expect(ask(zone('one.tld'), 'www.one.tld', 'A').answer).toEqual(['www.one.tld. A 192.0.2.80']);
  });

  it('holds the addresses of servers of others as authority, where they are named in it', () => {
    expect(ask(zone('.'), 'ns.elsewhere', 'A')).toMatchObject({
      kind: 'answer',
      answer: ['ns.elsewhere. A 192.0.2.4'],
    });
  });

  it('is shown as the master file it came from', () => {
    expect(BUILT.zones[2]?.text).toContain('\nwww A 192.0.2.80\n');
  });
});

describe('a delegation', () => {
  it('names the same servers as the child, with glue inside it and beside it, not from elsewhere', () => {
    expect(ask(zone('tld'), 'x.one.tld', 'A')).toMatchObject({
      kind: 'referral',
      authority: ['one.tld. NS ns.one.tld.'],
      additional: ['ns.one.tld. A 192.0.2.3'],
    });
    expect(ask(zone('tld'), 'x.two.tld', 'A')).toMatchObject({
      authority: ['two.tld. NS ns.one.tld.', 'two.tld. NS ns.elsewhere.'],
      additional: ['ns.one.tld. A 192.0.2.3'],
    });
  });

  it('says what it is told to say instead', () => {
    expect(ask(zone('tld'), 'x.three.tld', 'A').authority).toEqual(['three.tld. NS ns.broken.three.tld.']);
    expect(ask(zone('three.tld'), 'three.tld', 'NS').answer).toEqual(['three.tld. NS ns.three.tld.']);
  });

  it('lives long at the top', () => {
    const ttl = (origin: string, child: string): unknown =>
      zone(origin).nodes.get(nameFromText(child))?.get(TYPE.NS)?.ttl;
    expect([ttl('.', 'tld'), ttl('tld', 'one.tld')]).toEqual([172_800, 172_800]);
  });
});

describe('a machine', () => {
  it('stands at each of its addresses with its link', () => {
    expect(BUILT.hosts.map(({ address }) => address)).toEqual([
      '192.0.2.1',
      '2001:db8::1',
      '192.0.2.2',
      '192.0.2.3',
      '192.0.2.4',
    ]);
    expect(BUILT.hosts[3]).toMatchObject({ name: 'ns.one.tld.', rttMs: 7, jitterMs: 2 });
  });

  it('tells its faults which zones it serves, deepest first', () => {
    const seen: string[][] = [];
    const [root, ...rest] = PLAN.servers;
    if (root === undefined) throw new Error('a plan without servers');
    const watched = {
      ...root,
      faults: (zones: readonly { readonly origin: string }[]) => {
        seen.push(zones.map(({ origin }) => origin));
        return [];
      },
    };
    build({ servers: [watched, ...rest], zones: [...PLAN.zones, { origin: 'deep.er', servers: ['a.root'] }] });
    expect(seen).toEqual([['deep.er.', '.']]);
  });
});

describe('signing', () => {
  it('goes from the children to their parents, which get their DS', () => {
    const order: string[] = [];
    const sign: Signer = (origin, rrsets) => {
      order.push(origin);
      return { rrsets, ds: rrsetOf(origin, TYPE.DS, 3600, [Uint8Array.of(0, 1, 13, 2, 9)]) };
    };
    const built = build(PLAN, sign);
    expect(order.indexOf('one.tld.')).toBeLessThan(order.indexOf('tld.'));
    expect(order.at(-1)).toBe('.');
    const tld = built.zones.find((one) => one.zone.origin === 'tld.')?.zone;
    expect(tld === undefined ? [] : ask(tld, 'one.tld', 'DS').answer).toEqual(['one.tld. DS 1 13 2 09']);
  });

  it('may leave zones as they are, or bring its own proofs', () => {
    const proof = rrsetOf(nameFromText('proof.tld'), TYPE.TXT, 1, [Uint8Array.of(1, 0x78)]);
    const built = build(PLAN, (origin, rrsets) => (origin === 'tld.' ? { rrsets, denial: () => [proof] } : undefined));
    const tld = built.zones.find((one) => one.zone.origin === 'tld.')?.zone;
    expect(tld === undefined ? [] : ask(tld, 'no.tld', 'A', { dnssecOk: true }).authority.at(-1)).toBe(
      'proof.tld. TXT "x"',
    );
  });
});
