/**
 * How often a second server may be asked early: a token bucket, so that hedging stays a small share of all sends
 * (design section 6: at most 5 %, once servers are known). It must not know whom it is for.
 */

export interface HedgeTokens {
  /** True if a hedge may be sent now; it costs one token. */
  take(): boolean;
  /** Counts a send: every twentieth earns a token. */
  sent(): void;
}

const TOKENS_PER_SEND = 0.05;
/** What may be spent at once, and what a fresh process starts with: nothing is known of any server then. */
const TOKENS_AT_MOST = 20;

/** A full bucket. */
export function createHedgeTokens(): HedgeTokens {
  let tokens = TOKENS_AT_MOST;
  return {
    take: () => {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    sent: () => {
      tokens = Math.min(TOKENS_AT_MOST, tokens + TOKENS_PER_SEND);
    },
  };
}
