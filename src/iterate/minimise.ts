/**
 * Which question to ask a zone's servers next, so that each learns no more than it must (RFC 9156). Pure: no cache,
 * no servers.
 */
import { childTowards, labelCount, type Name } from '../wire/name.ts';
import { type RRType, TYPE } from '../wire/registry.ts';
import type { Settings } from './settings.ts';

/** RFC 9156 section 2.3: at most this many minimised questions for one name ... */
export const MAX_MINIMISE_COUNT = 10;
/** ... of which the first ones add one label each; later ones share out the rest. */
export const MINIMISE_ONE_LABEL = 4;

/** How far a name has been revealed: labels known to the servers, and minimised questions asked for it. */
export interface Reveal {
  readonly labels: number;
  readonly asked: number;
  /** True once minimisation has been given up for this name. */
  readonly full: boolean;
}

/** Nothing beyond the zone itself is revealed. */
export function revealAt(zone: Name, asked: number, full: boolean): Reveal {
  return { labels: labelCount(zone), asked, full };
}

/**
 * The labels of the next question for `name`: one more than revealed at first, then a share of the rest, so that a
 * name of 100 labels costs no more than {@link MAX_MINIMISE_COUNT} questions.
 */
export function nextLabels(name: Name, reveal: Reveal): number {
  const total = labelCount(name);
  const rest = total - reveal.labels;
  if (reveal.full || rest <= 1 || reveal.asked >= MAX_MINIMISE_COUNT) return total;
  if (reveal.asked < MINIMISE_ONE_LABEL) return reveal.labels + 1;
  const left = MAX_MINIMISE_COUNT - reveal.asked;
  return Math.min(total, reveal.labels + Math.ceil(rest / left));
}

/**
 * The name and type to ask at `zone` for the question (`name`, `type`). The whole name goes with its real type
 * (unbound issue 1500). `force` minimises even where the settings say off: to find the parent zone for a DS.
 */
export function nextQuestion(
  question: { readonly name: Name; readonly type: RRType },
  zone: Name,
  reveal: Reveal,
  settings: Pick<Settings, 'minimisation' | 'minimisationType' | 'hideType'>,
  force = false,
): { readonly name: Name; readonly type: RRType; readonly minimised: boolean; readonly labels: number } {
  const total = labelCount(question.name);
  const whole = { name: question.name, type: question.type, minimised: false, labels: total };
  if (settings.minimisation === 'off' && !force) return whole;
  const labels = nextLabels(question.name, reveal);
  const probe = settings.minimisationType === TYPE.NS ? TYPE.NS : TYPE.A;
  const hide =
    settings.hideType &&
    !force &&
    question.type !== TYPE.DS &&
    !reveal.full &&
    reveal.labels < total &&
    question.type !== probe;
  if (labels >= total && hide && total > labelCount(zone)) return { ...whole, type: probe, minimised: true };
  if (labels >= total || labels <= labelCount(zone)) return whole;
  const name = childTowards(zone, question.name, labels - labelCount(zone));
  return { name, type: probe, minimised: true, labels };
}
