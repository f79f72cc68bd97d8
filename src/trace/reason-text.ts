/**
 * Why a server is lame and why a reply is unusable, in words of RFC 9499. It must not know who shows them.
 */
import type { LameReason, UnusableReason } from './event.ts';
import type { BodyOf } from './tree.ts';
import { clean } from './words.ts';

/** What a lame server does. */
export const LAME_TEXT: Readonly<Record<LameReason, string>> = {
  'upward-referral': 'it refers back up towards the root (upward referral)',
  'sideways-referral': 'it refers to a zone that is not on the way (sideways referral)',
  'self-referral': 'it refers to itself',
  refused: 'it refuses to answer for the zone (REFUSED)',
  'recursive-answer': 'it is a resolver that asked somebody else, not a server of the zone',
  'other-zone': 'it answers from another zone',
};

/** Unusable, in words. */
const UNUSABLE_TEXT: Readonly<Record<UnusableReason, string>> = {
  servfail: 'SERVFAIL: the server itself failed',
  formerr: 'FORMERR: it did not understand the query',
  notimp: 'NOTIMP: it does not implement the query',
  'bad-rcode': 'an rcode that makes no sense here',
  malformed: 'bytes that are not a DNS message',
  'not-a-reply': 'a message that is no reply',
  'wrong-question': 'a reply to another question',
  empty: 'an empty reply: no answer, no referral, no SOA',
  'truncated-over-tcp': 'a reply truncated even over TCP',
  badcookie: 'BADCOOKIE again and again',
  badvers: 'BADVERS: it does not speak EDNS version 0',
};

/** What was wrong with an unusable reply. */
export function unusableText(result: BodyOf<'unusable'>): string {
  const rcode = result.reason === 'bad-rcode' && result.rcode !== undefined ? ` (${clean(result.rcode)})` : '';
  return `${UNUSABLE_TEXT[result.reason]}${rcode}${result.text === undefined || result.text === '' ? '' : `: ${clean(result.text)}`}`;
}
