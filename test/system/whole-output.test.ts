import { expect, jest, test } from '@jest/globals';
import { apiCallDetail } from '../support/api-calls.ts';
import { cliToken } from '../support/cli-run.ts';
import { startFakeInspector } from '../support/fake-inspector.ts';
import { runProgram } from '../support/program.ts';

/** A whole program starts here, on a machine that may be busy. */
jest.setTimeout(60_000);

test('what is longer than a pipe holds comes through it whole', async () => {
  const call = { ...apiCallDetail('queue-out-thread'), callerName: 'x'.repeat(2 ** 20) };
  await using server = await startFakeInspector({ 'GET /api/v1/calls/last': () => call });
  const { status, stdout } = await runProgram(['show', 'call', 'last', '-o', 'json'], {
    RINGLOG_SERVER: server.url,
    RINGLOG_TOKEN: cliToken,
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(call);
});
