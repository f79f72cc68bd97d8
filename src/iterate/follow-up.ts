/**
 * What a reply asks for before it is an answer: no EDNS for a server that refuses it, another cookie, or a stream
 * where it may be a forgery. It must not know what the reply means (`classify.ts`).
 *
 * RFC 6891 section 7 (FORMERR to EDNS), RFC 7873 section 5.3 (which cookies are believed).
 */
import type { ServerFacts } from '../cache/servers.ts';
import type { Trace } from '../trace/event.ts';
import type { Message } from '../wire/message.ts';
import { cookieOf, optionOf } from '../wire/options.ts';
import { OPTION, RCODE, rcodeToText } from '../wire/registry.ts';
import { sameOctets } from '../wire/rrset.ts';
import type { AttemptContext, Mode, Order, Sent } from './order.ts';

/** The mode of the next send; undefined if the reply is an answer. */
export function followUp(
  context: AttemptContext,
  order: Order,
  mode: Mode,
  sent: Sent,
  message: Message,
  facts: ServerFacts,
  trace: Trace | undefined,
): Mode | undefined {
  return (
    withOtherCookie(context, order, mode, sent, message, facts, trace) ??
    withoutEdns(order, mode, message, facts, trace)
  );
}

function withoutEdns(
  order: Order,
  mode: Mode,
  message: Message,
  facts: ServerFacts,
  trace: Trace | undefined,
): Mode | undefined {
  const { address } = order.candidate;
  const { rcode } = message;
  const refuses = (rcode === RCODE.FORMERR || rcode === RCODE.NOTIMP) && message.edns === undefined;
  if (!mode.edns || !(refuses || rcode === RCODE.BADVERS)) return undefined;
  if (mode.protocol === 'udp' && facts.edns === 'yes') {
    const why = `${rcodeToText(rcode)} to EDNS from a server that spoke it may be a forgery`;
    trace?.tell({ kind: 'retry', address, change: 'tcp', why });
    return { ...mode, protocol: 'tcp' };
  }
  const why = `${rcodeToText(rcode)} to a query with EDNS (RFC 6891 section 7)`;
  trace?.tell({ kind: 'retry', address, change: 'no-edns', why });
  return { ...mode, edns: false };
}

function withOtherCookie(
  context: AttemptContext,
  order: Order,
  mode: Mode,
  sent: Sent,
  message: Message,
  facts: ServerFacts,
  trace: Trace | undefined,
): Mode | undefined {
  if (sent.cookie === 'none') return undefined;
  const { address } = order.candidate;
  const { servers } = context.parts;
  const option = message.edns === undefined ? undefined : optionOf(message.edns.options, OPTION.COOKIE);
  const echoed = option === undefined ? undefined : cookieOf(option);
  const ours =
    echoed !== undefined && facts.clientCookie !== undefined && sameOctets(echoed.client, facts.clientCookie);
  if (ours && echoed.server !== undefined) {
    if (facts.serverCookie === undefined) trace?.tell({ kind: 'cookie', address, what: 'learned' });
    servers.learn(address, { kind: 'cookie', cookie: echoed.server });
  }
  if (message.rcode === RCODE.BADCOOKIE) {
    const again = ours && !mode.cookieRefused;
    trace?.tell({ kind: 'cookie', address, what: 'bad' });
    const change = again ? 'cookie' : 'tcp';
    trace?.tell({ kind: 'retry', address, change, why: 'BADCOOKIE (RFC 7873 section 5.3)' });
    const freshCookie = sent.cookie === 'full' && echoed?.server === undefined;
    return again ? { ...mode, cookieRefused: true, freshCookie } : { ...mode, protocol: 'tcp' };
  }
  if (ours || (sent.cookie !== 'full' && option === undefined)) return undefined;
  // A server that knew us and sends no cookie of ours: a forger, or it was replaced. The stream decides.
  trace?.tell({ kind: 'cookie', address, what: 'missing' });
  const why =
    option === undefined
      ? 'a known cookie is missing from the reply (RFC 7873 section 5.3)'
      : 'the reply bears a cookie that is not ours (RFC 7873 section 5.3)';
  trace?.tell({ kind: 'retry', address, change: 'tcp', why });
  servers.learn(address, { kind: 'forget-cookie' });
  return { ...mode, protocol: 'tcp' };
}
