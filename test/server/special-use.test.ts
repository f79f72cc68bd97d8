import { describe, expect, it } from 'vitest';
import { RCODE } from '../../src/wire/registry.ts';
import { answer, ask, fakeCore, lines, query } from './asked.ts';

const SOA = (zone: string): string => `${zone}. SOA localhost. nobody.invalid. 1 3600 1200 604800 10800`;
const ZEROS = '0.'.repeat(31);

/** `NXDOMAIN test.` with the zone of the SOA, or the answer. */
async function told(name: string, type: string): Promise<string | readonly string[]> {
  const core = fakeCore(answer());
  const reply = await ask(query(name, type), { core });
  if (core.asked.length > 0) return 'resolved';
  expect(reply).toMatchObject({ aa: true, ad: false });
  if (reply.answer.length > 0) return lines(reply.answer);
  const [soa] = reply.authority;
  expect(lines(reply.authority)).toEqual([SOA((soa?.name ?? '').replace(/\.$/, ''))]);
  return `${reply.rcode === RCODE.NXDOMAIN ? 'NXDOMAIN' : 'NODATA'} ${soa?.name}`;
}

describe('names that never leave this machine', () => {
  it.each([
    ['localhost', 'A', ['localhost. A 127.0.0.1']],
    ['localhost', 'AAAA', ['localhost. AAAA ::1']],
    ['a.b.localhost', 'A', ['a.b.localhost. A 127.0.0.1']],
    ['www.localhost', 'AAAA', ['www.localhost. AAAA ::1']],
    ['localhost', 'MX', 'NODATA localhost.'],
    ['www.localhost', 'TXT', 'NODATA localhost.'],
    ['1.0.0.127.in-addr.arpa', 'PTR', ['1.0.0.127.in-addr.arpa. PTR localhost.']],
    [`1.${ZEROS}ip6.arpa`, 'PTR', [`1.${ZEROS}ip6.arpa. PTR localhost.`]],
    ['2.0.0.127.in-addr.arpa', 'PTR', 'NXDOMAIN 127.in-addr.arpa.'],
  ])('%s %s: this machine (RFC 6761)', async (name, type, expected) => {
    expect(await told(name, type)).toEqual(expected);
  });

  it.each(['0.0.127.in-addr.arpa', '0.127.in-addr.arpa'])(
    '%s exists, for a name below it does: NXDOMAIN would deny that (RFC 8020)',
    async (name) => {
      expect(await told(name, 'PTR')).toBe('NODATA 127.in-addr.arpa.');
    },
  );

  it.each([
    '10.in-addr.arpa', '16.172.in-addr.arpa', '31.172.in-addr.arpa', '168.192.in-addr.arpa', '64.100.in-addr.arpa',
    '127.100.in-addr.arpa', '254.169.in-addr.arpa', '2.0.192.in-addr.arpa', 'd.f.ip6.arpa', '8.e.f.ip6.arpa',
    'b.e.f.ip6.arpa', '8.b.d.0.1.0.0.2.ip6.arpa', 'invalid', 'test', 'onion', 'home.arpa', 'service.arpa',
  ])('%s is an empty zone of ours', async (zone) => {
    expect(await told(`1.2.${zone}`, 'PTR')).toBe(`NXDOMAIN ${zone}.`);
    expect(await told(zone, 'A')).toBe(`NODATA ${zone}.`);
    expect(await told(zone, 'SOA')).toEqual([SOA(zone)]);
    expect(await told(zone, 'NS')).toEqual([`${zone}. NS localhost.`]);
  }); // biome-ignore format: a table

  it('resolver.arpa says NODATA for every name below it (RFC 9462 section 6.4)', async () => {
    expect(await told('resolver.arpa', 'A')).toBe('NODATA resolver.arpa.');
    expect(await told('_dns.resolver.arpa', 'SVCB')).toBe('NODATA resolver.arpa.');
    expect(await told('www.resolver.arpa', 'A')).toBe('NODATA resolver.arpa.');
  });

  it.each(['15.172.in-addr.arpa', '32.172.in-addr.arpa', '63.100.in-addr.arpa', '128.100.in-addr.arpa',
    'in-addr.arpa', '11.in-addr.arpa', 'arpa', 'localhost.example', 'mytest', 'notlocalhost', 'example.com',
  ])('%s is somebody else\'s', async (name) => {
    expect(await told(name, 'A')).toBe('resolved');
  }); // biome-ignore format: a table

  it.each(['home.arpa', '10.in-addr.arpa', 'd.f.ip6.arpa'])(
    'the DS of %s is asked of its parent, which has the proof (RFC 8375 section 4, RFC 4035 section 3.1.4.1)',
    async (zone) => {
      expect(await told(zone, 'DS')).toBe('resolved');
      expect(await told(`below.${zone}`, 'DS')).toBe(`NXDOMAIN ${zone}.`);
    },
  );

  it.each(['localhost', 'test', 'invalid', 'onion'])('the DS of %s is not: the root has no such zone', async (zone) => {
    expect(await told(zone, 'DS')).toBe(`NODATA ${zone}.`);
  });

  it('are resolved like others where that is turned off', async () => {
    const core = fakeCore(answer());
    await ask(query('localhost', 'A'), { core, settings: { specialUseZones: false } });
    expect(core.asked).toEqual(['resolve localhost. 1']);
  });
});
