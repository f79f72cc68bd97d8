/**
 * From the words of the command line to a command. Commands are loaded when they are wanted, so that a look-up does
 * not wait for the daemon's code. It must not know what commands do.
 */
import { readFileSync } from 'node:fs';
import { type Order, readArguments } from './arguments.ts';
import { type Out, processOut } from './out.ts';

const EXIT_USAGE = 2;

/** Does what `argv` (without the program's name) says; resolves with the exit status. */
export async function run(argv: readonly string[]): Promise<number> {
  const out = processOut();
  return carryOut(readArguments(argv, version()), out);
}

async function carryOut(order: Order, out: Out): Promise<number> {
  switch (order.kind) {
    case 'resolve': {
      const { runResolve } = await import('./resolve.ts');
      return runResolve(order, out);
    }
    case 'serve': {
      const { runServe } = await import('./serve.ts');
      return runServe({ config: order.config });
    }
    case 'check-config': {
      const { runCheckConfig } = await import('./check-config.ts');
      return runCheckConfig(order.file);
    }
    case 'start': {
      const { runStart } = await import('./start.ts');
      return runStart(out);
    }
    case 'told':
      out.write(order.text);
      return 0;
    case 'usage':
      out.complain(order.text);
      return EXIT_USAGE;
    default:
      return order satisfies never;
  }
}

/** Of package.json, which lies two folders up from src/cli and from dist/cli alike. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof found === 'string' ? found : 'unknown';
}
