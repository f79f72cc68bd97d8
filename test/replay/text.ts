/**
 * Packets in words, for reasons of failure and for `--verbose`. It must not know scenarios.
 */
import { nameToText } from '../../src/wire/name.ts';
import { rdataToText } from '../../src/wire/presentation.ts';
import { classToText, opcodeToText, rcodeToText, typeToText } from '../../src/wire/registry.ts';
import {
  CO_FLAG,
  comparableRdata,
  DO_FLAG,
  FLAG,
  type Opt,
  type Packet,
  type PlainRecord,
  type Question,
} from './packet.ts';

/** `QR RD RA`, or `none`. */
export function flagsText(flags: number): string {
  const names = Object.keys(FLAG).filter((name) => (flags & (FLAG[name] ?? 0)) !== 0);
  return names.length === 0 ? 'none' : names.join(' ');
}

export function questionText(question: Question): string {
  return `${nameToText(question.name)} ${classToText(question.class)} ${typeToText(question.type)}`;
}

/** One master-file line, names in lower case. */
export function recordText(record: PlainRecord): string {
  const head = `${nameToText(record.name)} ${record.ttl} ${classToText(record.class)} ${typeToText(record.type)}`;
  try {
    return `${head} ${rdataToText(record.type, comparableRdata(record))}`;
  } catch {
    return `${head} \\# ${record.rdata.length} ${Buffer.from(record.rdata).toString('hex')}`;
  }
}

/** `size 1232 DO options 000f0002...`. */
export function optText(opt: Opt | undefined): string {
  if (opt === undefined) return 'no OPT';
  const names = [(opt.flags & DO_FLAG) !== 0 ? ' DO' : '', (opt.flags & CO_FLAG) !== 0 ? ' CO' : ''].join('');
  const options = opt.options.length === 0 ? '' : ` options ${Buffer.from(opt.options).toString('hex')}`;
  return `OPT version ${opt.version} size ${opt.size}${names}${options}`;
}

/** The whole packet, one line a fact, each indented by `indent`. */
export function packetText(packet: Packet, indent = ''): string {
  const lines = [
    `${opcodeToText(packet.opcode)} ${rcodeToText(packet.rcode)} flags ${flagsText(packet.flags)}, ${optText(packet.opt)}`,
  ];
  for (const question of packet.questions) lines.push(`question    ${questionText(question)}`);
  for (const record of packet.answer) lines.push(`answer      ${recordText(record)}`);
  for (const record of packet.authority) lines.push(`authority   ${recordText(record)}`);
  for (const record of packet.additional) lines.push(`additional  ${recordText(record)}`);
  return lines.map((line) => `${indent}${line}`).join('\n');
}
