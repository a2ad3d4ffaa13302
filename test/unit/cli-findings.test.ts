import { expect, test } from '@jest/globals';
import { envOf, runCli } from '../support/cli-run.ts';
import { startFakeInspector } from '../support/fake-inspector.ts';

const id = '0190a5c4-0000-7000-8000-000000000001';
const ofEvent = {
  rule: 'RL003',
  level: 'warn',
  scope: 'event',
  eventId: id,
  at: '2026-11-22T09:04:31.250000Z',
  message: 'A \u001bspace.',
};
const ofCall = {
  rule: 'RL012',
  level: 'error',
  scope: 'call',
  callId: '76c8491e76c8491e76c8491e76c8491e',
  at: '2026-11-22T09:04:05.000000Z',
  message: 'No hangup.',
};

/** By the clock on the wall. */
function timeOf({ at }: { readonly at: string }): string {
  const time = new Date(at);
  return `Nov ${time.getDate()} ${time.toTimeString().slice(0, 8)}`;
}

test('findings prints a line each: when, of which call or event, how bad, which rule, and what it says', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/findings': (_request, _response, before) =>
      before === 0
        ? { findings: [ofCall], next: 'c-5', indexedTo: 'c-9' }
        : { findings: [ofEvent, ofEvent, ofEvent], indexedTo: 'c-9' },
  });
  const env = envOf(server.url);
  const { status, stdout } = await runCli(['findings', 'ext:101', '--limit', '3'], { env });
  expect(status).toBe(0);
  expect(stdout.split('\n')).toEqual([
    `${timeOf(ofCall)} call=76c8491e: error RL012 No hangup.`,
    `${timeOf(ofEvent)} event=${id}: warn RL003 A \\x1bspace.`,
    `${timeOf(ofEvent)} event=${id}: warn RL003 A \\x1bspace.`,
    '',
  ]);
  expect(server.seen.map(({ query }) => query)).toEqual([
    { q: 'ext:101', limit: '3' },
    { q: 'ext:101', limit: '2', before: 'c-5' },
  ]);
});

test('findings are JSON, too, and where there are none a terminal is told', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/findings': (_request, _response, before) => ({
      findings: before === 0 ? [ofCall, ofEvent] : [],
      indexedTo: 'c-9',
    }),
  });
  const env = envOf(server.url);
  const { stdout } = await runCli(['findings', '-o', 'json'], { env });
  expect(JSON.parse(stdout)).toEqual([ofCall, ofEvent]);
  expect(stdout).not.toContain('\u001b');
  const none = await runCli(['findings'], { env, isTerminal: true });
  expect(none).toMatchObject({ status: 0, stdout: '' });
  expect(none.stderr).toContain('nothing to say');
});
