/**
 * A story as JSON for programs: the same tree that the terminal shows, versioned, with the messages of each exchange
 * after RFC 8427 where the listener asked for them, and the verdict of a failure. It must not know who reads it.
 */
import { messageToJson } from '../wire/json.ts';
import { Malformed } from '../wire/malformed.ts';
import { octetsOf } from './print-wire.ts';
import type { CutStep, ExchangeStep, Story } from './tree.ts';
import { verdictOf } from './verdict.ts';

/** The version of the shape; it changes when a member is renamed or removed, not when one is added. */
export const STORY_SCHEMA = 1;

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The story with `schema`, and `verdict` if it failed. */
export function storyToJson(story: Story): JsonObject {
  const verdict = verdictOf(story);
  return { schema: STORY_SCHEMA, ...storyObject(story), ...(verdict === undefined ? {} : { verdict }) };
}

/** Recursion is bounded by the fold. */
function storyObject(story: Story): JsonObject {
  return { ...story, cuts: story.cuts.map(cutObject), children: story.children.map(storyObject) };
}

function cutObject(cut: CutStep): JsonObject {
  return {
    ...cut,
    exchanges: cut.exchanges.map(exchangeObject),
    addressLookups: cut.addressLookups.map(storyObject),
  };
}

function exchangeObject(exchange: ExchangeStep): JsonObject {
  const { wire, ...rest } = exchange;
  return {
    ...rest,
    ...(wire?.sent === undefined ? {} : { query: messageObject(wire.sent) }),
    ...(wire?.received === undefined ? {} : { reply: messageObject(wire.received) }),
  };
}

/** The message after RFC 8427; its octets alone (member `messageOctetsHEX`) where they are no message. */
function messageObject(base64: string): unknown {
  const bytes = octetsOf(base64);
  try {
    return messageToJson(bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const hex = Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('');
    return { messageOctetsHEX: hex.toUpperCase(), malformed: error.message };
  }
}
