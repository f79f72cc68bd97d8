/**
 * What an attempt tells the story: packets out and in, records not believed, servers of no use. It must not decide
 * anything.
 */
import type { Millis } from '../ports.ts';
import type { Trace } from '../trace/event.ts';
import { base64Text } from '../wire/base.ts';
import type { Message } from '../wire/message.ts';
import { extendedErrorsOf } from '../wire/options.ts';
import { rcodeToText, typeToText } from '../wire/registry.ts';
import { spelledName } from '../wire/spelling.ts';
import type { Reply } from './classify.ts';
import type { AttemptContext, Mode, Order, Sent } from './order.ts';
import type { Believed } from './scrub.ts';

const HEADER_OCTETS = 12;

/** The packet that goes out, with its place in the budget. */
export function tellSent(trace: Trace, context: AttemptContext, order: Order, mode: Mode, sent: Sent): void {
  const { question, candidate, minimised } = order;
  trace.tell({
    kind: 'sent',
    name: question.name,
    type: typeToText(question.type),
    minimised,
    server: candidate.server,
    address: candidate.address,
    protocol: mode.protocol,
    bytes: sent.bytes.length,
    edns: mode.edns,
    cookie: sent.cookie,
    ...(sent.withCase ? { spelled: spelledName(sent.bytes, HEADER_OCTETS) } : {}),
    packet: context.budget.packets,
    packets: context.budget.limits.packetsPerQuestion,
    ...(trace.wire ? { wire: base64Text(sent.bytes) } : {}),
  });
}

/** The reply as it came, before it is judged. */
export function tellReceived(
  trace: Trace,
  message: Message,
  result: { readonly bytes: Uint8Array; readonly rttMs: Millis },
  late: boolean,
): void {
  const ede = message.edns === undefined ? [] : extendedErrorsOf(message.edns.options);
  trace.tell({
    kind: 'received',
    bytes: result.bytes.length,
    rttMs: result.rttMs,
    rcode: rcodeToText(message.rcode),
    aa: message.aa,
    tc: message.tc,
    answers: message.answer.length,
    authorities: message.authority.length,
    additionals: message.additional.length,
    late,
    ...(ede.length > 0 ? { ede } : {}),
    ...(trace.wire ? { wire: base64Text(result.bytes) } : {}),
  });
}

/** Each record that is not believed, with its rule. */
export function tellRemoved(trace: Trace, believed: Believed): void {
  for (const { section, rrset, rule, rfc } of believed.removed)
    trace.tell({ kind: 'scrubbed', section, name: rrset.name, type: typeToText(rrset.type), rule, rfc });
}

/** Why the reply is of no use. */
export function tellTrouble(trace: Trace, order: Order, reply: Reply, message: Message): void {
  const { server, address } = order.candidate;
  const where = { server, address, zone: order.zone };
  if (reply.kind === 'lame') trace.tell({ kind: 'lame', ...where, reason: reply.reason });
  if (reply.kind === 'unusable')
    trace.tell({ kind: 'unusable', ...where, reason: reply.reason, rcode: rcodeToText(message.rcode) });
}
