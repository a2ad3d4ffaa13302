import { writeFileSync } from 'node:fs';
import { examplePath, startApp, type App } from '../app.ts';
import type { Config } from '../config.ts';
import { AppError, exitOf, toAppError } from '../errors.ts';
import { openLogger } from '../logger.ts';
import { tokenFile } from '../token.ts';
import type { Shell } from './shell.ts';

/**
 * Runs the service until it is asked to stop or fails. First it prints `ready receiver=URL inspector=URL pid=N`; after that standard
 * output belongs to the event log.
 * @returns the exit status
 */
export async function serve(config: Config, shell: Shell): Promise<number> {
  const logger = openLogger({
    fd: shell.stderr.fd,
    level: config.logLevel,
    isTerminal: shell.stderr.isTerminal,
    useColor: shell.stderr.useColor,
  });
  const app = await startApp(config, {
    logger,
    version: shell.version,
    stdoutFd: shell.stdout.fd,
    isTerminal: shell.stdout.isTerminal,
    useColor: shell.stdout.useColor,
    width: shell.stdout.width,
  });
  const ready = `ready receiver=${app.receiverUrl} inspector=${app.inspectorUrl} pid=${shell.pid}\n`;
  shell.stdout.write(ready);
  try {
    if (config.readyFile !== undefined) writeReadyFile(config.readyFile, ready);
    if (shell.stderr.isTerminal) shell.stderr.write(firstSteps(config, app));

    const reason = await Promise.race([shell.stopped, app.failed]);
    if (reason instanceof AppError) return exitOf(reason.code);
    logger.info({ signal: reason.signal }, 'stopping');
    if (reason.error === undefined) return 0;
    const { code, stack } = describe(reason.error);
    logger.error({ code, stack }, 'a fault of Ringlog itself; stopping');
    return exitOf('internal');
  } finally {
    await Promise.race([app.close(), pause(closeLimitMs)]);
    logger.info({}, 'stopped');
  }
}

/** Whatever hangs, the process ends before a service manager kills it. */
const closeLimitMs = 9_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function describe(error: unknown): { code: string; stack: string | undefined } {
  return { code: toAppError(error).code, stack: error instanceof Error ? error.stack : undefined };
}

function writeReadyFile(file: string, line: string): void {
  try {
    writeFileSync(file, line);
  } catch (error) {
    throw new AppError('data_unusable', `--ready-file ${file} cannot be written.`, {
      cause: error,
    });
  }
}

function whereEventsAppear({ eventLog }: Config): string {
  if (eventLog === 'stdout') return 'It appears below.';
  return eventLog === 'off' ? 'The event log is off.' : `It is written to ${eventLog}.`;
}

/** Where to watch. The link logs in once; what comes after the # is sent to nobody. */
function watchIt({ loginUrl, inspectorUrl }: Pick<App, 'inspectorUrl' | 'loginUrl'>): string[] {
  return loginUrl === undefined
    ? ['  Watch it in a browser:', `    ${inspectorUrl}/`]
    : ['  Watch it in a browser (the link works once, for 10 minutes):', `    ${loginUrl}`];
}

const demoNote =
  '  Calls of a made-up PBX come in by themselves (--fixtures); the filter -origin:fixture leaves them out.';

/** What a person at a terminal may do next. */
function firstSteps(
  config: Config,
  app: Pick<App, 'receiverUrl' | 'inspectorUrl' | 'loginUrl'>,
): string {
  const header =
    config.auth === 'off'
      ? ''
      : ` -H "Authorization: Bearer $(cat ${config.token === undefined ? tokenFile(config.data) : '…'})"`;
  return [
    '',
    '  Send an event from another terminal:',
    `    curl '${app.receiverUrl}${examplePath(config)}'`,
    `  ${whereEventsAppear(config)} Read it back:`,
    `    curl${header} ${app.inspectorUrl}/api/v1/events`,
    ...watchIt(app),
    ...(config.fixtures ? [demoNote] : []),
    '  Stop with Ctrl-C.',
    '',
    '',
  ].join('\n');
}
