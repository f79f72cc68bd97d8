/**
 * What became of each server address over all tries at it, in one word and in words for people. Pure; it must not know
 * whose fault that is (`verdict.ts`).
 */
import type { Address, Millis } from '../ports.ts';
import type { LameReason } from './event.ts';
import { LAME_TEXT, unusableText } from './reason-text.ts';
import type { BodyOf, ExchangeStep } from './tree.ts';
import { clean, millis } from './words.ts';

/** How one server address behaved, over all tries. */
export interface Witness {
  readonly server: string;
  readonly address: Address;
  readonly tries: number;
  readonly waitedMs: Millis;
  readonly fate: 'silent' | 'unreachable' | 'lame' | 'unusable' | 'answered' | 'open';
  /** It answered over UDP with TC=1, and the last try was over a stream. */
  readonly truncated: boolean;
  /** In words. */
  readonly detail: string;
  readonly lame?: LameReason;
  readonly unusable?: BodyOf<'unusable'>['reason'];
}

/** One witness an address, in the order they were first asked. */
export function witnessesOf(exchanges: readonly ExchangeStep[]): Witness[] {
  const byAddress = Map.groupBy(exchanges, (exchange) => exchange.address);
  return [...byAddress.values()].flatMap(witnessOf);
}

function witnessOf(exchanges: readonly ExchangeStep[]): Witness[] {
  const last = exchanges.findLast((exchange) => exchange.end.kind !== 'open') ?? exchanges.at(-1);
  if (last === undefined) return [];
  const tries = exchanges.length;
  const waited = exchanges.map(({ end }) => (end.kind === 'timed-out' ? end.afterMs : 0));
  const waitedMs = waited.reduce((sum, ms) => sum + ms, 0);
  const truncated = last.protocol !== 'udp' && exchanges.some((exchange) => exchange.end.kind === 'truncated');
  const fate = fateOf(last, { tries, waitedMs });
  const detail = truncated ? `truncated over UDP; over TCP ${fate.detail}` : fate.detail;
  return [{ server: last.server, address: last.address, tries, waitedMs, truncated, ...fate, detail }];
}

type Fate = Pick<Witness, 'fate' | 'detail' | 'lame' | 'unusable'>;

/** By the last try that ended. */
function fateOf(last: ExchangeStep, work: { readonly tries: number; readonly waitedMs: Millis }): Fate {
  const { end } = last;
  const trouble = last.results.find((result) => result.kind === 'lame' || result.kind === 'unusable');
  if (trouble?.kind === 'lame') return { fate: 'lame', detail: LAME_TEXT[trouble.reason], lame: trouble.reason };
  if (trouble?.kind === 'unusable') {
    const ede = end.kind === 'reply' ? (end.ede?.[0]?.text ?? '') : '';
    const said = ede === '' ? '' : ` ("${clean(ede, 120)}")`;
    return { fate: 'unusable', detail: `${unusableText(trouble)}${said}`, unusable: trouble.reason };
  }
  switch (end.kind) {
    case 'reply':
      if (!end.tc || last.protocol === 'udp') return { fate: 'answered', detail: 'answered' };
      return { fate: 'unusable', detail: 'truncated again', unusable: 'truncated-over-tcp' };
    case 'truncated':
      return { fate: 'answered', detail: 'answered' };
    case 'unfit':
      return { fate: 'unusable', detail: clean(end.what, 160), unusable: 'wrong-question' };
    case 'timed-out': {
      const times = work.tries === 1 ? '' : `${work.tries} times `;
      return { fate: 'silent', detail: `silent ${times}for ${millis(work.waitedMs)}` };
    }
    case 'unreachable':
      return { fate: 'unreachable', detail: withoutAddress(end.what, last.address) };
    case 'open':
      return { fate: 'open', detail: 'not waited for' };
    default:
      return end satisfies never;
  }
}

/** What the network said of an address, without repeating the address. */
function withoutAddress(what: string, address: Address): string {
  const rest = what.startsWith(`${address} `) ? what.slice(address.length + 1) : what;
  return clean(rest, 160).replace(/^\((udp|tcp|tls)\) /, '');
}
