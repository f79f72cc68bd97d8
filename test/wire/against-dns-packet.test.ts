/**
 * Our codec against dns-packet, an independent second one, where that is right: names of letters, digits and hyphens,
 * the types it knows, rdata as it should be.
 */
import dnsPacket, { type Answer } from 'dns-packet';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeMessage } from '../../src/wire/decode.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import { nameToText } from '../../src/wire/name.ts';
import { opcodeToText, rcodeToText, typeToText } from '../../src/wire/registry.ts';
import { rdataCount } from '../../src/wire/rrset.ts';

const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
const name = fc
  .tuple(
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '.com', '.example.com', '.ns.example.com'),
  )
  .map(([front, back]) => front.join('.') + back);
const octet = fc.integer({ min: 0, max: 0xff });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const text = fc.stringMatching(/^[ -~]{0,20}$/);
const blob = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((view) => Buffer.from(view));
const hex = (octets: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: octets, maxLength: octets }).map((view) => Buffer.from(view).toString('hex'));
const rrtypes = fc.subarray(['A', 'NS', 'MX', 'TXT', 'AAAA', 'RRSIG', 'NSEC', 'CAA'], { minLength: 1 });

/** The records of one set, as dns-packet wants them; without owner, class and TTL. */
type Data = Pick<Answer & { data: unknown }, 'type' | 'data'>;
const of = (type: string, data: fc.Arbitrary<unknown>): fc.Arbitrary<Data[]> =>
  fc
    .uniqueArray(data, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) })
    // Its types are a union by mnemonic: this table is where mnemonic and data are put together.
    .map((list) => list.map((value): Data => ({ type, data: value }) as Data));

// biome-ignore format: a table
const ANY_SET: fc.Arbitrary<Data[]> = fc.oneof(
  of('A', fc.ipV4()), of('AAAA', fc.tuple(uint16, uint16).map(([a, b]) => `2001:db8:${(a | 1).toString(16)}:1:2:3:4:${(b | 1).toString(16)}`)),
  of('NS', name), of('CNAME', name), of('DNAME', name), of('PTR', name),
  of('MX', fc.record({ preference: uint16, exchange: name })),
  of('SOA', fc.record({ mname: name, rname: name, serial: uint32, refresh: uint32, retry: uint32, expire: uint32, minimum: uint32 })),
  of('SRV', fc.record({ priority: uint16, weight: uint16, port: uint16, target: name })),
  of('TXT', fc.array(text, { minLength: 1, maxLength: 3 })),
  of('HINFO', fc.record({ cpu: text, os: text })),
  of('RP', fc.record({ mbox: name, txt: name })),
  of('CAA', fc.record({ flags: fc.constantFrom(0, 128), tag: fc.constantFrom('issue', 'iodef'), value: text })),
  of('NAPTR', fc.record({ order: uint16, preference: uint16, flags: text, services: text, regexp: text, replacement: name })),
  of('DS', fc.record({ keyTag: uint16, algorithm: octet, digestType: octet, digest: blob })),
  of('DNSKEY', fc.record({ flags: uint16, algorithm: octet, key: blob })),
  of('SSHFP', fc.record({ algorithm: fc.constant(4), hash: fc.constant(2), fingerprint: hex(32) })),
  of('TLSA', fc.record({ usage: octet, selector: octet, matchingType: octet, certificate: blob })),
  of('NSEC', fc.record({ nextDomain: name, rrtypes })),
  of('NSEC3', fc.record({ algorithm: fc.constant(1), flags: octet, iterations: uint16, salt: blob, nextDomain: blob, rrtypes })),
);

const anySection: fc.Arbitrary<Answer[]> = fc
  .uniqueArray(fc.tuple(name, fc.integer({ min: 0, max: 0x7fffffff }), ANY_SET), {
    maxLength: 5,
    selector: ([owner, , set]) => `${owner} ${set[0]?.type}`,
  })
  .map((sets) => sets.flatMap(([owner, ttl, set]) => set.map((data) => ({ ...data, name: owner, ttl }) as Answer)));

const anyPacket = fc.record({
  type: fc.constantFrom('query' as const, 'response' as const),
  id: uint16,
  flags: fc.integer({ min: 0, max: 0x7fff }),
  questions: fc.array(fc.record({ type: fc.constantFrom('A' as const, 'MX' as const), name }), { maxLength: 2 }),
  answers: anySection,
  authorities: anySection,
  additionals: anySection,
});

/** A decoded packet as plain data. */
const seen = (bytes: Uint8Array): unknown => JSON.parse(JSON.stringify(dnsPacket.decode(Buffer.from(bytes))));

it('what dns-packet writes we read, and it reads what we write of it: the same records', () => {
  fc.assert(
    fc.property(anyPacket, (packet) => {
      const theirs = dnsPacket.encode(packet);
      const ours = encodeMessage(decodeMessage(theirs));
      expect(seen(ours)).toEqual(seen(theirs));
      expect(ours.length).toBeLessThanOrEqual(theirs.length);
    }),
    { numRuns: 1000 },
  );
});

it('header, questions, owners and counts are what dns-packet sees', () => {
  fc.assert(
    fc.property(anyPacket, (packet) => {
      const bytes = dnsPacket.encode(packet);
      const theirs = dnsPacket.decode(bytes);
      const ours = decodeMessage(bytes);
      expect([ours.id, ours.qr, ours.aa, ours.tc, ours.rd]).toEqual([
        theirs.id, theirs.type === 'response', theirs.flag_aa, theirs.flag_tc, theirs.flag_rd,
      ]); // biome-ignore format: a row
      expect([ours.ra, ours.z, ours.ad, ours.cd]).toEqual([
        theirs.flag_ra,
        theirs.flag_z,
        theirs.flag_ad,
        theirs.flag_cd,
      ]);
      const { opcode, rcode } = theirs as unknown as { opcode: string; rcode: string };
      if (ours.opcode <= 2) expect(opcodeToText(ours.opcode)).toBe(opcode);
      if (ours.rcode <= 10) expect(rcodeToText(ours.rcode)).toBe(rcode);
      expect(ours.questions.map((question) => `${nameToText(question.name)} ${typeToText(question.type)}`)).toEqual(
        theirs.questions?.map((question) => `${question.name}. ${question.type}`),
      );
      for (const [sets, records] of [
        [ours.answer, theirs.answers ?? []],
        [ours.authority, theirs.authorities ?? []],
        [ours.additional, theirs.additionals ?? []],
      ] as const) {
        const owners = sets.flatMap((set) => new Array<string>(rdataCount(set.rdata)).fill(nameToText(set.name)));
        expect(owners).toEqual(records.map((record) => `${record.name}.`));
      }
    }),
    { numRuns: 500 },
  );
});
