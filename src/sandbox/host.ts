/**
 * A machine of the sandbox: an address, a behaviour, and the faults wrapped around it. Everything a server can do wrong
 * is a `Fault`: a function from behaviour to behaviour, so that faults combine. It must not know who asks.
 */
import type { Address, Millis, Protocol, Random } from '../ports.ts';

/** One message on its way back; `afterMs` comes on top of the link's own latency. */
export interface Parcel {
  readonly bytes: Uint8Array;
  readonly afterMs: Millis;
}

/** What a host does about one query. No parcels: silence. */
export type Reaction =
  | { readonly kind: 'parcels'; readonly parcels: readonly Parcel[] }
  | { readonly kind: 'error'; readonly code: 'refused' | 'unreachable' | 'reset'; readonly afterMs: Millis };

/** When and with which luck a query is served; `random` belongs to this host alone. */
export interface Moment {
  readonly at: Millis;
  readonly random: Random;
}

/** Serves one complete DNS message (no TCP framing); it must not keep or change `query`. */
export type Behaviour = (query: Uint8Array, protocol: Protocol, moment: Moment) => Reaction;

/** A behaviour made worse (or only slower). */
export type Fault = (next: Behaviour) => Behaviour;

/** A machine at one address. */
export interface Host {
  readonly address: Address;
  /** Its name in the world, for people; several addresses may share it. */
  readonly name?: string;
  readonly serve: Behaviour;
  /** Round trip of the link. */
  readonly rttMs?: Millis;
  /** Up to this much more, at random, for each message. */
  readonly jitterMs?: Millis;
  /** The first one is next to the wire, the last one next to the server. */
  readonly faults?: readonly Fault[];
}

/** No answer at all. */
export const SILENCE: Reaction = { kind: 'parcels', parcels: [] };

/** One message, as fast as the link. */
export function reply(bytes: Uint8Array): Reaction {
  return { kind: 'parcels', parcels: [{ bytes, afterMs: 0 }] };
}

/** `behaviour` with `faults` around it, the first outermost. */
export function withFaults(behaviour: Behaviour, faults: readonly Fault[]): Behaviour {
  return faults.reduceRight((inner, fault) => fault(inner), behaviour);
}
