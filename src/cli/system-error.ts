/**
 * What the operating system says of a file, in its words without its codes. It must not know what the file is for.
 */
import { getSystemErrorMessage } from 'node:util';

/** `no such file or directory` for ENOENT; the message of the error where it is none of the system. */
export function systemErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : undefined;
  return (errno === undefined ? undefined : getSystemErrorMessage(errno)) ?? error.message;
}
