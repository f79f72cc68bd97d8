import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { octetsFromBase64 } from '../../src/wire/base.ts';
import {
  canonicalRdata,
  canonicalRdataList,
  compareRdata,
  digestedOctets,
  keyTag,
  nsec3Hash,
  nsec3Owner,
  signedLabelCount,
  signedOctets,
} from '../../src/wire/canonical.ts';
import { nameFromText, ROOT } from '../../src/wire/name.ts';
import { rdataFromText } from '../../src/wire/presentation.ts';
import { TYPE, typeFromText } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import { bytesOf, uint16 } from './packets.ts';

const name = nameFromText;
const sha1 = (octets: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(octets).digest());
const rdata = (type: number, text: string): Uint8Array => rdataFromText(type, text, ROOT);

describe('canonical form (RFC 4034 section 6.2, RFC 6840 section 5.1)', () => {
  it.each([
    ['NS', 'AZ[`{.Example.', 'az[`{.example.'],
    ['SOA', 'NS.Example. Host.MASTER. 1 2 3 4 5', 'ns.example. host.master. 1 2 3 4 5'],
    ['MX', '10 MAIL.Example.', '10 mail.example.'],
    ['RP', 'A.B. C.D.', 'a.b. c.d.'],
    ['AFSDB', '1 A.B.', '1 a.b.'],
    ['KX', '1 A.B.', '1 a.b.'],
    ['SRV', '1 2 3 A.B.', '1 2 3 a.b.'],
    ['NAPTR', '1 2 "S" "SIP+D2T" "A" X.Y.', '1 2 "S" "SIP+D2T" "A" x.y.'],
    ['DNAME', 'A.B.', 'a.b.'],
    [
      'RRSIG',
      'A 8 2 60 20300101000000 20200101000000 7 Example. QUJD',
      'A 8 2 60 20300101000000 20200101000000 7 example. QUJD',
    ],
  ])('the names of %s are lower-cased', (mnemonic, text, canonical) => {
    const type = typeFromText(mnemonic) ?? 0;
    const before = rdata(type, text);
    const kept = before.slice();
    expect(canonicalRdata(type, before)).toEqual(rdata(type, canonical));
    expect(before).toEqual(kept);
  });

  it.each([
    ['NSEC', 'Host.Example. A'],
    ['HTTPS', '1 SVC.Example. alpn=h2'],
    ['TXT', '"ABC"'],
    ['HINFO', '"PC" "Unix"'],
    ['CAA', '0 issue "CA.Example"'],
    ['NS', 'already.lower.'],
  ])('%s %s stays, and is not even copied', (mnemonic, text) => {
    const type = typeFromText(mnemonic) ?? 0;
    const before = rdata(type, text);
    expect(canonicalRdata(type, before)).toBe(before);
  });

  it('the name of an A6 record stands behind its address suffix', () => {
    expect(canonicalRdata(TYPE.A6, bytesOf([64], new Uint8Array(8), [1, 0x41, 0]))).toEqual(
      bytesOf([64], new Uint8Array(8), [1, 0x61, 0]),
    );
    const whole = bytesOf([0], new Uint8Array(16).fill(0x41));
    expect(canonicalRdata(TYPE.A6, whole)).toBe(whole);
  });

  it('rdata without the shape of its type stays', () => {
    for (const hex of ['', '41', '0541', 'c000']) {
      expect(canonicalRdata(TYPE.NS, bytesOf(hex))).toEqual(bytesOf(hex));
    }
  });
});

describe('canonical order (RFC 4034 section 6.3)', () => {
  it('compares octets without sign, and what ends sooner comes first', () => {
    const ordered = ['', '00', '0000', '01', '7f', '80', 'ff', 'ff00'].map((hex) => bytesOf(hex));
    expect(ordered.toReversed().sort(compareRdata)).toEqual(ordered);
  });

  it('a set is sorted by its canonical form, and each record counts once', () => {
    const set = rrsetOf(
      name('a'),
      TYPE.NS,
      1,
      ['b.', 'A.', 'a.', 'B.c.'].map((text) => rdata(TYPE.NS, text)),
    );
    expect(canonicalRdataList(set)).toEqual(['a.', 'b.', 'b.c.'].map((text) => bytesOf(text)));
  });
});

describe('what is signed', () => {
  /** RFC 8080 section 6.1. */
  const KEY = rdata(TYPE.DNSKEY, '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=');
  const SIGNATURE = rdata(
    TYPE.RRSIG,
    'MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==',
  );
  const valid = (octets: Uint8Array | undefined): boolean => {
    const x = Buffer.from(KEY.subarray(4)).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return octets !== undefined && verify(null, octets, key, SIGNATURE.subarray(-64));
  };

  it('the Ed25519 example of RFC 8080 verifies, in any spelling and with any TTL', () => {
    expect(keyTag(KEY)).toBe(3613);
    expect(
      valid(
        signedOctets(rrsetOf(name('example.com'), TYPE.MX, 3600, [rdata(TYPE.MX, '10 mail.example.com.')]), SIGNATURE),
      ),
    ).toBe(true);
    expect(
      valid(
        signedOctets(rrsetOf(name('Example.COM'), TYPE.MX, 5, [rdata(TYPE.MX, '10 MAIL.example.com.')]), SIGNATURE),
      ),
    ).toBe(true);
    expect(
      valid(
        signedOctets(rrsetOf(name('example.com'), TYPE.MX, 3600, [rdata(TYPE.MX, '11 mail.example.com.')]), SIGNATURE),
      ),
    ).toBe(false);
  });

  const head = (labels: number): Uint8Array =>
    bytesOf(uint16(TYPE.A), [8, labels], '0000003c', new Uint8Array(10), 'E.', 'ffff');
  const ownerOf = (owner: string, labels: number): Uint8Array | undefined =>
    signedOctets(rrsetOf(name(owner), TYPE.A, 1, [Uint8Array.of(1, 2, 3, 4)]), head(labels))?.subarray(18 + 3, -14);

  it('an answer from a wildcard was signed with the wildcard as owner (RFC 4035 section 5.3.2)', () => {
    expect(ownerOf('a.b.e', 1)).toEqual(bytesOf('*.e.'));
    expect(ownerOf('a.b.e', 3)).toEqual(bytesOf('a.b.e.'));
    expect(ownerOf('a.b.e', 0)).toEqual(bytesOf('*.'));
    expect(ownerOf('*.e', 1)).toEqual(bytesOf('*.e.'));
  });

  it('more labels than the owner has, or rdata cut short, cover nothing', () => {
    expect(ownerOf('a.b.e', 4)).toBeUndefined();
    expect(ownerOf('*.e', 2)).toBeUndefined();
    expect(signedOctets(rrsetOf(name('e'), TYPE.A, 1, []), head(1).subarray(0, 19))).toBeUndefined();
    expect([signedLabelCount(name('.')), signedLabelCount(name('*.a')), signedLabelCount(name('a.*.b'))]).toEqual([
      0, 1, 3,
    ]);
  });
});

describe('key tags (RFC 4034 appendix B)', () => {
  it('the key of RFC 4034 section 5.4 has 60485, and its DS digest', () => {
    const key = rdata(
      TYPE.DNSKEY,
      '256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
    );
    expect(keyTag(key)).toBe(60485);
    expect(sha1(digestedOctets(name('dskey.example.com'), key))).toEqual(
      bytesOf('2BB183AF5F22588179A53B0A98631FAD1A292118'),
    );
  });

  it('for algorithm 1 the tag stands in the modulus (appendix B.1)', () => {
    expect(keyTag(bytesOf('0100 03 01 01 03 aabbccdd'))).toBe(0xbbcc);
    expect(keyTag(bytesOf('0100 03 01'))).toBe(0);
  });

  it('of an odd number of octets, and with a carry', () => {
    expect(keyTag(bytesOf('ffff ffff ff'))).toBe(((0xffff * 2 + 0xff00 + 0x2) & 0xffff) - 0);
    expect(keyTag(octetsFromBase64('AQEDCA==') ?? bytesOf())).toBe(0x0101 + 0x0308);
  });
});

describe('NSEC3 (RFC 5155 appendix A)', () => {
  const SALT = bytesOf('aabbccdd');

  it.each([
    ['example', '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom'],
    ['a.example', '35mthgpgcu1qg68fab165klnsnk3dpvl'],
    ['ai.example', 'gjeqe526plbf1g8mklp59enfd789njgi'],
    ['ns1.example', '2t7b4g4vsa5smi47k61mv5bv1a22bojr'],
    ['ns2.example', 'q04jkcevqvmu85r014c7dkba38o0ji5r'],
    ['w.example', 'k8udemvp1j2f7eg6jebps17vp3n8i58h'],
    ['*.w.example', 'r53bq7cc2uvmubfu5ocmm6pers9tk9en'],
    ['x.w.example', 'b4um86eghhds6nea196smvmlo4ors995'],
    ['y.w.example', 'ji6neoaepv8b5o6k4ev33abha8ht9fgc'],
    ['x.y.w.example', '2vptu5timamqttgl4luu9kg21e0aor3s'],
    ['xx.example', 't644ebqk9bibcna874givr6joj62mlhv'],
  ])('%s hashes to %s', (owner, hash) => {
    expect(nsec3Owner(nsec3Hash(name(owner), SALT, 12, sha1), name('example'))).toBe(`${hash}.example.`);
  });

  it('so many iterations are one hash more', () => {
    let hashes = 0;
    const counting = (octets: Uint8Array): Uint8Array => {
      hashes++;
      return sha1(octets);
    };
    nsec3Hash(ROOT, new Uint8Array(0), 0, counting);
    expect(hashes).toBe(1);
    nsec3Hash(ROOT, new Uint8Array(0), 50, counting);
    expect(hashes).toBe(52);
  });
});
