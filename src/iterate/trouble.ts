/**
 * Why a zone's servers gave no answer, as one value with one sentence: the same in trace, EDE and log. Pure.
 * RFC 8914 section 4 (codes), RFC 9499 (words).
 */
import type { FailureReason } from '../trace/event.ts';
import { type Name, nameToText } from '../wire/name.ts';
import type { Complaint } from './asked.ts';
import { type Overrun, overrunText } from './budget.ts';
import type { Trouble } from './task.ts';

/** Extended DNS Error codes (RFC 8914). */
const EDE_OTHER = 0;
const EDE_NO_REACHABLE_AUTHORITY = 22;
const EDE_NETWORK_ERROR = 23;
/** Servers named in one sentence; the trace has all. */
const SERVERS_NAMED = 3;

/** A trouble with its sentence; `passing` ones are true only for this question now and are never cached. */
export function trouble(reason: FailureReason, text: string, zone: Name | undefined, passing = false): Trouble {
  return { kind: 'trouble', reason, text, zone, passing, ede: [{ code: codeFor(reason), text }] };
}

function codeFor(reason: FailureReason): number {
  switch (reason) {
    case 'silence':
    case 'lame':
    case 'refused':
    case 'broken':
    case 'no-address':
      return EDE_NO_REACHABLE_AUTHORITY;
    case 'unreachable':
    case 'offline':
      return EDE_NETWORK_ERROR;
    default:
      return EDE_OTHER;
  }
}

/** Reason `deadline` or `budget`, by the limit. */
export function overrunTrouble(overrun: Overrun, zone: Name | undefined): Trouble {
  return trouble(overrun.limit === 'deadline' ? 'deadline' : 'budget', overrunText(overrun), zone, true);
}

/** Reason `aborted`: nobody waits for the answer any more. */
export function aborted(zone: Name | undefined): Trouble {
  return trouble('aborted', 'the question was given up by its asker', zone, true);
}

/** What the complaints about a zone's servers come to. */
export function exhaustedTrouble(
  zone: Name,
  complaints: readonly Complaint[],
  unresolved: readonly Name[],
  overrun: Overrun | undefined,
): Trouble {
  const of = `the name servers of ${nameToText(zone)}`;
  if (complaints.length === 0) return noAddressTrouble(zone, unresolved);
  const reason = reasonOf(complaints);
  const list = complaints.slice(0, SERVERS_NAMED).map(complaintText).join('; ');
  const more = complaints.length > SERVERS_NAMED ? `; and ${complaints.length - SERVERS_NAMED} more` : '';
  const missing =
    unresolved.length > 0 ? `; no address for ${unresolved.slice(0, SERVERS_NAMED).map(nameToText).join(', ')}` : '';
  const limit = overrun === undefined ? '' : ` (${overrunText(overrun)})`;
  return trouble(reason, `none of ${of} gave a usable answer: ${list}${more}${missing}${limit}`, zone);
}

/** Nothing answers from anywhere: the zone's servers are not to blame, and nothing is learned about the name. */
export function offlineTrouble(zone: Name): Trouble {
  return trouble('offline', 'this machine seems to be offline: no server anywhere answers', zone, true);
}

function noAddressTrouble(zone: Name, unresolved: readonly Name[]): Trouble {
  if (unresolved.length === 0)
    return trouble('no-address', `the name servers of ${nameToText(zone)} have no address that may be asked`, zone);
  const names = unresolved.slice(0, SERVERS_NAMED).map(nameToText).join(', ');
  const more = unresolved.length > SERVERS_NAMED ? ` and ${unresolved.length - SERVERS_NAMED} more` : '';
  return trouble(
    'no-address',
    `no address was found for the name servers of ${nameToText(zone)}: ${names}${more}`,
    zone,
  );
}

/** The most telling reason: words beat silence, silence beats our own network. */
function reasonOf(complaints: readonly Complaint[]): FailureReason {
  const lame = complaints.filter(({ what }) => what.kind === 'lame');
  if (complaints.some(({ what }) => what.kind === 'unusable')) return 'broken';
  if (lame.length > 0)
    return lame.every(({ what }) => what.kind === 'lame' && what.reason === 'refused') ? 'refused' : 'lame';
  if (complaints.some(({ what }) => what.kind === 'silent')) return 'silence';
  return complaints.every(({ what }) => what.kind === 'unreachable' && what.local) ? 'unreachable' : 'silence';
}

function complaintText({ server, address, what }: Complaint): string {
  const who = `${nameToText(server)} (${address})`;
  switch (what.kind) {
    case 'silent':
      return `${who} did not answer`;
    case 'unreachable':
      return `${who} could not be reached (${what.text})`;
    case 'lame':
      return `${who} ${LAME_TEXT[what.reason]}`;
    case 'unusable':
      return `${who} ${UNUSABLE_TEXT[what.reason]}${what.ede === undefined || what.ede === '' ? '' : `, saying: ${what.ede}`}`;
    default:
      return what satisfies never;
  }
}

const LAME_TEXT: Record<Extract<Complaint['what'], { kind: 'lame' }>['reason'], string> = {
  'upward-referral': 'is lame: it refers upwards',
  'sideways-referral': 'is lame: it refers to another zone',
  'self-referral': 'is lame: it refers to the zone itself',
  refused: 'answers REFUSED',
  'recursive-answer': 'is lame: it answers from a cache',
  'other-zone': 'is lame: it serves another zone',
};

const UNUSABLE_TEXT: Record<Extract<Complaint['what'], { kind: 'unusable' }>['reason'], string> = {
  servfail: 'answers SERVFAIL',
  formerr: 'answers FORMERR',
  notimp: 'answers NOTIMP',
  'bad-rcode': 'answers with an error',
  malformed: 'sends malformed messages',
  'not-a-reply': 'never gives a usable reply',
  'wrong-question': 'answers another question',
  empty: 'answers with nothing',
  'truncated-over-tcp': 'truncates over TCP too',
  badcookie: 'rejects every cookie',
  badvers: 'rejects EDNS version 0',
};
