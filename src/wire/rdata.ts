/**
 * Rdata against the shape of its type: is RDLENGTH right, where are the names, how long is it without compression?
 * It must not know owners, sections or text forms. RFC 1035 section 4.1.3, RFC 3597 section 4, RFC 9460 section 2.2.
 */
import { copyOctets, uint16At } from './bytes.ts';
import { chargeNameOctets, copyName, measureName, type NameSource, nameSource } from './expand.ts';
import { Malformed } from './malformed.ts';
import { CLASS, type RRClass, type RRType } from './registry.ts';
import {
  BITMAP,
  BLOB,
  CHAINED_ADDRESS,
  FILLED_REST,
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
  REST,
  type Shape,
  STRING,
  STRINGS,
  shapeOf,
} from './shapes.ts';

/** The shape that rdata of this type and class must have; undefined where it is opaque. */
export function shapeIn(type: RRType, rrclass: RRClass): Shape | undefined {
  const shape = shapeOf(type);
  return shape === undefined || (shape.internetOnly && rrclass !== CLASS.IN) ? undefined : shape;
}

/**
 * Checks `source.bytes[from, to)` against `shape` and returns its length with all names uncompressed.
 * Throws {@link Malformed}. Work is bounded by the octets and by the limits of names.
 */
export function measureRdata(source: NameSource, shape: Shape, from: number, to: number): number {
  if (shape.octets >= 0) {
    if (to - from !== shape.octets) throw new Malformed(from, `RDLENGTH is ${to - from}, not ${shape.octets}`);
    return shape.octets;
  }
  let at = from;
  let expanded = 0;
  for (const field of shape.fields) {
    if (field === NAME) {
      const octets = measureName(source, at, to, shape.mayBeCompressed);
      chargeNameOctets(source, octets, at);
      expanded += octets - (source.end - at);
      at = source.end;
    } else {
      at = field > 0 ? at + field : behindField(source, field, at, to);
      if (at > to) throw new Malformed(from, 'rdata is shorter than its type demands');
    }
  }
  if (at !== to) throw new Malformed(at, 'rdata is longer than its type demands');
  return to - from + expanded;
}

/** Writes measured rdata with all names uncompressed at `at`; returns the offset behind it. */
export function copyRdata(
  bytes: Uint8Array,
  shape: Shape,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): number {
  let read = from;
  let write = at;
  for (const field of shape.fields) {
    if (field === NAME) {
      write = copyName(bytes, read, target, write);
      read = behindName(bytes, read);
    } else {
      const next = field > 0 ? read + field : field === STRING ? read + 1 + (bytes[read] ?? 0) : to;
      copyOctets(bytes, read, next, target, write);
      write += next - read;
      read = next;
    }
  }
  return write;
}

/** The offset behind a measured name in place. */
function behindName(bytes: Uint8Array, at: number): number {
  let position = at;
  for (;;) {
    const length = bytes[position] ?? 0;
    if (length === 0) return position + 1;
    if (length >= 0xc0) return position + 2;
    position += length + 1;
  }
}

/** What is wrong with uncompressed rdata of a type, in words; undefined if it has the right shape or is opaque. */
export function rdataFault(type: RRType, rdata: Uint8Array, rrclass: RRClass = CLASS.IN): string | undefined {
  const shape = shapeIn(type, rrclass);
  if (shape === undefined) return undefined;
  try {
    measureRdata(nameSource(rdata), { ...shape, mayBeCompressed: false }, 0, rdata.length);
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return error.what;
    throw error;
  }
}

/** The offset behind a field that is neither a name nor of fixed length; beyond `to` if it does not fit. */
function behindField(source: NameSource, field: Field, at: number, to: number): number {
  const { bytes } = source;
  switch (field) {
    case STRING:
      return behindString(bytes, at, to);
    case FILLED_STRING:
      return bytes[at] === 0 ? refuse(at, 'a field is empty') : behindString(bytes, at, to);
    case OPTIONAL_STRING:
      return at === to ? at : behindString(bytes, at, to);
    case STRINGS:
      return behindStrings(bytes, at, to);
    case REST:
      return to;
    case FILLED_REST:
      return at < to ? to : to + 1;
    case BLOB:
      return at + 2 <= to ? at + 2 + uint16At(bytes, at) : to + 1;
    case BITMAP:
      return behindBitmap(bytes, at, to);
    case PARAMETERS:
      return behindParameters(bytes, at, to);
    case PREFIXES:
      return behindPrefixes(bytes, at, to);
    case GATEWAY:
      return at + 2 <= to ? behindGateway(source, bytes[at] ?? 0, at + 2, to, true) : to + 1;
    case RELAY:
      return at < to ? behindGateway(source, (bytes[at] ?? 0) & 0x7f, at + 1, to, false) : to + 1;
    case CHAINED_ADDRESS:
      return behindChainedAddress(source, at, to);
    case HOST_IDENTITY:
      return behindHostIdentity(source, at, to);
    case LOCATION:
      return bytes[at] === 0 && at < to ? at + 16 : at < to ? to : to + 1;
    default:
      throw new Error(`no such field of rdata: ${field}`);
  }
}

function refuse(at: number, what: string): never {
  throw new Malformed(at, what);
}

function behindString(bytes: Uint8Array, at: number, to: number): number {
  return at < to ? at + 1 + (bytes[at] ?? 0) : to + 1;
}

function behindStrings(bytes: Uint8Array, at: number, to: number): number {
  let position = behindString(bytes, at, to);
  while (position < to) position = behindString(bytes, position, to);
  return position;
}

function behindBitmap(bytes: Uint8Array, at: number, to: number): number {
  let position = at;
  let previous = -1;
  while (position < to) {
    const window = bytes[position] ?? 0;
    const length = position + 1 < to ? (bytes[position + 1] ?? 0) : 0;
    if (window <= previous) refuse(position, 'the windows of a type bitmap are out of order');
    if (length === 0 || length > 32) refuse(position, 'a window of a type bitmap has not 1 to 32 octets');
    previous = window;
    position += 2 + length;
  }
  return position;
}

function behindParameters(bytes: Uint8Array, at: number, to: number): number {
  let position = at;
  let previous = -1;
  while (position < to) {
    const key = uint16At(bytes, position);
    if (key <= previous) refuse(position, 'service parameters are out of order');
    previous = key;
    position += 4 + uint16At(bytes, position + 2);
  }
  return position;
}

function behindPrefixes(bytes: Uint8Array, at: number, to: number): number {
  let position = at;
  while (position < to) {
    position += 4 + ((bytes[position + 3] ?? 0) & 0x7f);
  }
  return position;
}

/** None, IPv4, IPv6 or a name; other kinds are opaque. A key may follow. */
function behindGateway(source: NameSource, kind: number, at: number, to: number, key: boolean): number {
  if (kind > 3) return to;
  let end = at + (kind === 1 ? 4 : kind === 2 ? 16 : 0);
  if (kind === 3) end = behindPlainName(source, at, to);
  return key && end <= to ? to : end;
}

function behindChainedAddress(source: NameSource, at: number, to: number): number {
  const prefix = source.bytes[at] ?? 0;
  if (at >= to) return to + 1;
  if (prefix > 128) refuse(at, 'an A6 prefix is longer than 128 bits');
  const name = at + 1 + ((128 - prefix + 7) >> 3);
  return prefix === 0 || name > to ? name : behindPlainName(source, name, to);
}

function behindHostIdentity(source: NameSource, at: number, to: number): number {
  if (at + 4 > to) return to + 1;
  let position = at + 4 + (source.bytes[at] ?? 0) + uint16At(source.bytes, at + 2);
  while (position < to) position = behindPlainName(source, position, to);
  return position;
}

function behindPlainName(source: NameSource, at: number, to: number): number {
  chargeNameOctets(source, measureName(source, at, to, false), at);
  return source.end;
}
