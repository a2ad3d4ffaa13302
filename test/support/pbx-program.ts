import { grant, askOnce, type Answered } from './pbx-api.ts';
import { spawnProgram } from './program.ts';
import { until } from './until.ts';

/** A `ringlog pbx` of its own process. */
export interface PbxProgram {
  readonly url: string;
  readonly stderr: () => string;
  /** With a token. */
  ask(path: string, method?: string, body?: unknown): Promise<Answered>;
  /** Exit status. */
  stop(): Promise<number | string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the built program on a free port and waits until it is ready. */
export async function startPbxProgram(args: readonly string[] = []): Promise<PbxProgram> {
  const { child, text, closed } = spawnProgram(['pbx', '--listen', '127.0.0.1:0', ...args]);
  const stop = (): Promise<number | string> => {
    child.kill('SIGTERM');
    return closed;
  };
  const ready = /^ready pbx=(\S+) pid=\d+\n/;
  try {
    await until('it is ready', () => ready.test(text.stdout) || child.exitCode !== null);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const url = ready.exec(text.stdout)?.[1];
  if (url === undefined) throw new Error(`it ended: ${text.stderr}`);
  const { json } = await askOnce(url, '/oauth/token', grant('app', 'secret'));
  const authorization = `Bearer ${(json as { access_token: string }).access_token}`;
  return {
    url,
    stderr: () => text.stderr,
    ask: (path, method = 'GET', body?: unknown) =>
      askOnce(url, path, { method, body, headers: { authorization } }),
    stop,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await closed;
    },
  };
}
