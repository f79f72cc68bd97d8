/**
 * One zone cut as a block for the terminal: where its servers are known from, then everything that happened there in
 * order of time. Pure; look-ups nested in it are drawn by the function handed in.
 */
import { isOwnServer } from './evidence.ts';
import type { Block, Tree } from './layout.ts';
import { cacheLines } from './print-cache.ts';
import { briefExchange, exchangeLines, questionText } from './print-exchange.ts';
import { noteLines } from './print-note.ts';
import { resultLines, scrubbedLines, type View } from './print-result.ts';
import type { CutStep, Story } from './tree.ts';
import { clean, count, nameOf, seconds, some } from './words.ts';

/** Servers of a cut that are named with -v. */
const SERVERS_NAMED = 30;

interface Moment {
  readonly order: number;
  readonly lines: readonly (string | Tree)[];
}

/** The block of `cut`; in brief one line an exchange. */
export function cutBlock(view: View, cut: CutStep, brief: boolean, tell: (lookup: Story) => Tree): Block {
  const moments: Moment[] = [
    ...exchangeMoments(view, cut, brief),
    ...cut.addressLookups.map((lookup) => ({ order: lookup.order, lines: [needed(view, tell(lookup))] })),
    ...cut.results.map((result) => ({ order: result.order, lines: resultLines(view, result) })),
    ...cut.notes.map((note) => ({ order: note.order, lines: noteLines(view, note) })),
    ...(view.verbosity > 0 ? cut.addressesNeeded : []).map((need) => ({
      order: need.order,
      lines: [`needs the address of ${nameOf(need.server)} (${clean(need.type, 20)})`],
    })),
  ];
  const lines = [
    ...(brief ? [] : originLines(view, cut)),
    ...cacheLines(view, cut.cacheLooks, brief).map((line) => `cache ${line}`),
    ...moments.sort((a, b) => a.order - b.order).flatMap((moment) => moment.lines),
    ...scrubbedLines(view, cut.scrubbed),
  ];
  return { label: nameOf(cut.zone), lines: lines.length > 0 ? lines : ['nothing asked'] };
}

function needed(view: View, tree: Tree): Tree {
  return { ...tree, heading: `${view.paint('dim', 'needs')} ${tree.heading}` };
}

/** The question is repeated only where it changes. */
function exchangeMoments(view: View, cut: CutStep, brief: boolean): Moment[] {
  let told = '';
  return cut.exchanges.map((exchange) => {
    if (brief) return { order: exchange.order, lines: [briefExchange(view, exchange)] };
    const lines = exchangeLines(view, exchange, told);
    told = questionText(exchange);
    const above = isOwnServer(cut, exchange) ? [] : ['(a server of the zone above: only it can have this glue)'];
    return { order: exchange.order, lines: [...lines.slice(0, 1), ...above, ...lines.slice(1)] };
  });
}

/** Where the servers of a cut come from; the referral just above says it for the others. */
function originLines(view: View, cut: CutStep): string[] {
  const lease = cut.leaseS === undefined ? '' : ` · lease ${seconds(cut.leaseS)}`;
  const servers = count(cut.servers.length, 'server');
  const names = view.verbosity > 0 ? `: ${some(cut.servers.map(nameOf), SERVERS_NAMED)}` : '';
  switch (cut.from) {
    case 'referral':
      return [];
    case 'hints':
      return [`${servers} from the root hints${names}`];
    case 'cache':
      return cut.servers.length === 0 ? [] : [`${servers} from the cache${lease}${names}`];
    case 'forward':
      return [`forwarded to ${servers} (configured)${names}`];
    case 'stub':
      return [`${servers} (configured stub zone)${names}`];
    default:
      return cut.from satisfies never;
  }
}
