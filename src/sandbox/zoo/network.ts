/**
 * Animals whose servers are right, but hard to reach: dead, slow, far away, behind a narrow path. Data only.
 */
import { dead, duplicates, lossy, noUdpOver, only, portClosed, rateLimited, satellite } from '../faults.ts';
import { type Animal, cage, VISITOR } from './cage.ts';

const WORKS = { whose: 'network', rcode: 'NOERROR' } as const;
/** Fits EDNS, does not fit the path. */
const PAGE = `page TXT ${Array.from({ length: 4 }, () => `"${'rootwalk '.repeat(24)}"`).join(' ')}`;

/** Servers behind trouble. */
export const NETWORK: readonly Animal[] = [
  cage(48, 'dead', {
    fault: 'Both servers are silent.',
    expect: { whose: 'zone', reason: 'silence' },
    faults: () => [dead],
  }),
  cage(49, 'half-dead', {
    fault: 'One of the two servers is silent.',
    expect: { whose: 'zone', rcode: 'NOERROR' },
    first: { faults: () => [dead] },
  }),
  cage(50, 'port-closed', {
    fault: 'The machines are there, but nothing listens on port 53.',
    expect: { whose: 'zone', reason: 'silence' },
    faults: () => [portClosed],
  }),
  cage(51, 'satellite', {
    fault: 'The servers are 700 ms away.',
    expect: WORKS,
    faults: () => [satellite],
  }),
  cage(52, 'lossy', {
    fault: 'One packet in ten is lost, each way.',
    expect: WORKS,
    faults: () => [lossy(0.1)],
  }),
  cage(53, 'duplicates', {
    fault: 'Every reply comes three times.',
    expect: WORKS,
    faults: () => [duplicates(3)],
  }),
  cage(54, 'narrow', {
    fault: 'Datagrams of more than 600 octets never arrive; TCP works.',
    expect: WORKS,
    ask: 'page',
    type: 'TXT',
    zone: { records: `${VISITOR}\n${PAGE}` },
    faults: () => [noUdpOver(600)],
  }),
  cage(55, 'tcp-only', {
    fault: 'UDP is filtered; TCP works.',
    expect: WORKS,
    faults: () => [only('udp', dead)],
  }),
  cage(56, 'rate-limited', {
    fault: 'Each server answers one query a second and drops the rest.',
    expect: { whose: 'zone', rcode: 'NOERROR' },
    faults: () => [rateLimited(1, 1000)],
  }),
];
