/**
 * Verdicts where nobody answered: silence, no way to send, no network at all. Pure.
 */
import type { Judged } from './blame.ts';
import type { Scene } from './evidence.ts';
import type { Witness } from './witness.ts';
import { listed, millis, nameOf, serverOf } from './words.ts';

/** Servers named one by one in a sentence. */
const NAMED = 4;

/** `ns1.example.com. 192.0.2.1 (silent 3 times for 2.4 s)` of each. */
export function witnessList(witnesses: readonly Witness[]): string {
  return listed(
    witnesses.map((witness) => `${serverOf(witness.server, witness.address)} (${witness.detail})`),
    NAMED,
  );
}

/** `example.com.` or `the root zone`. */
export function zoneText(zone: string): string {
  return zone === '.' ? 'the root zone' : nameOf(zone);
}

/** No server of the cut answered: the network if nobody else did either. */
export function silenceVerdict(scene: Scene): Judged {
  const silent = scene.witnesses.filter((witness) => witness.fate !== 'answered' && witness.fate !== 'open');
  const who = silent.length === 0 ? '' : `: ${witnessList(silent)}`;
  const what = `No server of ${zoneText(scene.zone)} replied${who}.`;
  if (scene.replies === 0) {
    return {
      what: `${what} Nobody else replied either.`,
      whose: 'network',
      todo: 'Check that this machine may send to port 53 (UDP and TCP) of any address; where a firewall or provider forbids it, forward to a resolver it allows (upstream.forward).',
    };
  }
  if (silent.some(({ truncated }) => truncated)) {
    return {
      what: `No server of ${zoneText(scene.zone)} replied in full${who}.`,
      whose: 'zone',
      todo: `The operators of ${zoneText(scene.zone)} must let their servers answer over TCP too (RFC 7766 section 5): the reply does not fit into UDP.`,
    };
  }
  const closed = silent.length > 0 && silent.every((witness) => witness.fate === 'unreachable');
  const waited = Math.max(0, ...silent.map((witness) => witness.waitedMs));
  const onlyV6 = silent.length > 0 && silent.every((witness) => witness.address.includes(':'));
  if (onlyV6) {
    return {
      what: `${what} All of them are IPv6 addresses.`,
      whose: 'network',
      todo: 'Check whether IPv6 works on this machine; if not, switch it off (-4, or upstream.ipv6: false). Otherwise the servers of the zone are down.',
    };
  }
  return {
    what: `${what} Other servers did reply, so the network works.`,
    whose: 'zone',
    todo: closed
      ? `Tell the operators of ${zoneText(scene.zone)} that their servers cannot be reached; trying again later may help.`
      : `Tell the operators of ${zoneText(scene.zone)} that their servers are silent (waited up to ${millis(waited)} for each); trying again later may help.`,
  };
}

/** Our own machine could not send. */
export function unreachableVerdict(scene: Scene): Judged {
  const unreachable = scene.witnesses.filter((witness) => witness.fate === 'unreachable');
  const who = unreachable.length === 0 ? '' : `: ${witnessList(unreachable)}`;
  const onlyV6 = unreachable.length > 0 && unreachable.every((witness) => witness.address.includes(':'));
  if (onlyV6) {
    return {
      what: `This machine could not send to any server of ${zoneText(scene.zone)}${who}; all are IPv6 addresses.`,
      whose: 'you',
      todo: 'This machine has no working IPv6: set it up, or ask for the zone through a resolver that has it (upstream.forward).',
    };
  }
  return {
    what: `This machine could not send to any server of ${zoneText(scene.zone)}${who}.`,
    whose: 'you',
    todo: 'Check the network connection, the default route and the local firewall of this machine, then ask again.',
  };
}

/** Nothing answers anywhere. */
export function offlineVerdict(scene: Scene): Judged {
  const asked = scene.witnesses.length === 0 ? '' : ` Asked last: ${witnessList(scene.witnesses)}.`;
  return {
    what: `Nothing answers anywhere: this machine seems to be offline.${asked}`,
    whose: 'network',
    todo: 'Check the connection: cable, wireless, a portal that wants a log-in, a firewall that blocks port 53. Answers come back by themselves when the network does.',
  };
}
