/**
 * Where the words go: stdout and stderr of this process, with what the terminal can do. A reader that stops reading
 * (`| head`) ends the program quietly, a full disk with a sentence.
 */
import { systemErrorText } from './system-error.ts';

const EXIT_UNWRITTEN = 1;

/** The two streams and the looks of the first. */
export interface Out {
  write(text: string): void;
  complain(text: string): void;
  /** Only on a terminal, and not with NO_COLOR (no-color.org) or TERM=dumb. */
  readonly colour: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly width: number | undefined;
}

/** The streams of this process. */
export function processOut(): Out {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', stopWriting);
  return {
    write: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(`rootwalk: ${text}\n`),
    colour: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    width: stdout.isTTY === true ? stdout.columns : undefined,
  };
}

/** EPIPE is no failure of ours; anything else is told where that can still be done. */
function stopWriting(error: Error & { readonly code?: string }): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  process.stderr.write(`rootwalk: the output cannot be written: ${systemErrorText(error)}\n`);
  process.exit(EXIT_UNWRITTEN);
}
