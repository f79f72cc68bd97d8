/**
 * One exchange in lines for the terminal: whom we asked and why, what we asked, how long it took, how it ended. It
 * must not know what stands around it (`print.ts`).
 */
import type { ChoiceReason } from './event.ts';
import { unbroken } from './layout.ts';
import { resultLines, scrubbedLines, type View } from './print-result.ts';
import { wireLines } from './print-wire.ts';
import type { BodyOf, ExchangeStep } from './tree.ts';
import { addressOf, clean, extendedErrorOf, millis, nameOf, serverOf } from './words.ts';

/** Why an address was chosen, in words; `of` candidates there were. */
function choiceText(why: ChoiceReason, of: number): string {
  switch (why) {
    case 'best':
      return of === 1 ? 'the only one' : `best of ${of}`;
    case 'candidate':
      return `as good as the best of ${of}`;
    case 'unknown':
      return `not asked before, one of ${of}`;
    case 'only':
      return 'the only one';
    case 'explore':
      return `exploring, of ${of}`;
    case 'hedge':
      return `hedge, of ${of}`;
    case 'retry':
      return `retry, of ${of}`;
    case 'probe':
      return `probe, of ${of}`;
    case 'all-dead':
      return `all ${of} seem dead`;
    default:
      return why satisfies never;
  }
}

const CHANGE_TEXT: Readonly<Record<BodyOf<'retry'>['change'], string>> = {
  tcp: 'over TCP',
  'no-edns': 'without EDNS',
  cookie: 'with the new cookie',
};

/** The word a line about an exchange begins with. */
function verbOf(exchange: ExchangeStep): string {
  if (exchange.because !== undefined) return 'retry';
  return exchange.why === 'hedge' || exchange.why === 'retry' || exchange.why === 'probe' ? exchange.why : 'asked';
}

/** True if nothing useful came of it: the mark is then a cross. */
export function isTrouble(exchange: ExchangeStep): boolean {
  const { kind } = exchange.end;
  if (kind === 'timed-out' || kind === 'unreachable' || kind === 'unfit') return true;
  return exchange.results.some((result) => result.kind === 'lame' || result.kind === 'unusable');
}

/** `✓ 18 ms`, `✗ no reply in 400 ms`, ... */
export function fateText(view: View, exchange: ExchangeStep): string {
  const { end } = exchange;
  const mark = isTrouble(exchange) ? view.paint('bad', '✗') : view.paint('good', '✓');
  switch (end.kind) {
    case 'reply': {
      const late =
        exchange.overdueMs === undefined ? '' : ` (late: it was overdue after ${millis(exchange.overdueMs)})`;
      const rcode = end.rcode === 'NOERROR' ? '' : ` ${clean(end.rcode, 20)}`;
      return `${mark} ${millis(end.rttMs)}${rcode}${late}`;
    }
    case 'truncated':
      return `${mark} ${millis(end.rttMs)} truncated (TC=1)`;
    case 'timed-out':
      return `${mark} ${view.paint('bad', `no reply in ${millis(end.afterMs)}`)}`;
    case 'unreachable':
      return `${mark} ${view.paint('bad', 'unreachable')}: ${clean(end.what)}`;
    case 'unfit':
      return `${mark} ${millis(end.rttMs)} ${view.paint('bad', 'not a fit reply')}`;
    case 'open':
      return `${view.paint('dim', '·')} not waited for`;
    default:
      return end satisfies never;
  }
}

/** All lines of an exchange; `told` is the question the line before showed, which is not repeated. */
export function exchangeLines(view: View, exchange: ExchangeStep, told: string): string[] {
  const { asked, because } = exchange;
  const question = questionText(exchange);
  const parts = [view.paint('dim', verbOf(exchange)), serverOf(exchange.server, exchange.address)];
  if (exchange.protocol !== 'udp') parts.push(`over ${exchange.protocol.toUpperCase()}`);
  else if (because !== undefined) parts.push(CHANGE_TEXT[because.change]);
  parts.push(fateText(view, exchange));
  if (exchange.why !== undefined && exchange.why !== 'hedge' && exchange.why !== 'retry')
    parts.push(view.paint('dim', unbroken(`[${choiceText(exchange.why, exchange.of ?? 1)}]`)));
  if (question !== told) parts.push(unbroken(`"${question}"${asked.minimised ? ' (minimised)' : ''}`));
  return [
    parts.join(' '),
    ...becauseLines(exchange),
    ...(view.verbosity > 0 ? [view.paint('dim', detailText(exchange))] : []),
    ...exchange.mismatched.map(
      (miss) => `${view.paint('warn', 'not believed')}: a reply from ${addressOf(miss.address)}: ${clean(miss.what)}`,
    ),
    ...(exchange.end.kind === 'reply' ? (exchange.end.ede ?? []).map((ede) => `it says ${extendedErrorOf(ede)}`) : []),
    ...exchange.results.flatMap((result) => resultLines(view, result)),
    ...scrubbedLines(view, exchange.scrubbed),
    ...wireLines(view.verbosity, exchange),
  ];
}

/** `A of example.org.?` */
export function questionText(exchange: ExchangeStep): string {
  return `${clean(exchange.asked.type, 20)} of ${nameOf(exchange.asked.name)}?`;
}

/** One line for all of it, for a look-up that is only a means. */
export function briefExchange(view: View, exchange: ExchangeStep): string {
  const first = exchange.results.flatMap((result) => resultLines({ ...view, verbosity: 0 }, result).slice(0, 1));
  const over = exchange.protocol === 'udp' ? '' : ` over ${exchange.protocol.toUpperCase()}`;
  return [`${serverOf(exchange.server, exchange.address)}${over} ${fateText(view, exchange)}`, ...first].join(' ');
}

/** The reason of a follow-up, unless the line says it already (TC=1). */
function becauseLines(exchange: ExchangeStep): string[] {
  const { because } = exchange;
  return because === undefined || because.why.includes('TC=1') ? [] : [`because: ${clean(because.why)}`];
}

function detailText(exchange: ExchangeStep): string {
  const { end, asked } = exchange;
  const sent = [`sent ${exchange.bytes} octets`, exchange.edns ? 'EDNS' : 'no EDNS'];
  if (exchange.cookie !== 'none') sent.push(exchange.cookie === 'full' ? 'cookie of both' : 'cookie of ours');
  if (asked.spelled !== undefined) sent.push(`spelled ${clean(asked.spelled, 260)}`);
  if (exchange.timeoutMs !== undefined) sent.push(`timeout ${millis(exchange.timeoutMs)}`);
  if (exchange.srttMs !== undefined) sent.push(`usual RTT ${millis(exchange.srttMs)}`);
  sent.push(`packet ${exchange.packet} of ${exchange.packets}`);
  if (end.kind !== 'reply') return sent.join(', ');
  const flags = [end.aa ? 'aa' : '', end.tc ? 'tc' : ''].filter((flag) => flag !== '');
  const counts = `${end.answers} answer, ${end.authorities} authority, ${end.additionals} additional RRsets`;
  return `${sent.join(', ')}; got ${end.bytes} octets${flags.length > 0 ? `, flags ${flags.join(' ')}` : ''}, ${counts}`;
}
