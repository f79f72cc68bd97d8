/**
 * Whose fault a failure is, as a value and in words. It must not know how that is found out (`verdict.ts`).
 */
import type { Scene } from './evidence.ts';
import { nameOf } from './words.ts';

/** `you`: this machine or its configuration; `parent`: the zone that delegates to the failing one. */
export type Whose = 'you' | 'network' | 'zone' | 'parent';

/** What a rule says of a scene; the culprit's words follow from it. */
export interface Judged {
  readonly what: string;
  readonly whose: Whose;
  readonly todo: string;
  /** The zone to blame where it is not the one the walk stood at. */
  readonly zone?: string;
}

/** Three sentences for people: what happened, whose fault (`whose`, and `culprit` in words), what to do. */
export interface Verdict {
  readonly what: string;
  readonly whose: Whose;
  readonly culprit: string;
  readonly todo: string;
}

/** The judgement with its culprit in words. */
export function verdictFrom(judged: Judged, scene: Scene): Verdict {
  const { what, whose, todo } = judged;
  return { what: oneStop(what), whose, culprit: culpritOf(judged, scene), todo: oneStop(todo) };
}

/** The dot that ends a name ends the sentence too. */
function oneStop(text: string): string {
  return text.replace(/(?<!\.)\.\.(?!\.)/g, '.');
}

function culpritOf(judged: Judged, scene: Scene): string {
  const zone = nameOf(judged.zone ?? scene.zone);
  switch (judged.whose) {
    case 'you':
      return 'you: this machine or its configuration';
    case 'network':
      return 'network: something between this machine and the servers';
    case 'zone':
      return `zone: the operators of ${zone === '.' ? 'the root zone' : zone}`;
    case 'parent':
      return scene.parent === undefined
        ? `parent: the zone that delegates ${zone}`
        : `parent: the delegation of ${zone} in ${scene.parent === '.' ? 'the root zone' : nameOf(scene.parent)}`;
    default:
      return judged.whose satisfies never;
  }
}
