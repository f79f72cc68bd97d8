/** Typed views and addresses: RFC 5952 text, RFC 4291 reading, fields of the records the resolver looks into. */
import { describe, expect, it } from 'vitest';
import { bitmapHas } from '../../src/wire/bitmap.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { rdataFromText } from '../../src/wire/presentation.ts';
import { TYPE, typeFromText } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import {
  addressesOf,
  addressOf,
  addressToRdata,
  dnskeyOf,
  dsOf,
  mxOf,
  nsec3Of,
  nsecOf,
  rrsigOf,
  soaOf,
  srvOf,
} from '../../src/wire/typed.ts';

const rdata = (type: string, text: string): Uint8Array => rdataFromText(typeFromText(type) ?? 0, text);

/** [as written, in canonical form]; most from RFC 5952 sections 1 to 5. */
const ADDRESSES: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8::1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:aaaa:bbbb:cccc:dddd:0:1', '2001:db8:aaaa:bbbb:cccc:dddd:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:0', '2001:db8:0:0:1::'],
  ['2001:DB8::AbCd', '2001:db8::abcd'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['::ffff:0:192.0.2.1', '::ffff:0:c000:201'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
];

const NO_ADDRESSES = [
  '', ' ', '1', '1.2.3', '1.2.3.4.5', '1.2.3.4.', '.1.2.3.4', '1..2.3', '256.1.1.1', '1.2.3.04', '00.0.0.0', '+1.2.3.4', '1.2.3.4 ',
  ':', ':::', '1:', ':1', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '::1:2:3:4:5:6:7:8', '1::2::3', '12345::',
  '::g', '::1%lo', '[::1]', '::1.2.3', '::1.2.3.4.5', '::1.2.3.4:5', '1:2:3:4:5:6:7:1.2.3.4', '::.1.2.3', '1.2.3.4::', '::1 ',
]; // biome-ignore format: a table

describe('addresses', () => {
  it.each(ADDRESSES)('%s is %s', (written, canonical) => {
    expect(addressOf(addressToRdata(written))).toBe(canonical);
  });

  it.each(NO_ADDRESSES)('"%s" is none', (text) => {
    expect(() => addressToRdata(text)).toThrow(`${text} is not an IP address`);
  });

  it('are read from sets in order, and only from A and AAAA', () => {
    const name = nameFromText('a');
    const four = [rdata('A', '192.0.2.1'), rdata('A', '192.0.2.2')];
    expect(addressesOf(rrsetOf(name, TYPE.A, 1, four))).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(addressesOf(rrsetOf(name, TYPE.AAAA, 1, [rdata('AAAA', '2001:db8::1')]))).toEqual(['2001:db8::1']);
    expect(addressesOf(rrsetOf(name, TYPE.AAAA, 1, four))).toEqual([]);
    expect(addressesOf(rrsetOf(name, TYPE.TXT, 1, four))).toEqual([]);
    expect(addressesOf(rrsetOf(name, TYPE.A, 1, []))).toEqual([]);
    expect(addressOf(new Uint8Array(5))).toBe('');
  });
});

describe('views', () => {
  it('SOA', () => {
    expect(soaOf(rdata('SOA', 'Ns.Example. host\\.master.example. 4294967295 1 2 3 4'))).toEqual({
      mname: 'ns.example.',
      rname: 'host\\046master.example.',
      serial: 4_294_967_295,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 4,
    });
  });

  it('MX and SRV', () => {
    expect(mxOf(rdata('MX', '65535 Mail.example.'))).toEqual({ preference: 65_535, exchange: 'mail.example.' });
    expect(srvOf(rdata('SRV', '1 2 3 .'))).toEqual({ priority: 1, weight: 2, port: 3, target: '.' });
  });

  it('DS and DNSKEY', () => {
    expect(dsOf(rdata('DS', '60485 5 1 0102'))).toEqual({
      keyTag: 60_485,
      algorithm: 5,
      digestType: 1,
      digest: Uint8Array.of(1, 2),
    });
    expect(dnskeyOf(rdata('DNSKEY', '257 3 13 AQID'))).toEqual({
      flags: 257,
      protocol: 3,
      algorithm: 13,
      publicKey: Uint8Array.of(1, 2, 3),
    });
  });

  it('RRSIG', () => {
    expect(rrsigOf(rdata('RRSIG', 'AAAA 13 2 3600 4294967295 1 2642 Example.com. AQID'))).toEqual({
      typeCovered: TYPE.AAAA,
      algorithm: 13,
      labels: 2,
      originalTtl: 3600,
      expiration: 4_294_967_295,
      inception: 1,
      keyTag: 2642,
      signer: 'example.com.',
      signature: Uint8Array.of(1, 2, 3),
    });
  });

  it('NSEC and NSEC3 with their bitmaps', () => {
    const nsec = nsecOf(rdata('NSEC', 'Host.example. A MX RRSIG NSEC TYPE1234'));
    expect(nsec.next).toBe('host.example.');
    expect([TYPE.A, TYPE.MX, 1234].every((type) => bitmapHas(nsec.bitmap, type))).toBe(true);
    expect([TYPE.NS, TYPE.AAAA, TYPE.CAA, 1233, 65_535].some((type) => bitmapHas(nsec.bitmap, type))).toBe(false);
    const nsec3 = nsec3Of(rdata('NSEC3', '1 1 12 AABB 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR NS DS'));
    expect(nsec3).toMatchObject({ hashAlgorithm: 1, flags: 1, iterations: 12, salt: Uint8Array.of(0xaa, 0xbb) });
    expect(nsec3.nextHash).toHaveLength(20);
    expect(bitmapHas(nsec3.bitmap, TYPE.DS)).toBe(true);
    expect(bitmapHas(nsec3.bitmap, TYPE.SOA)).toBe(false);
  });

  it('of octets that are too short do not throw', () => {
    for (const view of [soaOf, mxOf, srvOf, dsOf, dnskeyOf, rrsigOf, nsecOf, nsec3Of]) {
      for (let length = 0; length < 30; length++) expect(() => view(new Uint8Array(length).fill(63))).not.toThrow();
    }
  });
});
