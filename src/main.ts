#!/usr/bin/env -S node --max-semi-space-size=8
import { readFileSync } from 'node:fs';
import { AppError, exitOf } from './errors.ts';
import type { DataOutput, Output, Shell, StopReason } from './cli/shell.ts';

/**
 * The only file that knows the process: it checks the runtime before anything native is loaded (better-sqlite3 crashes an older Node
 * without a word), turns signals into a promise, runs the command, and ends with its exit status.
 */

const oldestNode = 24;

/** Longer than a graceful end takes, shorter than the 10 s after which service managers kill. */
const stopLimitMs = 9_500;

function checkRuntime(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode)
    throw new AppError(
      'unsupported_runtime',
      `Ringlog needs Node.js ${oldestNode} or newer; this is ${process.versions.node}. In a checkout, npm start and npx ringlog bring their own.`,
    );
  if (process.platform === 'win32')
    throw new AppError(
      'unsupported_runtime',
      'Ringlog does not run on Windows: its promise that an answered event is on disk is not tested there. Use WSL, Linux or macOS.',
    );
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // Whoever reads us may stop reading: `ringlog config | head -1` is no fault.
  stream.on('error', () => undefined);
  const isTerminal = stream.isTTY;
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal,
    useColor: isTerminal && !process.env['NO_COLOR'],
    width: isTerminal ? stream.columns : undefined,
  };
}

function dataOutputOf(stream: NodeJS.WriteStream): DataOutput {
  const closed = new Promise<void>((resolve) => {
    stream.once('error', () => {
      resolve();
    });
  });
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      if (!stream.writableNeedDrain || stream.destroyed) {
        resolve();
        return;
      }
      const end = (): void => {
        stream.off('drain', end).off('error', end);
        resolve();
      };
      stream.on('drain', end).on('error', end);
    });
  return { ...outputOf(stream), fd: 1, closed, drained };
}

/** Resolves when all that was written is with who reads it, or nobody reads any more. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

async function main(): Promise<number> {
  checkRuntime();
  // Whatever is made from here on is for its owner only; SQLite would make its files readable for all.
  process.umask(0o077);

  const stopped = Promise.withResolvers<StopReason>();
  const finished = Promise.withResolvers<number>();
  const { default: closeWithGrace } = await import('close-with-grace');
  const { run } = await import('./cli/program.ts');
  const byForce = (): void => {
    process.stderr.write('ringlog: ended by force\n');
  };
  const forced = { onTimeout: byForce, onSecondSignal: byForce, onSecondError: byForce };
  const options = { delay: stopLimitMs, logger: false as const, ...forced };
  const grace = closeWithGrace(options, async ({ err, signal }) => {
    stopped.resolve({
      ...(signal === undefined ? {} : { signal }),
      ...(err ? { error: err } : {}),
    });
    process.exit(await finished.promise);
  });
  const shell: Shell = {
    env: process.env,
    pid: process.pid,
    stdin: () => process.stdin,
    stdout: dataOutputOf(process.stdout),
    stderr: { ...outputOf(process.stderr), fd: 2 },
    stopped: stopped.promise,
    version: versionOf(),
  };
  try {
    const status = await run(process.argv.slice(2), shell);
    // What is written to a pipe is on its way only, and lost when the process exits; after a signal nobody waits for a reader.
    await Promise.race([flushed(process.stdout), shell.stopped]);
    finished.resolve(status);
    return status;
  } catch (error) {
    finished.resolve(exitOf('internal'));
    throw error;
  } finally {
    grace.uninstall();
  }
}

function versionOf(): string {
  const file = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

try {
  // Not just exitCode: nothing that is still open may keep a process alive whose work is done.
  process.exit(await main());
} catch (error) {
  const known = error instanceof AppError ? error : undefined;
  process.stderr.write(
    known ? `ringlog: ${known.message} (${known.code})\n` : `ringlog: ${String(error)}\n`,
  );
  process.exit(exitOf(known?.code ?? 'internal'));
}
