/**
 * Random messages for property tests: names of any octets with common endings, sets of every type, all header fields.
 */
import fc from 'fast-check';
import type { Edns } from '../../src/wire/edns.ts';
import type { Message, Question } from '../../src/wire/message.ts';
import { type Name, nameFromWire } from '../../src/wire/name.ts';
import { type RRType, TYPE } from '../../src/wire/registry.ts';
import { packRdata, type RRset } from '../../src/wire/rrset.ts';
import { octets, rdataOf, wireName } from './arbitrary-rdata.ts';

const SUFFIXES = ['\x03com\0', '\x07example\x03com\0', '\x02Ns\x07eXample\x03com\0', '\0'].map((text) =>
  Buffer.from(text, 'latin1'),
);

/** Uncompressed names that often share an ending; at most 127 octets. */
const relatedName = fc
  .tuple(wireName, fc.constantFrom(...SUFFIXES))
  .map(([front, back]) => Uint8Array.from([...front.subarray(0, -1), ...back]));

/** Names of any octets, in their lower-case form. */
export const anyName: fc.Arbitrary<Name> = fc.oneof(wireName, relatedName).map((wire) => nameFromWire(wire));

const uint16 = fc.integer({ min: 0, max: 0xffff });
const rrclass = fc.oneof(
  { weight: 5, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(3, 254, 4711) },
);
const TYPES = Object.values(TYPE).filter((type) => type !== TYPE.OPT && type !== TYPE.RRSIG);
/** Types whose rdata names are compressed come more often. */
const type = fc.oneof(
  fc.constantFrom(...TYPES),
  fc.constantFrom(TYPE.A, TYPE.NS, TYPE.CNAME, TYPE.SOA, TYPE.MX, TYPE.MINFO, TYPE.SRV, TYPE.DNAME),
  fc.constantFrom(65280, 65535, 23, 0),
);

function rdataFor(rrtype: RRType): fc.Arbitrary<Uint8Array> {
  if (rrtype === TYPE.NS || rrtype === TYPE.CNAME) return relatedName;
  if (rrtype === TYPE.MX) return relatedName.map((name) => Uint8Array.from([0, 10, ...name]));
  return rdataOf(rrtype);
}

const different = (list: readonly Uint8Array[]): Uint8Array[] => [
  ...new Map(list.map((rdata) => [Buffer.from(rdata).toString('latin1'), rdata])).values(),
];

const signature = (covered: RRType): fc.Arbitrary<Uint8Array> =>
  rdataOf(TYPE.RRSIG).map((rdata) => Uint8Array.from([covered >> 8, covered & 0xff, ...rdata.subarray(2)]));

/** Sets of any type but OPT and RRSIG, with signatures that cover them. */
export const anySet: fc.Arbitrary<RRset> = type.chain((rrtype) =>
  fc
    .record({
      name: anyName,
      class: rrclass,
      ttl: fc.integer({ min: 0, max: 0x7fffffff }),
      rdata: fc.array(rdataFor(rrtype), { minLength: 1, maxLength: 5 }),
      signatures: fc.array(signature(rrtype), { maxLength: 2 }),
    })
    .map((set) => ({
      ...set,
      type: rrtype,
      rdata: packRdata(different(set.rdata)),
      signatures: packRdata(different(set.signatures)),
    })),
);

const anySection: fc.Arbitrary<RRset[]> = fc.uniqueArray(anySet, {
  maxLength: 6,
  selector: (set) => `${set.type}/${set.class}/${set.name}`,
});

/** EDNS with a few options. */
export const anyEdns: fc.Arbitrary<Edns> = fc.record({
  version: fc.integer({ min: 0, max: 255 }),
  udpSize: uint16,
  dnssecOk: fc.boolean(),
  flags: fc.integer({ min: 0, max: 0x7fff }),
  options: fc.array(fc.record({ code: uint16, data: octets(0, 20) }), { maxLength: 4 }),
});

const question: fc.Arbitrary<Question> = fc.record({ name: anyName, type: uint16, class: uint16 });

/** Messages that can be written, and are read as they were. */
export const anyMessage: fc.Arbitrary<Message> = fc.option(anyEdns, { nil: undefined }).chain((edns) =>
  fc.record({
    id: uint16,
    qr: fc.boolean(),
    opcode: fc.integer({ min: 0, max: 15 }),
    aa: fc.boolean(),
    tc: fc.boolean(),
    rd: fc.boolean(),
    ra: fc.boolean(),
    z: fc.boolean(),
    ad: fc.boolean(),
    cd: fc.boolean(),
    rcode: fc.integer({ min: 0, max: edns === undefined ? 15 : 4095 }),
    questions: fc.array(question, { maxLength: 3 }),
    answer: anySection,
    authority: anySection,
    additional: anySection,
    edns: fc.constant(edns),
  }),
);
