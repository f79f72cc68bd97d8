/**
 * What the servers of a cut were asked and said, as values. Types only; it must not know how it was asked.
 */
import type { Trace } from '../trace/event.ts';
import type { Message } from '../wire/message.ts';
import type { Name } from '../wire/name.ts';
import type { Candidate } from './choose.ts';
import type { Meaning } from './classify.ts';
import type { Cut } from './delegation.ts';
import type { Believed } from './scrub.ts';
import type { Task, Trouble, Wanted } from './task.ts';

/** One message that means something, and who sent it. */
export interface Said {
  readonly kind: 'said';
  readonly meaning: Meaning;
  readonly message: Message;
  readonly believed: Believed;
  readonly candidate: Candidate;
}

/** Gets one answer from the servers of one cut. */
export type Consult = (
  cut: Cut,
  asked: ConsultQuestion,
  task: Task,
  trace: Trace | undefined,
) => Promise<Said | Trouble>;

/** What is asked, and for whom. */
export interface ConsultQuestion extends Wanted {
  readonly minimised: boolean;
  /** The name whose look-up this serves. */
  readonly chargedTo: Name;
}
