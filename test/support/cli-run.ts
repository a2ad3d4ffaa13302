import { Readable } from 'node:stream';
import { run } from '../../src/cli/program.ts';
import type { Shell, StopReason } from '../../src/cli/shell.ts';

export interface CliRun {
  readonly status: Promise<number>;
  stdout(): string;
  stderr(): string;
  /** Asks it to stop, as a signal does. */
  stop(signal: string): void;
  /** Nobody reads its output any more. */
  close(): void;
}

/** Runs a command in this process, with a shell of the test's own. */
export function startCli(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly isTerminal?: boolean;
    readonly useColor?: boolean;
    /** What comes in, in pieces. */
    readonly stdin?: readonly Uint8Array[];
  } = {},
): CliRun {
  const stopped = Promise.withResolvers<StopReason>();
  const closed = Promise.withResolvers<undefined>();
  const texts = { stdout: '', stderr: '' };
  const outputOf = (name: keyof typeof texts): Omit<Shell['stderr'], 'fd'> => ({
    write: (text) => {
      texts[name] += text;
    },
    isTerminal: options.isTerminal ?? false,
    useColor: options.useColor ?? false,
    width: options.isTerminal ? 80 : undefined,
  });
  const shell: Shell = {
    env: { ...options.env },
    pid: 1,
    stdin: () => Readable.from(options.stdin ?? []),
    stdout: {
      ...outputOf('stdout'),
      fd: 1,
      closed: closed.promise,
      drained: () => Promise.resolve(),
    },
    stderr: { ...outputOf('stderr'), fd: 2 },
    stopped: stopped.promise,
    version: '1.2.3',
  };
  return {
    status: run(args, shell),
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    stop: (signal) => {
      stopped.resolve({ signal });
    },
    close: () => {
      closed.resolve(undefined);
    },
  };
}

/** Runs a command to its end. */
export async function runCli(
  ...given: Parameters<typeof startCli>
): Promise<{ status: number; stdout: string; stderr: string }> {
  const cli = startCli(...given);
  const status = await cli.status;
  return { status, stdout: cli.stdout(), stderr: cli.stderr() };
}

export const cliToken = 'cli-token-cli-token-cli-token-cli-token';

/** Of a command that asks this server. */
export function envOf(server: string): Record<string, string> {
  return { RINGLOG_SERVER: server, RINGLOG_TOKEN: cliToken };
}
