import { describe, expect, it } from 'vitest';
import { hasDefaultRoute } from '../../src/cli/ipv6.ts';

const ANY = '00000000000000000000000000000000';
const NET = '20010db8000000000000000000000000';
const ROUTER = 'fe800000000000000000000000000001';

const line = (to: string, length: string, flags: string, device: string): string =>
  `${to} ${length} ${ANY} 00 ${ROUTER} 00000400 00000001 00000000 ${flags} ${device.padStart(8)}`;

describe('the way to the IPv6 Internet', () => {
  it('is a default route over a device', () => {
    expect(hasDefaultRoute([line(NET, '40', '00000001', 'eth0'), line(ANY, '00', '00000003', 'eth0')].join('\n'))).toBe(
      true,
    );
  });

  it('is not the reject route that every Linux has', () => {
    expect(hasDefaultRoute([line(NET, '40', '00000001', 'eth0'), line(ANY, '00', '00200200', 'lo')].join('\n'))).toBe(
      false,
    );
    expect(hasDefaultRoute(line(ANY, '00', '00000203', 'eth0'))).toBe(false);
  });

  it('is not a net of our own, nor an empty table', () => {
    expect(hasDefaultRoute(line(NET, '40', '00000001', 'eth0'))).toBe(false);
    expect(hasDefaultRoute('')).toBe(false);
  });

  it('is believed in where no table can be read', () => {
    expect(hasDefaultRoute(undefined)).toBe(true);
  });
});
