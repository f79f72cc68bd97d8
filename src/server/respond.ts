/**
 * One client message to one reply: header rules, who may ask, and what the resolver's outcome means for the client.
 * No sockets. It must not know how names are resolved.
 *
 * RFC 1035 section 4.1.1, RFC 6891 section 6.1.3 (BADVERS), RFC 6895, RFC 9619 (QDCOUNT), RFC 4035 section 3.2 (CD).
 */
import type { Answer, Failure, Outcome } from '../resolver/answer.ts';
import type { Core } from '../resolver/resolver.ts';
import { decodeMessage } from '../wire/decode.ts';
import { Malformed } from '../wire/malformed.ts';
import type { Message, Question } from '../wire/message.ts';
import type { Name } from '../wire/name.ts';
import { CLASS, OPCODE, RCODE, type Rcode, TYPE } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';
import { type Access, type AccessRule, createGuard } from './guard.ts';
import { identityAnswer } from './identity.ts';
import { type Client, encodeReply, headerOnly, mayBeAnswered, type Reply, type ReplySettings } from './reply.ts';
import { specialUseAnswer } from './special-use.ts';

/** What the configuration says about clients; without a rule for it a client is refused. */
export interface ResponderSettings extends ReplySettings {
  readonly access: readonly AccessRule[];
  readonly minimalResponses: boolean;
  /** Answer to `id.server` and `hostname.bind` (CH); undefined: refused. */
  readonly identity: string | undefined;
  /** Answer to `version.server` and `version.bind` (CH); undefined: refused. */
  readonly version: string | undefined;
  /** Answer special-use names ourselves (RFC 6303, 6761, 7686, 8375, 9462). */
  readonly specialUseZones: boolean;
  /** Zones with servers of their own by configuration: at or below a special-use zone they are asked instead. */
  readonly ownZones?: readonly Name[];
  /** Questions under way at once; further ones are dropped. Undefined: no bound here. */
  readonly questionsAtOnce: number | undefined;
}

/** The reply to one message; undefined: none is sent. Rejects only for our own bugs. */
export type Respond = (bytes: Uint8Array, client: Client) => Promise<Uint8Array | undefined>;

/** What the responder needs of the resolver. */
type Resolving = Pick<Core, 'resolve' | 'peek'>;

/** The responder of one configuration. */
export function createResponder(parts: { readonly core: Resolving; readonly settings: ResponderSettings }): Respond {
  const { core, settings } = parts;
  const guard = createGuard(settings.access);
  let underWay = 0;
  return async (bytes, client) => {
    if (!mayBeAnswered(bytes)) return undefined;
    const access = guard(client.address);
    if (access === 'drop') return undefined;
    const query = decodeOrUndefined(bytes);
    if (query === undefined) return headerOnly(bytes, isQuery(bytes) ? RCODE.FORMERR : RCODE.NOTIMP);
    const reply = (outcome: Reply): Uint8Array => encodeReply(query, bytes, client, outcome, settings);
    if (access === 'refuse') return reply(STRANGER);
    const early = headerRcode(query);
    if (early !== undefined) return reply({ rcode: early });
    const [question] = query.questions;
    if (question === undefined) return headerOnly(bytes, RCODE.FORMERR);
    const own = ownAnswer(question, settings);
    if (own !== undefined) return reply(own);
    if (!query.rd) return reply(withoutRecursion(question, access, core));
    if (settings.questionsAtOnce !== undefined && underWay >= settings.questionsAtOnce) return undefined;
    underWay++;
    try {
      return reply(fromOutcome(await core.resolve(question, query.cd ? { checkingDisabled: true } : {}), settings));
    } finally {
      underWay--;
    }
  };
}

function decodeOrUndefined(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** False for the other opcodes: their messages may look otherwise (RFC 2136, RFC 8490). */
function isQuery(bytes: Uint8Array): boolean {
  return (((bytes[2] ?? 0) >> 3) & 0x0f) === OPCODE.QUERY;
}

/** The error that the header, the OPT or the question's form alone earns. */
function headerRcode(query: Message): Rcode | undefined {
  if (query.opcode !== OPCODE.QUERY) return RCODE.NOTIMP;
  if (query.questions.length !== 1) return RCODE.FORMERR;
  if (query.edns !== undefined && query.edns.version > 0) return RCODE.BADVERS;
  const [question] = query.questions;
  if (question === undefined) return RCODE.FORMERR;
  switch (question.type) {
    case TYPE.AXFR:
    case TYPE.IXFR:
      return RCODE.REFUSED;
    case TYPE.MAILA:
    case TYPE.MAILB:
      return RCODE.NOTIMP;
    case TYPE.OPT:
    case TYPE.TKEY:
    case TYPE.TSIG:
    case TYPE.NXNAME:
      return RCODE.FORMERR;
    default:
      return undefined;
  }
}

/** RFC 8914 section 4.19: "Prohibited". */
const STRANGER: Reply = {
  rcode: RCODE.REFUSED,
  errors: [{ code: 18, text: 'this resolver answers its own clients only' }],
};

function ownAnswer(question: Question, settings: ResponderSettings): Reply | undefined {
  if (question.class === CLASS.CH) return identityAnswer(question, settings) ?? { rcode: RCODE.REFUSED };
  if (question.class !== CLASS.IN) return { rcode: RCODE.REFUSED };
  return settings.specialUseZones ? specialUseAnswer(question, settings.ownZones) : undefined;
}

/** RD=0: the cache may be read by those allowed to (it tells what others asked); nobody recurses for it. */
function withoutRecursion(question: Question, access: Access, core: Resolving): Reply {
  const answer = access === 'snoop' ? core.peek(question) : undefined;
  if (answer === undefined) return { rcode: RCODE.REFUSED };
  return { rcode: answer.rcode, answer: answer.answer, authority: answer.authority, additional: answer.additional };
}

function fromOutcome(outcome: Outcome, settings: ResponderSettings): Reply {
  return outcome.kind === 'answer' ? fromAnswer(outcome, settings) : fromFailure(outcome);
}

/** RFC 2308 section 2: a negative answer needs its SOA; what else surrounds an answer is a courtesy. */
function fromAnswer(outcome: Answer, settings: ResponderSettings): Reply {
  const { rcode, answer, question } = outcome;
  const errors = outcome.ede;
  if (!settings.minimalResponses)
    return { rcode, answer, authority: outcome.authority, additional: outcome.additional, errors };
  const positive =
    rcode === RCODE.NOERROR && answer.some(({ type }) => type === question.type || question.type === TYPE.ANY);
  // Somebody who asks for name servers wants their addresses (priming, RFC 9609 section 4).
  const additional = question.type === TYPE.NS ? outcome.additional : [];
  return { rcode, answer, authority: positive ? proofs(outcome.authority) : outcome.authority, additional, errors };
}

/** A wildcard's answer proves with these that no closer name exists (RFC 4035 section 3.1.3.3): no courtesy. */
function proofs(authority: readonly RRset[]): readonly RRset[] {
  return authority.filter(({ type }) => type === TYPE.NSEC || type === TYPE.NSEC3);
}

function fromFailure(failure: Failure): Reply {
  const errors = failure.ede.length > 0 ? failure.ede : [{ code: 0, text: failure.text }];
  return { rcode: rcodeOf(failure), answer: failure.partial, errors };
}

function rcodeOf({ reason }: Failure): Rcode {
  if (reason === 'local-policy') return RCODE.REFUSED;
  return reason === 'name-too-long' ? RCODE.YXDOMAIN : RCODE.SERVFAIL;
}
