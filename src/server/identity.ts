/**
 * Who am I, in class CH: `id.server`, `hostname.bind`, `version.server`, `version.bind` (RFC 4892), if configured. It
 * must not know anything else of the server.
 */
import type { Question } from '../wire/message.ts';
import { CLASS, RCODE, TYPE } from '../wire/registry.ts';
import { NO_RDATA, packRdata, type RRset } from '../wire/rrset.ts';

/** A TXT answer, or undefined where nothing is to be told. */
export function identityAnswer(
  question: Question,
  settings: { readonly identity: string | undefined; readonly version: string | undefined },
): { readonly rcode: number; readonly answer: readonly RRset[] } | undefined {
  const text = textFor(question.name, settings);
  if (text === undefined || (question.type !== TYPE.TXT && question.type !== TYPE.ANY)) return undefined;
  const octets = new TextEncoder().encode(text).slice(0, 255);
  const rdata = packRdata([Uint8Array.from([octets.length, ...octets])]);
  const set: RRset = { name: question.name, type: TYPE.TXT, class: CLASS.CH, ttl: 0, rdata, signatures: NO_RDATA };
  return { rcode: RCODE.NOERROR, answer: [set] };
}

function textFor(
  name: string,
  settings: { readonly identity: string | undefined; readonly version: string | undefined },
): string | undefined {
  switch (name) {
    case 'id.server.':
    case 'hostname.bind.':
      return settings.identity;
    case 'version.server.':
    case 'version.bind.':
      return settings.version;
    default:
      return undefined;
  }
}
