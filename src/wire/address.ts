/**
 * IPv4 and IPv6 addresses as text and octets: RFC 4291 section 2.2 in, RFC 5952 out. Written by hand because every
 * referral goes through it; it must not know records.
 */

const DECIMAL: readonly string[] = Array.from({ length: 256 }, (_, octet) => String(octet));

/** Dotted decimal text of the four octets at `at`. */
export function ipv4Text(octets: Uint8Array, at = 0): string {
  return `${DECIMAL[octets[at] ?? 0]}.${DECIMAL[octets[at + 1] ?? 0]}.${DECIMAL[octets[at + 2] ?? 0]}.${DECIMAL[octets[at + 3] ?? 0]}`;
}

/** RFC 5952 text of the sixteen octets at `at`; IPv4-mapped addresses end in dotted decimal (its section 5). */
export function ipv6Text(octets: Uint8Array, at = 0): string {
  let bestFrom = 8;
  let bestLength = 1;
  let from = 0;
  for (let group = 0; group <= 8; group++) {
    if (group < 8 && octets[at + 2 * group] === 0 && octets[at + 2 * group + 1] === 0) continue;
    if (group - from > bestLength) {
      bestFrom = from;
      bestLength = group - from;
    }
    from = group + 1;
  }
  if (bestFrom === 0 && bestLength === 5 && octets[at + 10] === 0xff && octets[at + 11] === 0xff) {
    return `::ffff:${ipv4Text(octets, at + 12)}`;
  }
  let text = '';
  for (let group = 0; group < 8; group++) {
    if (group === bestFrom) {
      text += '::';
      group += bestLength - 1;
      continue;
    }
    if (group > 0 && group !== bestFrom + bestLength) text += ':';
    text += (((octets[at + 2 * group] ?? 0) << 8) | (octets[at + 2 * group + 1] ?? 0)).toString(16);
  }
  return text;
}

/** The four octets of dotted decimal text without leading zeros; undefined for anything else. */
export function octetsFromIpv4(text: string): Uint8Array | undefined {
  const octets = new Uint8Array(4);
  return readIpv4(text, 0, octets, 0) ? octets : undefined;
}

function readIpv4(text: string, from: number, octets: Uint8Array, at: number): boolean {
  let group = 0;
  let value = -1;
  for (let read = from; read <= text.length; read++) {
    const code = read === text.length ? 0x2e : text.charCodeAt(read);
    if (code === 0x2e) {
      if (value < 0 || group > 3) return false;
      octets[at + group++] = value;
      value = -1;
    } else {
      if (code < 0x30 || code > 0x39 || value === 0) return false;
      value = (value < 0 ? 0 : value * 10) + code - 0x30;
      if (value > 255) return false;
    }
  }
  return group === 4;
}

/** The sixteen octets of any text form of RFC 4291 section 2.2, without a zone index; undefined for anything else. */
export function octetsFromIpv6(text: string): Uint8Array | undefined {
  const octets = new Uint8Array(16);
  let write = 0;
  let gap = -1;
  let read = 0;
  if (text.startsWith('::')) {
    gap = 0;
    read = 2;
  }
  while (read < text.length) {
    let value = 0;
    const from = read;
    for (; read < text.length && read - from < 5; read++) {
      const digit = hexDigit(text.charCodeAt(read));
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    if (text[read] === '.') {
      if (write > 12 || !readIpv4(text, from, octets, write)) return undefined;
      write += 4;
      break;
    }
    if (read === from || read - from > 4 || write > 14) return undefined;
    octets[write++] = value >> 8;
    octets[write++] = value & 0xff;
    if (read === text.length) break;
    if (text[read++] !== ':' || read === text.length) return undefined;
    if (text[read] === ':') {
      if (gap >= 0) return undefined;
      gap = write;
      read++;
    }
  }
  if (gap < 0) return write === 16 ? octets : undefined;
  if (write > 14) return undefined;
  octets.copyWithin(16 - (write - gap), gap, write);
  octets.fill(0, gap, 16 - (write - gap));
  return octets;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
