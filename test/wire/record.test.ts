/** Rdata as plain objects for users of the library. */
import dnsPacket from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { octetsFromHex } from '../../src/wire/base.ts';
import { rdataFromText } from '../../src/wire/presentation.ts';
import { type RecordData, recordData } from '../../src/wire/record.ts';
import { typeFromText } from '../../src/wire/registry.ts';
import { VECTORS } from './vectors.ts';

const data = (type: string, text: string): RecordData => {
  const number = typeFromText(type) ?? 0;
  return recordData(number, rdataFromText(number, text));
};

/** [type, text, the object without its type] */
const SHAPES: readonly (readonly [string, string, object])[] = [
  ['A', '192.0.2.1', { address: '192.0.2.1' }],
  ['AAAA', '2001:db8::1', { address: '2001:db8::1' }],
  ['NS', 'Ns1.example.', { target: 'ns1.example.' }],
  ['CNAME', 'a\\.b.example.', { target: 'a\\046b.example.' }],
  ['MX', '10 mail.example.', { preference: 10, exchange: 'mail.example.' }],
  ['SRV', '1 2 3 a.', { priority: 1, weight: 2, port: 3, target: 'a.' }],
  ['TXT', 'ab "ü"', { text: 'abü', strings: [Uint8Array.of(97, 98), Uint8Array.of(0xc3, 0xbc)] }],
  ['HINFO', 'PC ""', { cpu: 'PC', os: '' }],
  ['CAA', '128 issue "ca.example"', { flags: 128, critical: true, tag: 'issue', value: 'ca.example' }],
  ['CAA', '0 x ""', { flags: 0, critical: false, tag: 'x', value: '' }],
  ['URI', '1 2 "http://a/"', { priority: 1, weight: 2, target: 'http://a/' }],
  [
    'NAPTR',
    '1 2 "s" "http" "!a!b!" a.',
    { order: 1, preference: 2, flags: 's', services: 'http', regexp: '!a!b!', replacement: 'a.' },
  ],
  ['DS', '1 2 3 AABB', { keyTag: 1, algorithm: 2, digestType: 3, digest: Uint8Array.of(0xaa, 0xbb) }],
  ['CDS', '0 0 0 00', { keyTag: 0, algorithm: 0, digestType: 0, digest: Uint8Array.of(0) }],
  ['DNSKEY', '256 4 8 AQID', { flags: 256, protocol: 4, algorithm: 8, publicKey: Uint8Array.of(1, 2, 3) }],
  [
    'RRSIG',
    'TYPE731 8 2 1 5 4 3 a. AQID',
    {
      typeCovered: 'TYPE731',
      algorithm: 8,
      labels: 2,
      originalTtl: 1,
      expiration: 5,
      inception: 4,
      keyTag: 3,
      signer: 'a.',
      signature: Uint8Array.of(1, 2, 3),
    },
  ],
  ['NSEC', 'a. A TYPE731', { next: 'a.', types: ['A', 'TYPE731'] }],
  ['NSEC3PARAM', '1 0 5 AB', { hashAlgorithm: 1, flags: 0, iterations: 5, salt: Uint8Array.of(0xab) }],
  [
    'NSEC3',
    '1 1 5 - 04 A',
    { hashAlgorithm: 1, flags: 1, iterations: 5, salt: new Uint8Array(0), nextHash: Uint8Array.of(1), types: ['A'] },
  ],
  ['TLSA', '3 1 1 AABB', { usage: 3, selector: 1, matchingType: 1, certificate: Uint8Array.of(0xaa, 0xbb) }],
  ['SSHFP', '4 3 AABB', { algorithm: 4, hash: 3, fingerprint: Uint8Array.of(0xaa, 0xbb) }],
  [
    'HTTPS',
    '1 . port=53',
    { priority: 1, target: '.', parameters: [{ key: 'port', text: 'port=53', value: Uint8Array.of(0, 53) }] },
  ],
  ['EUI48', '00-00-5e-00-53-2a', { text: '00-00-5e-00-53-2a', data: Uint8Array.of(0, 0, 0x5e, 0, 0x53, 0x2a) }],
  ['TYPE65280', '\\# 1 AA', { data: Uint8Array.of(0xaa) }],
];

describe('recordData', () => {
  it.each(SHAPES)('%s %s', (type, text, fields) => {
    expect(data(type, text)).toEqual({ type, ...fields });
  });

  it.each(VECTORS)('gives %s %s its own type', (type, text) => {
    expect(data(type, text).type).toBe(type);
  });

  it('gives octets that are not what the type needs as TYPEn', () => {
    expect(recordData(1, Uint8Array.of(1, 2, 3))).toEqual({ type: 'TYPE1', data: Uint8Array.of(1, 2, 3) });
    expect(recordData(43, new Uint8Array(0))).toEqual({ type: 'TYPE43', data: new Uint8Array(0) });
  });

  it('can be told apart by its type alone', () => {
    const record = data('MX', '10 mail.example.');
    expect(record.type === 'MX' ? record.exchange : undefined).toBe('mail.example.');
  });

  it('copies octets: changing the rdata later changes nothing', () => {
    for (const [type, , hex] of VECTORS) {
      const number = typeFromText(type) ?? 0;
      const octets = octetsFromHex(hex) ?? new Uint8Array(0);
      const before = recordData(number, octets);
      const text = JSON.stringify(before);
      octets.fill(0);
      expect(JSON.stringify(before)).toBe(text);
    }
  });

  it('agrees with what dns-packet reads', () => {
    const packet = dnsPacket.encode({
      type: 'response',
      answers: [
        { type: 'TLSA', name: 'a', data: { usage: 3, selector: 1, matchingType: 2, certificate: Buffer.from([1, 2]) } },
      ],
    });
    const [answer] = dnsPacket.decode(packet).answers ?? [];
    const { type, ...fields } = data('TLSA', '3 1 2 0102');
    expect(type).toBe(answer?.type);
    expect({ ...fields, certificate: Buffer.from([1, 2]) }).toEqual(answer?.type === 'TLSA' ? answer.data : undefined);
  });
});
