/**
 * Master-file text cut into entries and words (RFC 1035 section 5.1): blanks, comments, parentheses, quoted strings.
 * Escapes are left as they stand, for whoever knows what a word means; it must not know names, types or records.
 */

/** Rdata of 65,535 octets, the most there can be, written as single hex digits, with owner, TTL, class and type before it. */
const MAX_ENTRY_WORDS = 131_100;

/** Text that does not mean what it should; `what` says why in words, `line` and `column` (from 1) say where. */
export class BadText extends Error {
  readonly what: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  constructor(what: string, at?: { readonly line: number; readonly column: number }) {
    const short = withoutMiddle(what);
    super(short);
    this.name = 'BadText';
    this.what = short;
    this.line = at?.line;
    this.column = at?.column;
  }
}

/** Error texts quote what was written, which may be megabytes: field and reason stand at the ends and are kept. */
const MAX_ERROR_CHARACTERS = 400;

function withoutMiddle(what: string): string {
  if (what.length <= MAX_ERROR_CHARACTERS) return what;
  return `${what.slice(0, MAX_ERROR_CHARACTERS / 2)} ... ${what.slice(-MAX_ERROR_CHARACTERS / 2)}`;
}

/** One word, its escapes unread; a quoted one without its quotes. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
  readonly column: number;
}

/** One entry: a line, or several held together by parentheses. */
export interface Entry {
  readonly line: number;
  /** True if the line begins with a blank: the owner is the one before (RFC 1035 section 5.1). */
  readonly indented: boolean;
  readonly tokens: readonly Token[];
}

/** Hands out the entries of a text one after the other; undefined at its end. */
export interface EntryReader {
  /** Throws {@link BadText}. */
  next(): Entry | undefined;
}

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** A cursor over the text. */
interface Cursor {
  readonly text: string;
  at: number;
  line: number;
  lineStart: number;
}

/** Reads `text` entry by entry, in time linear in its length; entries without words are left out. */
export function readEntries(text: string): EntryReader {
  const cursor: Cursor = { text, at: 0, line: 1, lineStart: 0 };
  return {
    next(): Entry | undefined {
      while (cursor.at < text.length) {
        const entry = readEntry(cursor);
        if (entry.tokens.length > 0) return entry;
      }
      return undefined;
    },
  };
}

/** The words of a text that must be one entry: rdata, or a whole record. Throws {@link BadText}. */
export function readSingleEntry(text: string): readonly Token[] {
  const entries = readEntries(text);
  const tokens = entries.next()?.tokens ?? [];
  const second = entries.next()?.tokens[0];
  if (second !== undefined) throw new BadText(`a second line begins with "${second.text}"`, second);
  return tokens;
}

function readEntry(cursor: Cursor): Entry {
  const { text, line } = cursor;
  const first = text.charCodeAt(cursor.at);
  const tokens: Token[] = [];
  const open: { line: number; column: number }[] = [];
  while (cursor.at < text.length) {
    const code = text.charCodeAt(cursor.at);
    if (code === NEWLINE) {
      cursor.at++;
      cursor.line++;
      cursor.lineStart = cursor.at;
      if (open.length === 0) break;
    } else if (code === SPACE || code === TAB || code === RETURN) cursor.at++;
    else if (code === SEMICOLON) skipComment(cursor);
    else if (code === OPEN) {
      open.push(place(cursor));
      cursor.at++;
    } else if (code === CLOSE) {
      if (open.pop() === undefined) throw new BadText('a ")" closes nothing', place(cursor));
      cursor.at++;
    } else {
      if (tokens.length === MAX_ENTRY_WORDS)
        throw new BadText(`more than ${MAX_ENTRY_WORDS} words in one entry`, place(cursor));
      tokens.push(code === QUOTE ? readQuoted(cursor) : readWord(cursor));
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new BadText('the "(" is never closed', unclosed);
  return { line, indented: first === SPACE || first === TAB, tokens };
}

function place(cursor: Cursor): { line: number; column: number } {
  return { line: cursor.line, column: cursor.at - cursor.lineStart + 1 };
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end;
}

function readQuoted(cursor: Cursor): Token {
  const { line, column } = place(cursor);
  const from = cursor.at + 1;
  cursor.at = closingQuote(cursor, from) + 1;
  return { text: cursor.text.slice(from, cursor.at - 1), quoted: true, line, column };
}

/** The offset of the quote that ends the string whose text begins at `from`. */
function closingQuote(cursor: Cursor, from: number): number {
  const { text } = cursor;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === NEWLINE) break;
    if (code === BACKSLASH && text.charCodeAt(at + 1) !== NEWLINE) at++;
  }
  throw new BadText('the quoted string does not end on its line', place(cursor));
}

/** A word; a quote directly behind `=` belongs to it with all up to the closing one (`alpn="h2,h3"`, RFC 9460 section 2.1). */
function readWord(cursor: Cursor): Token {
  const { text } = cursor;
  const { line, column } = place(cursor);
  const from = cursor.at;
  let previous = 0;
  for (; cursor.at < text.length; cursor.at++) {
    const code = text.charCodeAt(cursor.at);
    if (code === QUOTE && previous === EQUALS) cursor.at = closingQuote(cursor, cursor.at + 1);
    else if (endsWord(code)) break;
    else if (code === BACKSLASH) {
      const next = text.charCodeAt(cursor.at + 1);
      if (next !== NEWLINE && next !== RETURN && cursor.at + 1 < text.length) cursor.at++;
    }
    previous = code;
  }
  return { text: text.slice(from, cursor.at), quoted: false, line, column };
}

function endsWord(code: number): boolean {
  return (
    code === SPACE ||
    code === NEWLINE ||
    code === TAB ||
    code === RETURN ||
    code === SEMICOLON ||
    code === QUOTE ||
    code === OPEN ||
    code === CLOSE
  );
}
