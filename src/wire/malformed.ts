/**
 * The one error of the decoder. It must not know what is decoded.
 */

/** Bytes that are not a DNS message: `offset` is where, `what` is why, in words. The only error of the decoder. */
export class Malformed extends Error {
  readonly offset: number;
  readonly what: string;
  constructor(offset: number, what: string) {
    super(`malformed message at octet ${offset}: ${what}`);
    this.name = 'Malformed';
    this.offset = offset;
    this.what = what;
  }
}
