/**
 * DNS messages as values (RFC 1035 section 4.1) with their sections as RRsets.
 */
import type { Edns } from './edns.ts';
import type { Name } from './name.ts';
import type { Opcode, Rcode, RRClass, RRType } from './registry.ts';
import type { RRset } from './rrset.ts';

/** One entry of the question section (RFC 1035 section 4.1.2). */
export interface Question {
  readonly name: Name;
  readonly type: RRType;
  readonly class: RRClass;
}

/** A whole message: the flags of the header by their RFC names, its sections grouped into RRsets, the OPT apart. */
export interface Message {
  readonly id: number;
  readonly qr: boolean;
  readonly opcode: Opcode;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly z: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
  /** All 12 bits: the header's four and, where there is an OPT, its extended eight (RFC 6891 section 6.1.3). */
  readonly rcode: Rcode;
  readonly questions: readonly Question[];
  readonly answer: readonly RRset[];
  readonly authority: readonly RRset[];
  /** Without the OPT record, which is `edns`. */
  readonly additional: readonly RRset[];
  readonly edns: Edns | undefined;
}
