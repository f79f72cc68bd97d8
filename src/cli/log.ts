/**
 * The daemon's log: one line a message to stderr, JSON by pino, or plain for people. It must not know what is told.
 */
import pino from 'pino';

/** From nothing to everything; each level includes those before it. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** One call a message; what is below the level set is dropped. */
export interface Log {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

const ORDER: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** A log to stderr; `pretty` has the level in words and no braces. */
export function createLog(settings: { readonly level: LogLevel; readonly format: 'pretty' | 'json' }): Log {
  if (settings.format === 'json') {
    const logger = pino({ level: settings.level, base: null }, pino.destination({ dest: 2, sync: true }));
    return {
      error: (text) => logger.error(text),
      warn: (text) => logger.warn(text),
      info: (text) => logger.info(text),
      debug: (text) => logger.debug(text),
    };
  }
  const line = (level: LogLevel) => (text: string) => {
    if (ORDER.indexOf(level) > ORDER.indexOf(settings.level)) return;
    process.stderr.write(`${level === 'info' ? '' : `${level}: `}${text}\n`);
  };
  return { error: line('error'), warn: line('warn'), info: line('info'), debug: line('debug') };
}
