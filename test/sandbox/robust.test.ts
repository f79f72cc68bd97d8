/** Whatever bytes come, no server of the sandbox throws, and none sends more than it may. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withFaults } from '../../src/sandbox/host.ts';
import { createWorld } from '../../src/sandbox/world.ts';
import { moment, query } from './packets.ts';

const HOSTS = createWorld().hosts.map(({ address, serve, faults = [] }) => ({
  address,
  serve: withFaults(serve, faults),
}));
const NAMES = ['.', 'www.example.com', 'big.example.com', 'x.moved.example.com', 'www.nxns.zoo.example', 'nowhere.org'];
const TYPES = ['A', 'NS', 'DS', 'ANY', 'TXT', 'RRSIG', 'AXFR', 'OPT', 'TYPE65280'];

/** A query with some octets changed, or cut short. */
const mangled = fc
  .record({
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom(...TYPES),
    edns: fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined }),
    dnssecOk: fc.boolean(),
    changes: fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }),
    cut: fc.option(fc.nat(80), { nil: undefined }),
  })
  .map(({ name, type, edns, dnssecOk, changes, cut }) => {
    const bytes = query(name, type, edns === undefined ? {} : { edns, dnssecOk });
    for (const [at, octet] of changes) if (at < bytes.length) bytes[at] = octet;
    return cut === undefined ? bytes : bytes.subarray(0, cut);
  });

describe('servers of the sandbox', () => {
  it('take any bytes, and answer within 4096 octets over UDP', () => {
    const property = fc.property(
      fc.constantFrom(...HOSTS),
      mangled,
      fc.constantFrom('udp', 'tcp'),
      (host, bytes, how) => {
        const before = bytes.slice();
        const reaction = host.serve(bytes, how === 'udp' ? 'udp' : 'tcp', moment());
        expect(bytes).toEqual(before);
        if (reaction.kind === 'error' || how === 'tcp') return;
        for (const parcel of reaction.parcels) expect(parcel.bytes.length).toBeLessThanOrEqual(4096);
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });
});
