import {
  spawn,
  type ChildProcess,
  type ChildProcessByStdio,
  type StdioOptions,
} from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** The built program, as `npm start` and the package run it. */
const builtProgram = 'dist/main.js';

/** A new directory under the system's temporary one; gone at the end of the block. */
export function temporaryDirectory(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'ringlog-test-'));
  return {
    path,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A `ringlog serve` of its own process. */
export interface Program {
  readonly child: ChildProcess;
  /** Of the serving process itself, also when it was started through another command. */
  readonly pid: number;
  readonly receiverUrl: string;
  readonly inspectorUrl: string;
  readonly token: string;
  /** Lines of standard output after the ready line. */
  readonly lines: string[];
  /** Resolves with the lines once there are so many. */
  untilLines(count: number): Promise<readonly string[]>;
  stderr(): string;
  /** Exit status, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  stop(signal?: NodeJS.Signals): Promise<number | string>;
  /** Asks the inspector with the token. */
  ask(path: string): Promise<Response>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Long enough for a busy machine, short enough for a test to fail by itself. */
export const deadlineMs = 20_000;

const token = 'test-token-test-token-test-token-test';

/**
 * Starts the built program on free ports and waits until it is ready.
 * @param options.before words in front of the command, for example `['strace', '-f']`
 */
export async function startProgram(options: {
  data: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  before?: readonly string[];
  stdio?: StdioOptions;
}): Promise<Program> {
  const [command = process.execPath, ...args] = [
    ...(options.before ?? []),
    process.execPath,
    builtProgram,
    'serve',
    ...['--receive', '127.0.0.1:0', '--inspect', '127.0.0.1:0', '--data', options.data],
    ...(options.args ?? []),
  ];
  const child = spawn(command, args, {
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), RINGLOG_TOKEN: token, ...options.env },
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'exit').then(
    ([status, signal]) => (status ?? signal) as number | string,
  );
  const lines: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const ready = Promise.withResolvers<string>();
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ready receiver=')) {
        ready.resolve(line);
        return;
      }
      lines.push(line);
      for (const { count, resolve } of waiting) if (lines.length >= count) resolve();
    });
  void exited.then((status) => {
    ready.reject(new Error(`it ended with ${status} before it was ready: ${stderr}`));
  });
  const match = /^ready receiver=(\S+) inspector=(\S+) pid=(\d+)$/.exec(
    await within(ready.promise, () => `no ready line; stderr: ${stderr}`),
  );
  const [, receiverUrl = '', inspectorUrl = '', pid] = match ?? [];
  const program: Program = {
    child,
    pid: Number(pid),
    receiverUrl,
    inspectorUrl,
    token,
    lines,
    untilLines: async (count) => {
      if (lines.length < count)
        await within(
          new Promise<void>((resolve) => waiting.push({ count, resolve })),
          () => `${lines.length} of ${count} lines; stderr: ${stderr}`,
        );
      return lines;
    },
    stderr: () => stderr,
    exited,
    stop: (signal = 'SIGTERM') => {
      try {
        process.kill(Number(pid), signal);
      } catch {
        // It ended already: its status says how.
      }
      return within(exited, () => `it did not end; stderr: ${stderr}`);
    },
    ask: (path) =>
      fetch(`${inspectorUrl}${path}`, { headers: { Authorization: `Bearer ${token}` } }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await program.stop('SIGKILL');
    },
  };
  return program;
}

/** Runs the built program to its end. */
export async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number | string; stdout: string; stderr: string }> {
  const running = spawnProgram(args, env);
  try {
    const status = await within(running.closed, () => running.text.stderr);
    return { status, ...running.text };
  } finally {
    running.child.kill('SIGKILL');
  }
}

/** The built program on its way: `text` grows as it writes. Whoever starts it sees to its end. */
export function spawnProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): {
  child: ChildProcessByStdio<null, Readable, Readable>;
  text: { readonly stdout: string; readonly stderr: string };
  /** Exit status, or the signal that ended it. */
  closed: Promise<number | string>;
} {
  const child = spawn(process.execPath, [builtProgram, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const closed = once(child, 'close').then(
    ([status, signal]) => (status ?? signal) as number | string,
  );
  return { child, text, closed };
}

/** Jest's own options to Node must not reach the program under test, nor the settings of whoever runs the tests. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('RINGLOG_'),
    ),
  );
}

/** The promise, or an error that says what was missing when the deadline passed. */
export async function within<T>(
  promise: Promise<T>,
  missing: () => string,
  ms: number = deadlineMs,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not within ${ms} ms: ${missing()}`));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
