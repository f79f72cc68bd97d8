/**
 * One try at one server: send, match, and what the reply asks for at once: TCP on truncation or forgery, no EDNS for
 * a server that refuses it, a fresh cookie. It ends with the reply's meaning or with silence. It must not know
 * which server is next (`ask.ts`) nor keep records.
 *
 * RFC 5452 (matching), RFC 7766 section 5 (TCP on TC), RFC 6891 and 8906 (EDNS by evidence), RFC 7873 (cookies).
 */

import type { ServerFacts } from '../cache/servers.ts';
import type { ExchangeResult, Millis } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import { decodeMessage } from '../wire/decode.ts';
import type { Edns } from '../wire/edns.ts';
import { Malformed } from '../wire/malformed.ts';
import type { Message } from '../wire/message.ts';
import { cookieOption } from '../wire/options.ts';
import { buildQuery, overwriteQuestionName, randomizeCase } from '../wire/query.ts';
import { RCODE } from '../wire/registry.ts';
import { tellReceived, tellRemoved, tellSent, tellTrouble } from './attempt-trace.ts';
import { charge, overrunOf } from './budget.ts';
import { classify } from './classify.ts';
import { followUp } from './follow-up.ts';
import { differsInCaseOnly, judgeFor } from './match.ts';
import type { AttemptContext, AttemptResult, Mode, Order, Sent } from './order.ts';
import { scrub } from './scrub.ts';
import type { Parts } from './task.ts';

/** Sends of one try: the first, and what replies ask for: TCP, no EDNS, a new cookie, once each. */
const SENDS_OF_A_TRY = 4;
/** A stream to a server: connect and reply. */
const STREAM_TIMEOUT_MS = 2000;

/** Runs one try; resolves with how it ended, never rejects for what the network does. */
export async function attempt(context: AttemptContext, order: Order): Promise<AttemptResult> {
  const facts = context.parts.servers.facts(order.candidate.address);
  let mode: Mode = { ...order.how, freshCookie: false, cookieRefused: false, caseSuspect: false };
  for (let send = 0; send < SENDS_OF_A_TRY; send++) {
    const overrun = overrunOf(context.budget, order.chargedTo);
    if (overrun !== undefined) return { kind: 'overrun', candidate: order.candidate, overrun };
    charge(context.budget, order.chargedTo);
    const sent = buildSend(context.parts, order, mode, facts);
    const trace = context.trace?.child();
    if (trace !== undefined) tellSent(trace, context, order, mode, sent);
    const result = await exchangeOnce(context, order, mode, sent, trace);
    const next = judgeResult(context, order, mode, sent, result, trace, facts);
    if ('kind' in next) return next;
    mode = next;
  }
  return {
    kind: 'unusable',
    reason: 'not-a-reply',
    candidate: order.candidate,
    text: 'it never gave a reply that could be used',
  };
}

function buildSend(parts: Parts, order: Order, mode: Mode, facts: ServerFacts): Sent {
  const { settings, random, clock } = parts;
  const cookies = settings.cookies && mode.edns && mode.protocol === 'udp' && !order.forward;
  if (cookies) facts.clientCookie ??= randomOctets(random, 8);
  const server = mode.freshCookie ? undefined : facts.serverCookie;
  const options = cookies && facts.clientCookie !== undefined ? [cookieOption(facts.clientCookie, server)] : [];
  const edns: Edns | undefined = mode.edns
    ? { version: 0, udpSize: settings.ednsPayload, dnssecOk: true, flags: 0, options }
    : undefined;
  const bytes = buildQuery({
    id: random.uint16(),
    question: order.question,
    rd: order.forward,
    cd: order.forward,
    edns,
  });
  const caseWanted = mode.protocol === 'udp' ? facts.manglesCaseUntil <= clock.now() : mode.caseSuspect;
  const withCase = settings.randomizeCase && caseWanted;
  if (withCase) randomizeCase(bytes, random);
  const cookie = !cookies ? 'none' : server === undefined ? 'client' : 'full';
  return { bytes, withCase, cookie, sentAt: clock.now() };
}

function randomOctets(random: Parts['random'], count: number): Uint8Array {
  const octets = new Uint8Array(count);
  for (let at = 0; at < count; at++) octets[at] = random.below(256);
  return octets;
}

function exchangeOnce(
  context: AttemptContext,
  order: Order,
  mode: Mode,
  sent: Sent,
  trace: Trace | undefined,
): Promise<ExchangeResult> {
  const { candidate } = order;
  const stream = mode.protocol !== 'udp';
  const timeoutMs = stream ? Math.max(order.timeoutMs, STREAM_TIMEOUT_MS) : order.timeoutMs;
  const request = {
    bytes: sent.bytes,
    address: candidate.address,
    protocol: mode.protocol,
    timeoutMs,
    lingerMs: Math.max(order.lingerMs, timeoutMs),
  };
  const overdue = (): void => {
    const waitedMs = context.parts.clock.now() - sent.sentAt;
    trace?.tell({ kind: 'timed-out', address: candidate.address, afterMs: waitedMs, protocol: mode.protocol });
    context.parts.servers.learn(candidate.address, { kind: 'timeout', waitedMs, sentAt: sent.sentAt });
    context.overdue();
  };
  return context.parts.exchange(
    candidate.tlsName === undefined ? request : { ...request, tlsName: candidate.tlsName },
    {
      // Nobody off the path writes into a stream: the letters it brings tell of the server alone.
      judge: judgeFor(sent.bytes, sent.withCase && !stream),
      signal: context.signal,
      overdue,
    },
  );
}

/** The end of this try, or the mode of the next send. */
function judgeResult(
  context: AttemptContext,
  order: Order,
  mode: Mode,
  sent: Sent,
  result: ExchangeResult,
  trace: Trace | undefined,
  facts: ServerFacts,
): AttemptResult | Mode {
  const { candidate } = order;
  switch (result.kind) {
    case 'timeout':
      return { kind: 'silent', candidate, protocol: mode.protocol };
    case 'error': {
      const local = result.code === 'local';
      if (!local && !context.signal.aborted) context.parts.servers.learn(candidate.address, { kind: 'unreachable' });
      trace?.tell({ kind: 'unreachable', address: candidate.address, protocol: mode.protocol, what: result.detail });
      return { kind: 'unreachable', candidate, local, text: result.detail };
    }
    case 'suspect': {
      context.budget.bytes += result.bytes.length;
      const onlyCase = sent.withCase && differsInCaseOnly(sent.bytes, result.bytes);
      const what = onlyCase
        ? 'the question came back in other letters (0x20)'
        : 'id or question differs from what was asked';
      trace?.tell({ kind: 'mismatched', address: candidate.address, what });
      if (mode.protocol !== 'udp')
        return {
          kind: 'unusable',
          reason: 'wrong-question',
          candidate,
          text: 'it answered another question, over a stream too',
        };
      trace?.tell({
        kind: 'retry',
        address: candidate.address,
        change: 'tcp',
        why: `a near miss (${what}) may be a forgery: asking over TCP`,
      });
      return { ...mode, protocol: 'tcp', caseSuspect: onlyCase };
    }
    case 'reply':
      context.budget.bytes += result.bytes.length;
      return judgeReply(context, order, mode, sent, result, trace, facts);
    default:
      return result satisfies never;
  }
}

function judgeReply(
  context: AttemptContext,
  order: Order,
  mode: Mode,
  sent: Sent,
  result: { readonly bytes: Uint8Array; readonly rttMs: Millis },
  trace: Trace | undefined,
  facts: ServerFacts,
): AttemptResult | Mode {
  const { candidate } = order;
  const { servers } = context.parts;
  const udp = mode.protocol === 'udp';
  const truncated = ((result.bytes[2] ?? 0) & 0x02) !== 0;
  const late = result.rttMs > order.timeoutMs;
  if (udp && truncated) {
    servers.learn(candidate.address, { kind: late ? 'late-reply' : 'reply', rttMs: result.rttMs, edns: false });
    trace?.tell({ kind: 'truncated', address: candidate.address });
    trace?.tell({ kind: 'retry', address: candidate.address, change: 'tcp', why: 'the reply was truncated (TC=1)' });
    return { ...mode, protocol: 'tcp' };
  }
  const mangled = sent.withCase && differsInCaseOnly(sent.bytes, result.bytes);
  overwriteQuestionName(result.bytes, sent.bytes);
  const message = decodeOrWhy(result.bytes);
  if (typeof message === 'string') {
    trace?.tell({
      kind: 'unusable',
      server: candidate.server,
      address: candidate.address,
      zone: order.zone,
      reason: 'malformed',
      text: message,
    });
    return { kind: 'unusable', reason: 'malformed', candidate, text: message };
  }
  const edns = message.edns !== undefined;
  servers.learn(
    candidate.address,
    udp ? { kind: late ? 'late-reply' : 'reply', rttMs: result.rttMs, edns } : { kind: 'stream-reply' },
  );
  if (trace !== undefined) tellReceived(trace, message, result, late);
  if (truncated)
    return { kind: 'unusable', reason: 'truncated-over-tcp', candidate, text: 'it truncates over TCP too' };
  const again = followUp(context, order, mode, sent, message, facts, trace);
  if (again !== undefined) return again;
  // Only what came over a stream says that it is the server who changes letters: over UDP it may be a forger.
  if (mode.caseSuspect && mangled) servers.learn(candidate.address, { kind: 'mangles-case' });
  noteLessons(context, order, mode, message);
  return understand(context, order, message, trace);
}

function decodeOrWhy(bytes: Uint8Array): Message | string {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

function noteLessons(context: AttemptContext, order: Order, mode: Mode, message: Message): void {
  const { servers } = context.parts;
  const { address } = order.candidate;
  const plainWorks = !mode.edns && message.rcode !== RCODE.FORMERR && message.rcode !== RCODE.NOTIMP;
  if (plainWorks && order.how.edns) servers.learn(address, { kind: 'no-edns' });
}

function understand(context: AttemptContext, order: Order, message: Message, trace: Trace | undefined): AttemptResult {
  const { zone, question, forward, candidate } = order;
  const believed = scrub(message, { question, zone, forward, settings: context.parts.settings });
  if (trace !== undefined) tellRemoved(trace, believed);
  const reply = classify(message, believed, { question, zone, forward, minimised: order.minimised });
  if (trace !== undefined) tellTrouble(trace, order, reply, message);
  return { kind: 'reply', reply, message, believed, candidate };
}
