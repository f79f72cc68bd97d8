/**
 * One resolved question in the form that was asked for: tree, records, data alone, JSON. Pure: it returns the text.
 */
import type { Answer } from '../resolver/answer.ts';
import { storyToJson } from '../trace/json.ts';
import { printStory, printVerdict } from '../trace/print.ts';
import { answerLines } from '../trace/print-answer.ts';
import { isWithoutAuthority } from '../trace/print-end.ts';
import { verdictOf } from '../trace/verdict.ts';
import { clean } from '../trace/words.ts';
import { messageToJson } from '../wire/json.ts';
import type { Message } from '../wire/message.ts';
import { rdataToText, rrsetToText } from '../wire/presentation.ts';
import { rcodeToText, TYPE, typeToText } from '../wire/registry.ts';
import { rdataList } from '../wire/rrset.ts';
import type { ResolveFlags } from './arguments.ts';
import type { Resolved } from './universe.ts';

/** The looks of the terminal. */
export interface Looks {
  readonly colour: boolean;
  readonly width: number | undefined;
}

/** Text for stdout and for stderr. */
export interface Shown {
  readonly out: string;
  readonly complaint?: string;
}

/** Where port 53 is intercepted, or a zone has only lame servers, this is all that can be had. */
const WITHOUT_AUTHORITY = 'careful: no server with authority said so; --trace shows who did';

/** `resolved` as the flags want it; lines end in \n. */
export function show(resolved: Resolved, flags: ResolveFlags, looks: Looks): Shown {
  const { outcome, story } = resolved;
  if (flags.json) return { out: `${JSON.stringify(resolvedToJson(resolved))}\n` };
  const print = { ...(looks.width === undefined ? {} : { width: looks.width }), colour: looks.colour };
  if (flags.trace) return { out: printStory(story, { ...print, verbosity: flags.verbosity }) };
  if (outcome.kind === 'answer') {
    const out = flags.short ? shortText(outcome) : plainText(outcome);
    return isWithoutAuthority(story) ? { out, complaint: WITHOUT_AUTHORITY } : { out };
  }
  const verdict = verdictOf(story);
  const text = verdict === undefined ? `${clean(outcome.text)}\n` : printVerdict(verdict, flags.short ? {} : print);
  if (!flags.short) return { out: text };
  const { name, type } = story.question;
  return { out: '', complaint: `${clean(name)} ${clean(type, 20)} cannot be resolved:\n${text.trimEnd()}` };
}

/** The data of the answer section, one record a line, aliases included, as `dig +short` has it. */
function shortText(answer: Answer): string {
  return answer.answer
    .flatMap((rrset) => rdataList(rrset.rdata).map((rdata) => `${clean(rdataToText(rrset.type, rdata), 100_000)}\n`))
    .join('');
}

function plainText(answer: Answer): string {
  const soa = answer.authority.find((rrset) => rrset.type === TYPE.SOA);
  const lines = answerLines({
    name: answer.question.name,
    type: typeToText(answer.question.type),
    rcode: rcodeToText(answer.rcode),
    records: answer.answer.flatMap((rrset) => rrsetToText(rrset)),
    ttlS: soa?.ttl ?? 0,
    zone: soa?.name,
  });
  return `${lines.join('\n')}\n`;
}

/** The story with the answer as one message after RFC 8427 (member `message`). */
function resolvedToJson({ outcome, story }: Resolved): unknown {
  const told = storyToJson(story);
  if (outcome.kind === 'failure')
    return { ...told, failure: { reason: outcome.reason, text: outcome.text, ede: outcome.ede } };
  return { ...told, message: messageToJson(messageOf(outcome)) };
}

function messageOf(answer: Answer): Message {
  return {
    id: 0,
    qr: true,
    opcode: 0,
    aa: false,
    tc: false,
    rd: true,
    ra: true,
    z: false,
    ad: answer.security === 'secure',
    cd: false,
    rcode: answer.rcode,
    questions: [answer.question],
    answer: answer.answer,
    authority: answer.authority,
    additional: answer.additional,
    edns: undefined,
  };
}
