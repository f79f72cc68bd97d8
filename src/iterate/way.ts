/**
 * The way in to a server: UDP with EDNS, UDP without, or TCP. It must not know why the server is asked.
 *
 * RFC 8906 section 3 (silence may be a dropped OPT), RFC 7766 section 5 (TCP is no second choice).
 */
import type { Candidate, Tried } from './choose.ts';
import type { Order } from './order.ts';
import type { Parts } from './task.ts';

/** After this many silences of an address the next try goes over TCP, or without EDNS if it never spoke it. */
const SILENCES_BEFORE_CHANGE = 2;
/** ... and after this many silences of all servers of the zone together, which may share a firewall. */
const SILENCES_OF_ALL_BEFORE_CHANGE = 4;
/** Timeouts in a row after which a server that never spoke EDNS is tried over TCP instead of without EDNS. */
const TIMEOUTS_BEFORE_STREAM = 4;

/** What one question has tried at the servers of one zone together. */
export interface Ways {
  /** Silences of all servers. */
  silences: number;
  triedPlain: boolean;
  triedStream: boolean;
}

/**
 * UDP with EDNS at first; after silences another way in: silence may be a dropped OPT (RFC 8906 section 3) or filtered
 * UDP, so the servers of one zone are tried in both ways. Notes in `ways` what it chose.
 */
export function howToSend(candidate: Candidate, state: Tried, ways: Ways, parts: Parts): Order['how'] {
  if (candidate.protocol === 'tls') return { protocol: 'tls', edns: true };
  const facts = parts.servers.facts(candidate.address);
  const edns = facts.edns !== 'no' || facts.noEdnsUntil <= parts.clock.now();
  if (parts.settings.overTcp) return { protocol: 'tcp', edns };
  if (state.silences < SILENCES_BEFORE_CHANGE && ways.silences < SILENCES_OF_ALL_BEFORE_CHANGE)
    return { protocol: 'udp', edns };
  const isPlainNew = !ways.triedPlain && facts.timeoutsInRow < TIMEOUTS_BEFORE_STREAM;
  if (edns && facts.edns === 'unknown' && isPlainNew) {
    ways.triedPlain = true;
    return { protocol: 'udp', edns: false };
  }
  const protocol = ways.triedStream ? 'udp' : 'tcp';
  ways.triedStream = true;
  return { protocol, edns };
}
