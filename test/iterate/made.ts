/** Messages for tables: sections as master-file text, everything else by default. */

import { parseMaster } from '../../src/wire/master.ts';
import type { Message, Question } from '../../src/wire/message.ts';
import { type Name, nameFromText } from '../../src/wire/name.ts';
import { CLASS, typeFromText } from '../../src/wire/registry.ts';
import type { RRset } from '../../src/wire/rrset.ts';

export const name = (text: string): Name => nameFromText(text);

/** RRsets of master-file lines, absolute names, default TTL 3600. */
export function sets(text: string): readonly RRset[] {
  return parseMaster(text, { origin: name('.'), ttl: 3600 }).rrsets;
}

export function set(text: string): RRset {
  const [first] = sets(text);
  if (first === undefined) throw new Error(`no record in ${text}`);
  return first;
}

/** `www.example.com A` */
export function question(text: string): Question {
  const [owner = '.', type = 'A'] = text.split(' ');
  return { name: name(owner), type: typeFromText(type) ?? 0, class: CLASS.IN };
}

export interface Sections {
  readonly answer?: string;
  readonly authority?: string;
  readonly additional?: string;
  readonly rcode?: number;
  readonly aa?: boolean;
  readonly ra?: boolean;
}

export function reply(asked: Question, sections: Sections = {}): Message {
  return {
    id: 1,
    qr: true,
    opcode: 0,
    aa: sections.aa ?? true,
    tc: false,
    rd: false,
    ra: sections.ra ?? false,
    z: false,
    ad: false,
    cd: false,
    rcode: sections.rcode ?? 0,
    questions: [asked],
    answer: sets(sections.answer ?? ''),
    authority: sets(sections.authority ?? ''),
    additional: sets(sections.additional ?? ''),
    edns: undefined,
  };
}
