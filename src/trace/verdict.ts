/**
 * The verdict on a failed story in three sentences: what happened, whose fault it is, what to do. Pure: it reads the
 * story alone and must not know who shows it; terminal, EDE texts, logs and page use the same words (RFC 9499).
 * NXDOMAIN and NODATA are answers, not failures.
 */
import { type Judged, type Verdict, verdictFrom } from './blame.ts';
import { type Scene, sceneOf } from './evidence.ts';
import type { Story } from './tree.ts';
import { chainVerdict, cycleVerdict, loopVerdict, nameTooLongVerdict, referralLoopVerdict } from './verdict-loop.ts';
import { brokenVerdict, lameVerdict, noAddressVerdict, refusedVerdict } from './verdict-servers.ts';
import { offlineVerdict, silenceVerdict, unreachableVerdict } from './verdict-silence.ts';
import {
  abortedVerdict,
  bogusVerdict,
  budgetVerdict,
  cachedVerdict,
  deadlineVerdict,
  policyVerdict,
} from './verdict-work.ts';

export type { Verdict } from './blame.ts';

/** The verdict on a failed story; undefined for one that was answered or is not finished. */
export function verdictOf(story: Story): Verdict | undefined {
  const scene = sceneOf(story);
  return scene === undefined ? undefined : verdictFrom(judge(scene), scene);
}

/** One rule for each reason of the closed list. */
function judge(scene: Scene): Judged {
  const { reason } = scene.failed;
  switch (reason) {
    case 'silence':
      return silenceVerdict(scene);
    case 'unreachable':
      return unreachableVerdict(scene);
    case 'offline':
      return offlineVerdict(scene);
    case 'lame':
      return lameVerdict(scene);
    case 'broken':
      return brokenVerdict(scene);
    case 'refused':
      return refusedVerdict(scene);
    case 'no-address':
      return noAddressVerdict(scene);
    case 'alias-loop':
      return loopVerdict(scene);
    case 'alias-chain-too-long':
      return chainVerdict(scene);
    case 'referral-loop':
      return referralLoopVerdict(scene);
    case 'cycle':
      return cycleVerdict(scene);
    case 'budget':
      return budgetVerdict(scene);
    case 'deadline':
      return deadlineVerdict(scene);
    case 'name-too-long':
      return nameTooLongVerdict(scene);
    case 'bogus':
      return bogusVerdict(scene);
    case 'cached-failure':
      return cachedVerdict(scene);
    case 'aborted':
      return abortedVerdict(scene);
    case 'local-policy':
      return policyVerdict(scene);
    default:
      return reason satisfies never;
  }
}
