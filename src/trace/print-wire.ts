/**
 * The messages themselves: their records with -v, their octets with -vv. It must not know the rest of the story.
 */
import { decodeMessage } from '../wire/decode.ts';
import { Malformed } from '../wire/malformed.ts';
import { rrsetToText } from '../wire/presentation.ts';
import type { RRset } from '../wire/rrset.ts';
import { unbroken } from './layout.ts';
import type { ExchangeStep } from './tree.ts';
import { clean } from './words.ts';

/** Octets in one line of a dump. */
const ROW = 16;

/** The records of the reply (-v) and both messages in octets (-vv), where the story kept them. */
export function wireLines(verbosity: number, exchange: ExchangeStep): string[] {
  const { wire } = exchange;
  if (wire === undefined || verbosity < 1) return [];
  const lines = wire.received === undefined ? [] : recordLines(octetsOf(wire.received));
  if (verbosity < 2) return lines;
  if (wire.sent !== undefined) lines.push('sent:', ...dump(octetsOf(wire.sent)));
  if (wire.received !== undefined) lines.push('received:', ...dump(octetsOf(wire.received)));
  return lines;
}

/** The octets of base64 text; none where it is not base64. */
export function octetsOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}

/** The records of a message by section, in master-file form, signatures included. */
function recordLines(bytes: Uint8Array): string[] {
  try {
    const message = decodeMessage(bytes);
    const sections: readonly (readonly [string, readonly RRset[]])[] = [
      ['answer', message.answer],
      ['authority', message.authority],
      ['additional', message.additional],
    ];
    return sections.flatMap(([section, rrsets]) =>
      rrsets.flatMap((rrset) =>
        rrsetToText(rrset, { signatures: true }).map((line) => `${section}: ${clean(line, 2000)}`),
      ),
    );
  } catch (error) {
    if (error instanceof Malformed) return [`${error.message}`];
    throw error;
  }
}

/** `0010  03 77 77 77 ...  .www`: offset, octets, printable ASCII; a row is never broken. */
function dump(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = [...bytes.subarray(at, at + ROW)];
    const hex = row.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((octet) => (octet >= 0x21 && octet <= 0x7e ? String.fromCharCode(octet) : '.')).join('');
    rows.push(unbroken(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(ROW * 3 - 1)}  ${ascii}`));
  }
  return rows;
}
