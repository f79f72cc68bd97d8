/**
 * Rdata as plain objects for people who use the library: one shape for each type, told apart by `type`. Octets are
 * copies, names are in the form of `Name`, texts are UTF-8 with what is not replaced by U+FFFD; the exact octets remain
 * in the rdata. dns-packet reads what it reads exactly (DS, TLSA, CAA and their kin); what holds names it would garble,
 * so that is read here. It must not know messages or caches.
 */
import { type Answer, decode } from 'dns-packet';
import { typesOfBitmap } from './bitmap.ts';
import { uint16At } from './bytes.ts';
import { rdataSource, takeNumber, takeOctets, takeRest } from './field.ts';
import { type Name, nameFromWire } from './name.ts';
import { isWellFormed, rdataToText } from './presentation.ts';
import { type RRType, TYPE, typeToText } from './registry.ts';
import { nameEnd } from './spelling.ts';
import { parameterKeyText, parametersOf, parameterText } from './svcb.ts';
import {
  addressOf,
  type DnskeyData,
  type DsData,
  dnskeyOf,
  type MxData,
  mxOf,
  nsec3Of,
  nsecOf,
  type RrsigData,
  rrsigOf,
  type SoaData,
  type SrvData,
  soaOf,
  srvOf,
} from './typed.ts';

/** One parameter of an SVCB or HTTPS record: `{ key: 'port', text: 'port=53', value }`. */
export interface ServiceParameterData {
  readonly key: string;
  readonly text: string;
  readonly value: Uint8Array;
}

/** The types with a shape of their own. */
type Shaped =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'NS' | 'CNAME' | 'DNAME' | 'PTR'; readonly target: Name }
  | ({ readonly type: 'SOA' } & SoaData)
  | ({ readonly type: 'MX' } & MxData)
  | ({ readonly type: 'SRV' } & SrvData)
  | { readonly type: 'TXT' | 'SPF'; readonly text: string; readonly strings: readonly Uint8Array[] }
  | { readonly type: 'HINFO'; readonly cpu: string; readonly os: string }
  | {
      readonly type: 'NAPTR';
      readonly order: number;
      readonly preference: number;
      readonly flags: string;
      readonly services: string;
      readonly regexp: string;
      readonly replacement: Name;
    }
  | {
      readonly type: 'CAA';
      readonly flags: number;
      readonly critical: boolean;
      readonly tag: string;
      readonly value: string;
    }
  | { readonly type: 'URI'; readonly priority: number; readonly weight: number; readonly target: string }
  | ({ readonly type: 'DS' | 'CDS' | 'DLV' | 'TA' } & DsData)
  | ({ readonly type: 'DNSKEY' | 'CDNSKEY' } & DnskeyData)
  | ({ readonly type: 'RRSIG' } & Omit<RrsigData, 'typeCovered'> & { readonly typeCovered: string })
  | { readonly type: 'NSEC'; readonly next: Name; readonly types: readonly string[] }
  | {
      readonly type: 'NSEC3';
      readonly hashAlgorithm: number;
      readonly flags: number;
      readonly iterations: number;
      readonly salt: Uint8Array;
      readonly nextHash: Uint8Array;
      readonly types: readonly string[];
    }
  | {
      readonly type: 'NSEC3PARAM';
      readonly hashAlgorithm: number;
      readonly flags: number;
      readonly iterations: number;
      readonly salt: Uint8Array;
    }
  | {
      readonly type: 'TLSA' | 'SMIMEA';
      readonly usage: number;
      readonly selector: number;
      readonly matchingType: number;
      readonly certificate: Uint8Array;
    }
  | { readonly type: 'SSHFP'; readonly algorithm: number; readonly hash: number; readonly fingerprint: Uint8Array }
  | {
      readonly type: 'SVCB' | 'HTTPS';
      readonly priority: number;
      readonly target: Name;
      readonly parameters: readonly ServiceParameterData[];
    };

/** All other known types: presentation text and octets. */
type Plain = {
  readonly type: Exclude<keyof typeof TYPE, Shaped['type']>;
  readonly text: string;
  readonly data: Uint8Array;
};

/** Unknown types, and known ones whose octets are not what the type needs. */
type Unknown = { readonly type: `TYPE${number}`; readonly data: Uint8Array };

/** The data of one record. */
export type RecordData = Shaped | Plain | Unknown;

/** The data of one record as a plain object; never throws. */
export function recordData(type: RRType, rdata: Uint8Array): RecordData {
  const reader = READERS.get(type);
  if (isWellFormed(type, rdata)) {
    if (reader !== undefined) return reader(rdata);
    const mnemonic = PLAIN_TYPES.get(type);
    if (mnemonic !== undefined) return { type: mnemonic, text: rdataToText(type, rdata), data: rdata.slice() };
  }
  return { type: `TYPE${type}`, data: rdata.slice() };
}

type Reader = (rdata: Uint8Array) => Shaped;

const target =
  (type: 'NS' | 'CNAME' | 'DNAME' | 'PTR'): Reader =>
  (rdata) => ({ type, target: nameFromWire(rdata) });

const text =
  (type: 'TXT' | 'SPF'): Reader =>
  (rdata) => {
    const strings = stringsOf(rdata, 0).map((view) => view.slice());
    return { type, strings, text: strings.map(utf8).join('') };
  };

const dnskey =
  (type: 'DNSKEY' | 'CDNSKEY'): Reader =>
  (rdata) => ({ type, ...dnskeyOf(rdata.slice()) });

const ds =
  (type: 'DS' | 'CDS' | 'DLV' | 'TA'): Reader =>
  (rdata) => {
    const answer = decodedAlone(TYPE.DS, rdata);
    if (answer?.type !== 'DS') throw new Error('dns-packet no longer knows DS');
    return { type, ...answer.data, digest: Uint8Array.from(answer.data.digest) };
  };

const tlsa =
  (type: 'TLSA' | 'SMIMEA'): Reader =>
  (rdata) => {
    const answer = decodedAlone(TYPE.TLSA, rdata);
    if (answer?.type !== 'TLSA') throw new Error('dns-packet no longer knows TLSA');
    return { type, ...answer.data, certificate: Uint8Array.from(answer.data.certificate) };
  };

const svcb =
  (type: 'SVCB' | 'HTTPS'): Reader =>
  (rdata) => ({
    type,
    priority: uint16At(rdata, 0),
    target: nameFromWire(rdata, 2),
    parameters: (parametersOf(rdata, nameEnd(rdata, 2)) ?? []).map((parameter) => ({
      key: parameterKeyText(parameter.key),
      text: parameterText(parameter),
      value: parameter.value.slice(),
    })),
  });

function caa(rdata: Uint8Array): Shaped {
  const answer = decodedAlone(TYPE.CAA, rdata);
  if (answer?.type !== 'CAA') throw new Error('dns-packet no longer knows CAA');
  const { flags = 0, issuerCritical = false, tag, value } = answer.data;
  return { type: 'CAA', flags, critical: issuerCritical, tag, value };
}

function naptr(rdata: Uint8Array): Shaped {
  const source = rdataSource(rdata);
  const order = takeNumber(source, 2);
  const preference = takeNumber(source, 2);
  const [flags = '', services = '', regexp = ''] = [0, 1, 2].map(() => utf8(takeOctets(source, takeNumber(source, 1))));
  return { type: 'NAPTR', order, preference, flags, services, regexp, replacement: nameFromWire(rdata, source.at) };
}

function hinfo(rdata: Uint8Array): Shaped {
  const [cpu = '', os = ''] = stringsOf(rdata, 0).map(utf8);
  return { type: 'HINFO', cpu, os };
}

function uri(rdata: Uint8Array): Shaped {
  const source = rdataSource(rdata);
  const priority = takeNumber(source, 2);
  return { type: 'URI', priority, weight: takeNumber(source, 2), target: utf8(takeRest(source)) };
}

function sshfp(rdata: Uint8Array): Shaped {
  return { type: 'SSHFP', algorithm: rdata[0] ?? 0, hash: rdata[1] ?? 0, fingerprint: rdata.slice(2) };
}

function rrsig(rdata: Uint8Array): Shaped {
  const view = rrsigOf(rdata.slice());
  return { type: 'RRSIG', ...view, typeCovered: typeToText(view.typeCovered) };
}

function nsec(rdata: Uint8Array): Shaped {
  const { next, bitmap } = nsecOf(rdata);
  return { type: 'NSEC', next, types: typeTexts(bitmap) };
}

function nsec3(rdata: Uint8Array): Shaped {
  const { bitmap, ...view } = nsec3Of(rdata.slice());
  return { type: 'NSEC3', ...view, types: typeTexts(bitmap) };
}

function nsec3param(rdata: Uint8Array): Shaped {
  const { hashAlgorithm, flags, iterations, salt } = nsec3Of(rdata.slice());
  return { type: 'NSEC3PARAM', hashAlgorithm, flags, iterations, salt };
}

const READERS: ReadonlyMap<RRType, Reader> = new Map<RRType, Reader>([
  [TYPE.A, (rdata) => ({ type: 'A', address: addressOf(rdata) })],
  [TYPE.AAAA, (rdata) => ({ type: 'AAAA', address: addressOf(rdata) })],
  [TYPE.NS, target('NS')],
  [TYPE.CNAME, target('CNAME')],
  [TYPE.DNAME, target('DNAME')],
  [TYPE.PTR, target('PTR')],
  [TYPE.SOA, (rdata) => ({ type: 'SOA', ...soaOf(rdata) })],
  [TYPE.MX, (rdata) => ({ type: 'MX', ...mxOf(rdata) })],
  [TYPE.SRV, (rdata) => ({ type: 'SRV', ...srvOf(rdata) })],
  [TYPE.TXT, text('TXT')],
  [TYPE.SPF, text('SPF')],
  [TYPE.HINFO, hinfo],
  [TYPE.NAPTR, naptr],
  [TYPE.CAA, caa],
  [TYPE.URI, uri],
  [TYPE.DS, ds('DS')],
  [TYPE.CDS, ds('CDS')],
  [TYPE.DLV, ds('DLV')],
  [TYPE.TA, ds('TA')],
  [TYPE.DNSKEY, dnskey('DNSKEY')],
  [TYPE.CDNSKEY, dnskey('CDNSKEY')],
  [TYPE.RRSIG, rrsig],
  [TYPE.NSEC, nsec],
  [TYPE.NSEC3, nsec3],
  [TYPE.NSEC3PARAM, nsec3param],
  [TYPE.TLSA, tlsa('TLSA')],
  [TYPE.SMIMEA, tlsa('SMIMEA')],
  [TYPE.SSHFP, sshfp],
  [TYPE.SVCB, svcb('SVCB')],
  [TYPE.HTTPS, svcb('HTTPS')],
]);

const isPlain = (entry: [string, number]): entry is [Plain['type'], number] => !READERS.has(entry[1]);
const PLAIN_TYPES = new Map(
  Object.entries<number>(TYPE)
    .filter(isPlain)
    .map(([mnemonic, type]) => [type, mnemonic]),
);

/** What dns-packet makes of one record of the root with this rdata: octets it cannot misread, because nothing else is there. */
function decodedAlone(type: RRType, rdata: Uint8Array): Answer | undefined {
  const head = [0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, type >> 8, type & 0xff, 0, 1, 0, 0, 0, 0];
  return decode(Buffer.from([...head, rdata.length >> 8, rdata.length & 0xff, ...rdata])).answers?.[0];
}

function stringsOf(rdata: Uint8Array, at: number): Uint8Array[] {
  const source = rdataSource(rdata);
  source.at = at;
  const strings: Uint8Array[] = [];
  while (source.at < rdata.length) strings.push(takeOctets(source, takeNumber(source, 1)));
  return strings;
}

function utf8(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

function typeTexts(bitmap: Uint8Array): string[] {
  return (typesOfBitmap(bitmap) ?? []).map(typeToText);
}
