import { describe, expect, it } from 'vitest';
import type { EdnsOption } from '../../src/wire/edns.ts';
import {
  cookieOf,
  cookieOption,
  extendedErrorOf,
  extendedErrorOption,
  extendedErrorsOf,
  keepaliveOf,
  keepaliveOption,
  optionOf,
  paddingOf,
  paddingOption,
  subnetOf,
  subnetOption,
} from '../../src/wire/options.ts';
import { OPTION } from '../../src/wire/registry.ts';
import { bytesOf } from './packets.ts';

const option = (code: number, hex: string): EdnsOption => ({ code, data: bytesOf(hex) });
const CLIENT = bytesOf('2464c4abcf10c957');
const SERVER = bytesOf('010000005cf79f111f8130c3eee29480');

describe('cookies (RFC 7873, RFC 9018 appendix A.1)', () => {
  it('a client cookie alone, and one with the server cookie', () => {
    expect(cookieOption(CLIENT)).toEqual(option(10, '2464c4abcf10c957'));
    expect(cookieOf(cookieOption(CLIENT))).toEqual({ client: CLIENT, server: undefined });
    expect(cookieOption(CLIENT, SERVER)).toEqual(option(10, '2464c4abcf10c957 010000005cf79f111f8130c3eee29480'));
    expect(cookieOf(cookieOption(CLIENT, SERVER))).toEqual({ client: CLIENT, server: SERVER });
  });

  it('server cookies have 8 to 32 octets', () => {
    const legal = Array.from({ length: 42 }, (_, length) => length).filter(
      (length) => cookieOf(option(10, '00'.repeat(length))) !== undefined,
    );
    expect(legal).toEqual([8, ...Array.from({ length: 25 }, (_, at) => 16 + at)]);
  });

  it('the cookie is copied', () => {
    const sent = cookieOption(CLIENT, SERVER);
    const cookie = cookieOf(sent);
    sent.data.fill(0);
    expect(cookie).toEqual({ client: CLIENT, server: SERVER });
  });
});

describe('client subnets (RFC 7871)', () => {
  it('an address is cut to its prefix', () => {
    const v4 = { family: 4, sourcePrefix: 20, scopePrefix: 0, address: Uint8Array.of(192, 0, 255, 7) } as const;
    expect(subnetOption(v4)).toEqual(option(OPTION.ECS, '0001 14 00 c000f0'));
    expect(subnetOf(subnetOption(v4))).toEqual({ ...v4, address: Uint8Array.of(192, 0, 0xf0) });
    const v6 = {
      family: 6,
      sourcePrefix: 56,
      scopePrefix: 48,
      address: bytesOf('20010db8fd133201ffffffffffffffff'),
    } as const;
    expect(subnetOption(v6)).toEqual(option(OPTION.ECS, '0002 38 30 20010db8fd1332'));
    expect(subnetOf(subnetOption(v6))).toEqual({ ...v6, address: bytesOf('20010db8fd1332') });
  });

  it('prefix 0 says "none of it", prefix 32 all', () => {
    expect(subnetOf(option(8, '0001 00 00'))).toEqual({
      family: 4,
      sourcePrefix: 0,
      scopePrefix: 0,
      address: bytesOf(),
    });
    expect(subnetOf(option(8, '0001 20 18 c0000201'))?.address).toEqual(bytesOf('c0000201'));
  });

  it.each([
    ['too short', '0001 18'],
    ['of an unknown family', '0003 00 00'],
    ['with a prefix longer than the address', '0001 21 00 c000020100'],
    ['with a scope longer than the address', '0001 18 21 c00002'],
    ['with too few octets', '0001 18 00 c000'],
    ['with too many octets', '0001 18 00 c0000201'],
    ['with bits behind the prefix', '0001 14 00 c000ff'],
  ])('%s is undefined', (_, hex) => {
    expect(subnetOf(option(8, hex))).toBeUndefined();
  });
});

describe('Extended DNS Errors (RFC 8914)', () => {
  it('a code and a text in UTF-8', () => {
    const error = { code: 22, text: 'at «example.» 192.0.2.1' };
    expect(extendedErrorOf(extendedErrorOption(error))).toEqual(error);
    expect(extendedErrorOf(option(15, '0016'))).toEqual({ code: 22, text: '' });
  });

  it('a final NUL goes, broken UTF-8 is replaced, half a code is undefined', () => {
    expect(extendedErrorOf(option(15, '0000 6100'))?.text).toBe('a');
    expect(extendedErrorOf(option(15, '0000 61ff'))?.text).toBe('a\ufffd');
    expect(extendedErrorOf(option(15, '00'))).toBeUndefined();
  });

  it('all of them are found among other options', () => {
    const options = [option(10, ''), option(15, '0009'), option(15, '00'), option(15, '0016 78')];
    expect(extendedErrorsOf(options)).toEqual([
      { code: 9, text: '' },
      { code: 22, text: 'x' },
    ]);
    expect(optionOf(options, 15)).toBe(options[1]);
    expect(optionOf(options, 3)).toBeUndefined();
  });
});

describe('padding and keepalive (RFC 7830, RFC 7828)', () => {
  it('padding is zeros, and any octets when read', () => {
    expect(paddingOption(3)).toEqual(option(12, '000000'));
    expect(paddingOf(option(12, 'ffff'))).toBe(2);
  });

  it('keepalive counts in steps of 100 ms; a client sends none', () => {
    expect(keepaliveOption()).toEqual(option(11, ''));
    expect(keepaliveOption(30_050)).toEqual(option(11, '012c'));
    expect(keepaliveOption(1e9)).toEqual(option(11, 'ffff'));
    expect(keepaliveOf(option(11, '012c'))).toEqual({ timeoutMs: 30_000 });
    expect(keepaliveOf(option(11, ''))).toEqual({ timeoutMs: undefined });
    expect(keepaliveOf(option(11, '01'))).toBeUndefined();
  });
});

it('no reader takes an option of another code', () => {
  const other = option(65001, '0001 18 00 c00002 0000 0000 0000 0000');
  for (const reader of [cookieOf, subnetOf, extendedErrorOf, paddingOf, keepaliveOf])
    expect(reader(other)).toBeUndefined();
});
