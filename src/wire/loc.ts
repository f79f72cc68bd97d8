/**
 * LOC records, a place on Earth, as text and octets (RFC 1876). It must not know where a field's words come from.
 *
 *   version (8) | size (8) | horizontal precision (8) | vertical precision (8) | latitude (32) | longitude (32) | altitude (32)
 *
 * Angles are thousandths of a second of arc around 2^31, altitude is centimetres above 100 km below the ellipsoid,
 * sizes are one decimal digit and a power of ten, in centimetres.
 */

/** Octets of LOC rdata. */
export const LOC_OCTETS = 16;

const EQUATOR = 2 ** 31;
const DEGREE = 3_600_000;
const MINUTE = 60_000;
const BASE_ALTITUDE_CM = 10_000_000;
/** RFC 1876 section 3: 1 m, 10,000 m and 10 m where nothing is said. */
const DEFAULT_SIZES_CM = [100, 1_000_000, 1000] as const;
const MAX_SIZE_CM = 9_000_000_000;

/** What is wrong with a word, in words; `missing` if it is not there. */
export interface LocFault {
  readonly field: string;
  readonly fault: string;
}

/** Text of 16 octets; undefined for another version or values that text cannot hold. */
export function locText(rdata: Uint8Array): string | undefined {
  if (rdata.length !== LOC_OCTETS || rdata[0] !== 0) return undefined;
  const view = new DataView(rdata.buffer, rdata.byteOffset, LOC_OCTETS);
  const latitude = angleText(view.getUint32(4) - EQUATOR, 90, 'N', 'S');
  const longitude = angleText(view.getUint32(8) - EQUATOR, 180, 'E', 'W');
  const sizes = [1, 2, 3].map((at) => sizeText(view.getUint8(at)));
  if (latitude === undefined || longitude === undefined || sizes.includes(undefined)) return undefined;
  const altitude = ((view.getUint32(12) - BASE_ALTITUDE_CM) / 100).toFixed(2);
  return `${latitude} ${longitude} ${altitude}m ${sizes.join(' ')}`;
}

function angleText(thousandths: number, mostDegrees: number, positive: string, negative: string): string | undefined {
  const size = Math.abs(thousandths);
  if (size > mostDegrees * DEGREE) return undefined;
  const degrees = Math.floor(size / DEGREE);
  const minutes = Math.floor((size % DEGREE) / MINUTE);
  return `${degrees} ${minutes} ${((size % MINUTE) / 1000).toFixed(3)} ${thousandths < 0 ? negative : positive}`;
}

function sizeText(octet: number): string | undefined {
  const digit = octet >> 4;
  const power = octet & 0xf;
  if (digit > 9 || power > 9 || (digit === 0 && power > 0)) return undefined;
  const centimetres = digit * 10 ** power;
  return centimetres >= 100 ? `${centimetres / 100}m` : `${(centimetres / 100).toFixed(2)}m`;
}

/** The 16 octets of the words of a LOC record, which are all used up. */
export function locFromWords(words: readonly string[]): Uint8Array | LocFault {
  const latitude = readAngle(words, 0, 90, 'latitude', 'N', 'S');
  if ('fault' in latitude) return latitude;
  const longitude = readAngle(words, latitude.next, 180, 'longitude', 'E', 'W');
  if ('fault' in longitude) return longitude;
  const at = longitude.next;
  const altitude = readCentimetres(words[at]);
  if (altitude === undefined || altitude < -BASE_ALTITUDE_CM || altitude + BASE_ALTITUDE_CM > 0xffff_ffff) {
    return wrong('altitude', words[at], 'metres from -100000.00 to 42849672.95');
  }
  const octets = new Uint8Array(LOC_OCTETS);
  const view = new DataView(octets.buffer);
  for (const [index, field] of ['size', 'horizontal precision', 'vertical precision'].entries()) {
    const word = words[at + 1 + index];
    const size = word === undefined ? DEFAULT_SIZES_CM[index] : readCentimetres(word);
    if (size === undefined || size < 0 || size > MAX_SIZE_CM) return wrong(field, word, 'metres from 0 to 90000000.00');
    view.setUint8(1 + index, sizeOctet(size));
  }
  if (words.length > at + 4) return { field: 'vertical precision', fault: `"${words[at + 4]}" is left over behind it` };
  view.setUint32(4, EQUATOR + latitude.thousandths);
  view.setUint32(8, EQUATOR + longitude.thousandths);
  view.setUint32(12, BASE_ALTITUDE_CM + altitude);
  return octets;
}

function wrong(field: string, word: string | undefined, what: string): LocFault {
  return { field, fault: word === undefined ? 'missing' : `${word} is not ${what}` };
}

/** Degrees, then perhaps minutes, then perhaps seconds, then a letter. */
function readAngle(
  words: readonly string[],
  from: number,
  mostDegrees: number,
  field: string,
  positive: string,
  negative: string,
): { thousandths: number; next: number } | LocFault {
  let size = 0;
  const units = [
    { form: /^\d{1,3}$/, most: mostDegrees, thousandths: DEGREE, what: `degrees from 0 to ${mostDegrees}` },
    { form: /^\d{1,2}$/, most: 59, thousandths: MINUTE, what: `minutes from 0 to 59, ${positive} or ${negative}` },
    {
      form: /^\d{1,2}(\.\d{1,3})?$/,
      most: 59.999,
      thousandths: 1000,
      what: `seconds from 0 to 59.999, ${positive} or ${negative}`,
    },
  ];
  for (let at = from; ; at++) {
    const word = words[at];
    const letter = at > from ? word?.toUpperCase() : undefined;
    if (letter === positive || letter === negative) {
      if (size > mostDegrees * DEGREE) return { field, fault: `more than ${mostDegrees} degrees` };
      return { thousandths: letter === negative ? -size : size, next: at + 1 };
    }
    const unit = units[at - from];
    if (unit === undefined) return wrong(field, word, `${positive} or ${negative}`);
    if (word === undefined || !unit.form.test(word) || Number(word) > unit.most) return wrong(field, word, unit.what);
    size += Math.round(Number(word) * unit.thousandths);
  }
}

function readCentimetres(word: string | undefined): number | undefined {
  const metres = /^(-?\d{1,8}(?:\.\d{0,2})?)m?$/i.exec(word ?? '')?.[1];
  return metres === undefined ? undefined : Math.round(Number(metres) * 100);
}

/** One digit and a power of ten; further digits are dropped, as RFC 1876 appendix A does. */
function sizeOctet(centimetres: number): number {
  let power = 0;
  let digit = centimetres;
  while (digit >= 10) {
    digit = Math.floor(digit / 10);
    power++;
  }
  return (digit << 4) | power;
}
