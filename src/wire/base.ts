/**
 * Octets as hex, base64 and base32hex text (RFC 4648) and back. Blanks are the caller's business; it must not know records.
 */

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
const HEX: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).toUpperCase().padStart(2, '0'),
);

const NOT_A_DIGIT = 0xff;
/** The value of each ASCII character as a digit of an alphabet. */
const digits = (alphabet: string, foldCase: boolean): Uint8Array => {
  const values = new Uint8Array(128).fill(NOT_A_DIGIT);
  for (const [value, char] of [...alphabet].entries()) {
    values[char.charCodeAt(0)] = value;
    if (foldCase) values[char.toLowerCase().charCodeAt(0)] = value;
  }
  return values;
};
const BASE64_DIGIT = digits(BASE64, false);
const BASE32HEX_DIGIT = digits(BASE32HEX, true);
const HEX_DIGIT = digits('0123456789ABCDEF', true);

/** Upper-case hex digits, two for each octet, without blanks. */
export function hexText(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += HEX[octet];
  return text;
}

/** Octets of an even number of hex digits in either case; undefined for anything else. */
export function octetsFromHex(text: string): Uint8Array | undefined {
  return text.length % 2 === 0 ? unpack(text, HEX_DIGIT, 4) : undefined;
}

/** Base64 with padding, without blanks. */
export function base64Text(octets: Uint8Array): string {
  const text = pack(octets, BASE64, 6);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** Octets of base64 text with its padding; undefined for anything else. */
export function octetsFromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return unpack(text.slice(0, text.length - padding), BASE64_DIGIT, 6);
}

/** Base32 with the extended hex alphabet, upper case, without padding, as NSEC3 uses it (RFC 5155 section 3.3). */
export function base32hexText(octets: Uint8Array): string {
  return pack(octets, BASE32HEX, 5);
}

/** Octets of unpadded base32hex text in either case; undefined for anything else. */
export function octetsFromBase32hex(text: string): Uint8Array | undefined {
  const left = text.length % 8;
  return left === 1 || left === 3 || left === 6 ? undefined : unpack(text, BASE32HEX_DIGIT, 5);
}

function pack(octets: Uint8Array, alphabet: string, digitBits: number): string {
  const mask = (1 << digitBits) - 1;
  let text = '';
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = ((held << 8) | octet) & 0xffff;
    bits += 8;
    while (bits >= digitBits) {
      bits -= digitBits;
      text += alphabet[(held >> bits) & mask];
    }
  }
  return bits > 0 ? text + alphabet[(held << (digitBits - bits)) & mask] : text;
}

function unpack(text: string, values: Uint8Array, digitBits: number): Uint8Array | undefined {
  const octets = new Uint8Array(Math.floor((text.length * digitBits) / 8));
  let bits = 0;
  let held = 0;
  let write = 0;
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charCodeAt(at)] ?? NOT_A_DIGIT;
    if (value === NOT_A_DIGIT) return undefined;
    held = ((held << digitBits) | value) & 0xffff;
    bits += digitBits;
    if (bits >= 8) {
      bits -= 8;
      octets[write++] = (held >> bits) & 0xff;
    }
  }
  return octets;
}
