/**
 * Random rdata for property tests: by the wire shape of each type, so that every octet that the decoder lets through can
 * come, and finer ones for the types whose text form has rules of its own.
 */
import fc from 'fast-check';
import { bitmapOfTypes } from '../../src/wire/bitmap.ts';
import { rdataFault } from '../../src/wire/rdata.ts';
import { type RRType, TYPE } from '../../src/wire/registry.ts';
import {
  BITMAP,
  BLOB,
  CHAINED_ADDRESS,
  FILLED_STRING,
  type Field,
  GATEWAY,
  HOST_IDENTITY,
  LOCATION,
  NAME,
  OPTIONAL_STRING,
  PARAMETERS,
  PREFIXES,
  RELAY,
  STRING,
  STRINGS,
  shapeOf,
} from '../../src/wire/shapes.ts';

type Octets = fc.Arbitrary<Uint8Array>;

export const octets = (minLength: number, maxLength: number): Octets => fc.uint8Array({ minLength, maxLength });

const joined = (parts: readonly Octets[]): Octets =>
  fc.tuple(...parts).map((list) => Uint8Array.from(list.flatMap((part) => [...part])));

const counted = (part: Octets): Octets => part.map((view) => Uint8Array.from([view.length, ...view]));

const list = (part: Octets, minLength: number, maxLength: number): Octets =>
  fc.array(part, { minLength, maxLength }).map((parts) => Uint8Array.from(parts.flatMap((view) => [...view])));

const octet = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(...new TextEncoder().encode('aZ0-.\\"@$();, ')),
);
const label = counted(fc.array(octet, { minLength: 1, maxLength: 12 }).map((part) => Uint8Array.from(part)));

/** Uncompressed names of any octets. */
export const wireName: Octets = joined([list(label, 0, 5), fc.constant(new Uint8Array(1))]);

/** Type bitmaps as they should be. */
export const bitmap: Octets = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 300 })), { maxLength: 20 })
  .map((types) => bitmapOfTypes(types));

const uint16 = (value: number): number[] => [value >> 8, value & 0xff];

/** Values that fit their key in service parameters, by key. */
const PARAMETER_VALUES: readonly (readonly [number, Octets])[] = [
  [1, list(counted(octets(1, 20)), 1, 4)],
  [3, octets(2, 2)],
  [4, list(octets(4, 4), 1, 3)],
  [5, octets(1, 20)],
  [6, list(octets(16, 16), 1, 3)],
  [7, octets(1, 20)],
  [8, octets(0, 0)],
  [667, octets(0, 20)],
  [65_534, octets(0, 20)],
];

/** Service parameters that obey RFC 9460: all of the keys above may come, those of `mandatory` among them. */
export const parameters: Octets = fc
  .tuple(...PARAMETER_VALUES.map(([key, value]) => fc.option(value.map((view) => ({ key, view })))))
  .chain((chosen) => {
    const present = chosen.filter((parameter) => parameter !== null);
    const keys = present.map(({ key }) => key);
    return fc.subarray(keys).map((mandatory) => {
      const first = mandatory.length === 0 ? [] : [{ key: 0, view: Uint8Array.from(mandatory.flatMap(uint16)) }];
      return Uint8Array.from(
        [...first, ...present].flatMap(({ key, view }) => [...uint16(key), ...uint16(view.length), ...view]),
      );
    });
  });

const prefix: Octets = fc
  .tuple(fc.constantFrom(1, 2), fc.integer({ min: 0, max: 32 }), octets(0, 4), fc.boolean())
  .map(([family, bits, address, not]) => {
    const size = address.findLastIndex((value) => value !== 0) + 1;
    return Uint8Array.from([0, family, bits, size | (not ? 0x80 : 0), ...address.subarray(0, size)]);
  });

const one = (...values: number[]): Octets => fc.constantFrom(...values).map((value) => Uint8Array.of(value));

/** What a gateway of each kind looks like: none, IPv4, IPv6, a name. */
const GATEWAYS: readonly Octets[] = [octets(0, 0), octets(4, 4), octets(16, 16), wireName];

const gateway = fc
  .constantFrom(0, 1, 2, 3)
  .chain((kind) => joined([one(kind), octets(1, 1), GATEWAYS[kind] ?? octets(0, 0), octets(0, 30)]));

const relay = fc
  .constantFrom(0, 1, 2, 3)
  .chain((kind) => joined([one(kind, kind | 0x80), GATEWAYS[kind] ?? octets(0, 0)]));

const hostIdentity = fc
  .tuple(octets(0, 20), octets(1, 1), octets(0, 30), list(wireName, 0, 2))
  .map(([tag, algorithm, key, servers]) =>
    Uint8Array.from([tag.length, ...algorithm, ...uint16(key.length), ...tag, ...key, ...servers]),
  );

/** Places as text can hold them, among octets that it cannot. */
const location: Octets = fc
  .tuple(
    fc.array(fc.constantFrom(0, 0x10, 0x12, 0x99, 0x33, 0xa0, 0x05), { minLength: 3, maxLength: 3 }),
    fc.integer({ min: -330_000_000, max: 330_000_000 }),
    fc.integer({ min: -660_000_000, max: 660_000_000 }),
    octets(4, 4),
  )
  .map(([sizes, latitude, longitude, altitude]) => {
    const angles = new DataView(new ArrayBuffer(8));
    angles.setUint32(0, 2 ** 31 + latitude);
    angles.setUint32(4, 2 ** 31 + longitude);
    return Uint8Array.from([0, ...sizes, ...new Uint8Array(angles.buffer), ...altitude]);
  });

const FIELDS: ReadonlyMap<Field, Octets> = new Map<Field, Octets>([
  [NAME, wireName],
  [STRING, counted(octets(0, 30))],
  [FILLED_STRING, counted(octets(1, 30))],
  [STRINGS, list(counted(octets(0, 30)), 1, 4)],
  [OPTIONAL_STRING, fc.oneof(octets(0, 0), counted(octets(0, 30)))],
  [BITMAP, bitmap],
  [BLOB, octets(0, 30).map((blob) => Uint8Array.from([...uint16(blob.length), ...blob]))],
  [PARAMETERS, parameters],
  [PREFIXES, list(prefix, 0, 3)],
  [GATEWAY, gateway],
  [RELAY, relay],
  [HOST_IDENTITY, hostIdentity],
  [LOCATION, location],
  [CHAINED_ADDRESS, joined([one(128), wireName])],
]);

function fieldOctets(field: Field): Octets {
  return field >= 0 ? octets(field, field) : (FIELDS.get(field) ?? octets(0, 40));
}

/** Rdata of the type that the decoder accepts; of types that are opaque to it, anything. */
export function rdataOf(type: RRType): Octets {
  const shape = shapeOf(type);
  const shaped = shape === undefined ? octets(0, 40) : joined(shape.fields.map(fieldOctets));
  return shaped.filter((rdata) => rdataFault(type, rdata) === undefined);
}

/** Any octets for a type, mostly not what it needs. */
export const anyRdata = fc.tuple(fc.constantFrom(...Object.values(TYPE)), octets(0, 60));
