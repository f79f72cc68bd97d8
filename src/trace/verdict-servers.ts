/**
 * Verdicts where servers answered, but not for the zone, or where no server could be addressed. Pure.
 */
import type { Judged } from './blame.ts';
import { type Scene, serversWithoutGlue, storiesOf } from './evidence.ts';
import type { Story } from './tree.ts';
import { cycleVerdict } from './verdict-loop.ts';
import { witnessList, zoneText } from './verdict-silence.ts';
import type { Witness } from './witness.ts';
import { clean, listed, nameOf } from './words.ts';

/** Servers named one by one in a sentence. */
const NAMED = 4;

function withFate(scene: Scene, ...fates: readonly Witness['fate'][]): Witness[] {
  return scene.witnesses.filter((witness) => fates.includes(witness.fate));
}

/** The rest of a sentence about servers that said nothing at all. */
function silentToo(scene: Scene): string {
  const silent = withFate(scene, 'silent', 'unreachable');
  return silent.length === 0 ? '' : ` Others did not answer: ${witnessList(silent)}.`;
}

function delegationOf(scene: Scene): string {
  return scene.parent === undefined
    ? 'the delegation at the parent zone'
    : `the delegation in ${zoneText(scene.parent)}`;
}

/** Every server that answered is lame. */
export function lameVerdict(scene: Scene): Judged {
  const lame = withFate(scene, 'lame');
  const who = lame.length === 0 ? clean(scene.failed.text) : witnessList(lame);
  const zone = zoneText(scene.zone);
  if (lame.length > 0 && scene.zone === '.' && lame.every((witness) => witness.lame === 'recursive-answer')) {
    return {
      what: `Something answers in place of the root servers: at their addresses there is a resolver, so port 53 is intercepted: ${who}.${silentToo(scene)}`,
      whose: 'network',
      todo: 'Ask whoever runs the network or the router to let DNS pass; until then forward over TLS to a resolver you trust (upstream.forward: ["tls://NAME@ADDR"]).',
    };
  }
  return {
    what: `The delegation of ${zone} is lame: its servers do not serve it: ${who}.${silentToo(scene)}`,
    whose: 'zone',
    todo: `The operators of ${zone} must load the zone on these servers, or correct the NS records and ${delegationOf(scene)}.`,
  };
}

/** Every server that answered failed. */
export function brokenVerdict(scene: Scene): Judged {
  const broken = withFate(scene, 'unusable', 'lame');
  const who = broken.length === 0 ? clean(scene.failed.text) : witnessList(broken);
  const zone = zoneText(scene.zone);
  const what = `No server of ${zone} gave a usable reply: ${who}.${silentToo(scene)}`;
  const reasons = new Set(broken.map((witness) => witness.unusable));
  if (reasons.has('malformed') || reasons.has('wrong-question') || reasons.has('not-a-reply')) {
    return {
      what,
      whose: 'zone',
      todo: `Tell the operators of ${zone} that their server software sends broken messages; if other zones fail alike, something on the path changes DNS packets (compare with --tcp).`,
    };
  }
  if (reasons.has('servfail')) {
    return {
      what,
      whose: 'zone',
      todo: `The operators of ${zone} find the cause in the logs of their servers: a zone that expired, did not load or cannot be transferred.`,
    };
  }
  return {
    what,
    whose: 'zone',
    todo: `Tell the operators of ${zone} what their servers reply; nothing on this side helps.`,
  };
}

/** Every server that answered REFUSED. */
export function refusedVerdict(scene: Scene): Judged {
  const refusing = scene.witnesses.filter((witness) => witness.lame === 'refused');
  const who =
    refusing.length === 0
      ? clean(scene.failed.text)
      : listed(
          refusing.map((witness) => `${nameOf(witness.server)} ${clean(witness.address)}`),
          NAMED,
        );
  const zone = zoneText(scene.zone);
  return {
    what: `Every server of ${zone} that answered refuses to answer for the zone (REFUSED): ${who}.${silentToo(scene)}`,
    whose: 'zone',
    todo: `Either the zone moved away from these servers and ${delegationOf(scene)} was not changed, or they refuse this network: the operators of ${zone} must say.`,
  };
}

/** No name server of the cut has an address that could be found. */
export function noAddressVerdict(scene: Scene): Judged {
  const zone = zoneText(scene.zone);
  if (storiesOf(scene.story).some(({ end }) => end.kind === 'failed' && end.reason === 'cycle'))
    return cycleVerdict(scene);
  const bare = serversWithoutGlue(scene);
  const lookups = scene.cut?.addressLookups ?? [];
  if (bare.length > 0) return missingGlueVerdict(scene, bare, failedServers(lookups));
  const failures = failedServers(lookups);
  const limit = scene.limits.find((hit) => hit.limit === 'glueless-failures');
  const who = failures.length === 0 ? clean(scene.failed.text) : listed(failures, NAMED);
  return {
    what: `No name server of ${zone} has an address that could be found: ${who}${
      limit === undefined ? '' : `; no more than ${limit.of} are tried (NXNSAttack)`
    }.`,
    whose: 'zone',
    todo: `The operators of ${zone} must name servers that exist and have addresses, in the zone and in ${delegationOf(scene)}.`,
  };
}

/** Servers inside the zone whose address only the parent could tell, and did not. */
function missingGlueVerdict(scene: Scene, bare: readonly string[], others: readonly string[]): Judged {
  const zone = zoneText(scene.zone);
  const one = bare.length === 1;
  const inside = `${listed(bare.map(nameOf), NAMED)} ${one ? 'lies' : 'lie'} inside the zone`;
  const ignored = scene.referral?.glue.filter((piece) => !piece.taken) ?? [];
  const rules = [...new Set(ignored.map((piece) => clean(piece.rule, 120)))];
  const parent = scene.parent === undefined ? '' : ` (${zoneText(scene.parent)})`;
  const rest = others.length === 0 ? '' : ` No help either: ${listed(others, NAMED)}.`;
  return {
    what: `${zone} cannot be entered: ${inside}, and the referral brought no glue (address) for ${one ? 'it' : 'them'}.${
      rules.length === 0 ? '' : ` Glue that came was ignored: ${listed(rules, 2)}.`
    }${rest}`,
    whose: 'parent',
    todo: `The owner of ${zone} must have the glue addresses registered at the parent${parent}, usually through the registrar.`,
  };
}

/** What became of each server's name, both address types together. */
function failedServers(lookups: readonly Story[]): string[] {
  const byName = Map.groupBy(lookups, (lookup) => lookup.question.name);
  return [...byName].map(([name, stories]) => `${nameOf(name)} (${[...new Set(stories.map(fateOf))].join('; ')})`);
}

function fateOf(lookup: Story): string {
  const { end, question } = lookup;
  if (end.kind === 'unfinished') return 'not waited for';
  if (end.kind === 'failed') return clean(end.text, 160);
  if (end.rcode === 'NXDOMAIN') return 'the name does not exist';
  return end.records.length === 0 ? `no ${clean(question.type, 20)} record` : 'its addresses may not be asked';
}
