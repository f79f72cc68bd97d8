import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressMatcher, addressOctets, contains, covers, type Prefix, parsePrefix } from '../../src/net/prefixes.ts';
import { ipv4Text, ipv6Text } from '../../src/wire/address.ts';

function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

describe('a prefix', () => {
  it.each([
    ['192.0.2.0/24', 24, 4],
    ['192.0.2.1', 32, 4],
    ['0.0.0.0/0', 0, 4],
    ['2001:db8::/33', 33, 16],
    ['::1', 128, 16],
  ])('is read from %s', (text, bits, octets) => {
    expect(prefix(text).bits).toBe(bits);
    expect(prefix(text).octets.length).toBe(octets);
  });

  it.each([
    ['lan', '"lan" is not an IP prefix such as 192.0.2.0/24 or 2001:db8::/32'],
    ['192.0.2/24', '"192.0.2/24" is not an IP prefix such as 192.0.2.0/24 or 2001:db8::/32'],
    ['192.0.2.0/33', '"192.0.2.0/33" needs a length from 0 to 32 behind the slash'],
    ['::/129', '"::/129" needs a length from 0 to 128 behind the slash'],
    ['192.0.2.0/', '"192.0.2.0/" needs a length from 0 to 32 behind the slash'],
    ['192.0.2.0/8x', '"192.0.2.0/8x" needs a length from 0 to 32 behind the slash'],
    ['192.0.2.1/24', '"192.0.2.1/24" has bits set beyond its length of 24'],
  ])('is not read from %s', (text, sentence) => {
    expect(parsePrefix(text)).toBe(sentence);
  });

  it('covers exactly the addresses that share its bits', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.nat(32),
        (a, b, bits) => {
          const binary = (octets: Uint8Array): string =>
            [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
          const octets = a.map((octet, at) => octet & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * at))) & 0xff);
          expect(covers({ octets, bits }, b)).toBe(binary(octets).slice(0, bits) === binary(b).slice(0, bits));
        },
      ),
    );
  });

  it('contains narrower ones and itself, never one of the other family', () => {
    expect(contains(prefix('10.0.0.0/8'), prefix('10.1.0.0/16'))).toBe(true);
    expect(contains(prefix('10.0.0.0/8'), prefix('10.0.0.0/8'))).toBe(true);
    expect(contains(prefix('10.1.0.0/16'), prefix('10.0.0.0/8'))).toBe(false);
    expect(contains(prefix('0.0.0.0/0'), prefix('::/0'))).toBe(false);
  });
});

describe('an address', () => {
  it('is read as its family, and an IPv4-mapped one as the IPv4 address inside (RFC 4291 section 2.5.5.2)', () => {
    expect(addressOctets('192.0.2.1')).toEqual(Uint8Array.of(192, 0, 2, 1));
    expect(addressOctets('::ffff:192.0.2.1')).toEqual(Uint8Array.of(192, 0, 2, 1));
    expect(addressOctets('fe80::1%eth0')?.length).toBe(16);
    expect(addressOctets('example')).toBeUndefined();
  });

  it('survives the way to text and back', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (four, six) => {
          expect(addressOctets(ipv4Text(four))).toEqual(four);
          if (six[0] !== 0) expect(addressOctets(ipv6Text(six))).toEqual(six);
        },
      ),
    );
  });
});

describe('a matcher of addresses', () => {
  const matches = addressMatcher(['10.0.0.0/8', '100.64.0.0/10', 'fc00::/7', '::1'].map(prefix));

  it.each(['10.0.0.0', '10.255.255.255', '100.127.0.1', 'fdff::1', '::1', '::ffff:10.0.0.1'])('finds %s', (ip) => {
    expect(matches(ip)).toBe(true);
  });

  it.each(['11.0.0.0', '9.255.255.255', '100.128.0.0', 'fe00::', '::2', '::ffff:11.0.0.1', '', 'ten', '10.0.0.1@53'])(
    'does not find %j',
    (ip) => {
      expect(matches(ip)).toBe(false);
    },
  );
});
