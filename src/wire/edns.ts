/**
 * EDNS(0) as values: the OPT pseudo-record (RFC 6891) and its options.
 */

export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

export interface Edns {
  readonly version: number;
  /** The sender's UDP payload size in octets. */
  readonly udpSize: number;
  readonly dnssecOk: boolean;
  /** The 15 flag bits beside DO. */
  readonly flags: number;
  readonly options: readonly EdnsOption[];
}

/** One Extended DNS Error (RFC 8914). */
export interface ExtendedError {
  readonly code: number;
  readonly text: string;
}
