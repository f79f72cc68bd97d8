/**
 * How a question ended, in lines for the terminal. Pure; it must not know what went before.
 */
import type { Block } from './layout.ts';
import type { View } from './print-result.ts';
import type { BodyOf, Story } from './tree.ts';
import { clean, count, extendedErrorOf, seconds, some } from './words.ts';

/** The last block of a tree: rcode, security, how long it is kept; or why it failed. */
export function endBlock(view: View, story: Story): Block {
  const { end, totals } = story;
  const work: string[] = [];
  if (totals.timeouts > 0) work.push(count(totals.timeouts, 'timeout'));
  if (totals.retries > 0) work.push(`${totals.retries} retried`);
  if (totals.hedges > 0) work.push(count(totals.hedges, 'hedge'));
  if (totals.tcp > 0) work.push(`${totals.tcp} over TCP`);
  if (view.verbosity > 0)
    work.push(
      `${totals.bytesSent} octets sent`,
      `${totals.bytesReceived} received`,
      count(totals.cacheHits, 'cache hit'),
    );
  const done = work.length > 0 ? [view.paint('dim', `work: ${work.join(' · ')}`)] : [];
  if (end.kind === 'unfinished')
    return { label: 'open', lines: ['the story stops here: given up, or still under way', ...done] };
  if (end.kind === 'failed') {
    return {
      label: 'failed',
      lines: [`${view.paint('bad', '✗')} ${clean(end.text)}`, ...endErrors(end), ...done],
    };
  }
  // Priming ends without records: what it found is kept, not answered.
  const nodata = end.rcode === 'NOERROR' && end.records.length === 0 && story.question.purpose !== 'prime';
  const what = nodata ? 'NODATA' : clean(end.rcode, 20);
  if (isWithoutAuthority(story)) done.unshift(`${view.paint('warn', 'careful')}: no server with authority said so`);
  const from = end.from === 'network' ? '' : ` · from ${end.from === 'cache' ? 'the cache' : 'local data'}`;
  return {
    label: 'answer',
    lines: [`${what}, ${clean(end.security, 20)}${from} · kept ${seconds(end.ttlS)}`, ...done],
  };
}

/** The Extended DNS Errors a client gets, without repeating the sentence above them. */
function endErrors(end: BodyOf<'failed'>): string[] {
  return end.ede
    .filter((ede) => ede.code !== 0 || ede.text !== end.text)
    .map((ede) => extendedErrorOf(ede.text === end.text ? { ...ede, text: '' } : ede));
}

/** True if every reply of the last cut was lame: the answer is taken for want of a better one. */
export function isWithoutAuthority(story: Story): boolean {
  const replies = story.cuts.at(-1)?.exchanges.filter((exchange) => exchange.end.kind === 'reply') ?? [];
  return replies.length > 0 && replies.every((exchange) => exchange.results.some((result) => result.kind === 'lame'));
}

/** The zone whose SOA came with a negative answer, if the story tells it. */
export function zoneOfEnd(story: Story): string | undefined {
  const results = [
    ...story.results,
    ...story.cuts.flatMap((cut) => [...cut.results, ...cut.exchanges.flatMap((exchange) => exchange.results)]),
  ];
  const negative = results.findLast((result) => result.kind === 'nodata' || result.kind === 'nxdomain');
  if (negative?.zone !== undefined) return negative.zone;
  const child = story.children.at(-1);
  return child === undefined ? undefined : zoneOfEnd(child);
}

/** The end in a few words, behind the heading of a nested question. */
export function nestedEnd(view: View, story: Story): string {
  const { end, question } = story;
  if (end.kind === 'unfinished') return '· not waited for';
  if (end.kind === 'failed') return `${view.paint('bad', '✗ failed')}: ${clean(end.text)}`;
  if (end.rcode !== 'NOERROR') return `${view.paint('bad', '✗')} ${clean(end.rcode, 20)}`;
  if (question.purpose === 'prime') return `${view.paint('good', '✓')} kept ${seconds(end.ttlS)}`;
  if (end.records.length === 0) return `${view.paint('warn', '✗')} NODATA`;
  return `${view.paint('good', '✓')} ${some(
    end.records.map((record) => clean(lastWords(record), 80)),
    3,
  )}`;
}

/** The rdata of a line in master-file form. */
function lastWords(record: string): string {
  return /^\S+\s+\d+\s+\S+\s+\S+\s+(.*)$/.exec(record)?.[1] ?? record;
}
