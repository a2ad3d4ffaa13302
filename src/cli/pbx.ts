import { writeFileSync } from 'node:fs';
import { createClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { AppError, exitOf } from '../errors.ts';
import { startPbxApi } from '../pbx/api/server.ts';
import { defaultPlan, extended, type PlannedExtension } from '../pbx/numbering-plan.ts';
import { builtInScenarios, loadScenarios } from '../pbx/scenario-files.ts';
import { systemClock } from '../pbx/system-clock.ts';
import type { Shell } from './shell.ts';

/**
 * Serves the PBX's own API until it is asked to stop. First it prints `ready pbx=URL pid=N`.
 * @returns the exit status
 * @throws {AppError} `listen_failed`, `state_unusable`, `bad_scenario`
 */
export async function servePbx(config: Config, shell: Shell): Promise<number> {
  const plan = extended(defaultPlan, morePhones(config.phones));
  const own = config.scenarios === undefined ? [] : [config.scenarios];
  const api = await startPbxApi({
    ...config.listen,
    plan,
    scenarios: await loadScenarios([builtInScenarios, ...own], plan),
    client: config.client,
    tokenLifeMs: config.tokenLife,
    requestsPerHour: config.requestsPerHour,
    maxSubscriptions: config.maxSubscriptions,
    stateFile: config.state,
    timeoutMs: config.timeout,
    coping: config.coping,
    maxAttempts: config.attempts,
    allowedTargets: config.allowTarget,
    speed: config.speed,
    version: shell.version,
    clock: systemClock,
    nowUs: createClock(),
    onFault: (error) => {
      shell.stderr.write(`ringlog: ${faultText(error)}\n`);
    },
  });
  try {
    const ready = `ready pbx=${api.url} pid=${shell.pid}\n`;
    shell.stdout.write(ready);
    if (config.readyFile !== undefined) writeReadyFile(config.readyFile, ready);
    if (shell.stderr.isTerminal) shell.stderr.write(firstSteps(api.url));
    const { error } = await shell.stopped;
    if (error === undefined) return 0;
    shell.stderr.write(`ringlog: ${faultText(error)}\n`);
    return exitOf('internal');
  } finally {
    await api.close();
  }
}

function morePhones(count: number): readonly PlannedExtension[] {
  return Array.from({ length: count }, (_, place) => {
    const number = String(1001 + place);
    return { number, id: `10${number}`, kind: 'phone', name: `Phone ${number}` };
  });
}

function writeReadyFile(file: string, line: string): void {
  try {
    writeFileSync(file, line);
  } catch (cause) {
    throw new AppError('file_unusable', `--ready-file ${file} cannot be written.`, { cause });
  }
}

/** For the operator; what a request said is not in it. */
function faultText(error: unknown): string {
  if (error instanceof AppError) return `${error.message} (${error.code})`;
  return error instanceof Error ? (error.stack ?? error.name) : 'something was thrown';
}

/** What a person at a terminal may do next. */
function firstSteps(url: string): string {
  return [
    '',
    '  A token, and the extensions:',
    `    TOKEN=$(curl -s ${url}/oauth/token -d grant_type=client_credentials -d client_id=me -d client_secret=x | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `    curl -H "Authorization: Bearer $TOKEN" ${url}/api/ver1.0/client/@me/extension/`,
    `  All there is: ${url}/openapi.json`,
    '  Stop with Ctrl-C.',
    '',
    '',
  ].join('\n');
}
