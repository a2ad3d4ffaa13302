import { expect, test } from '@jest/globals';
import type { ApiEvent } from '../../src/api/contract.ts';
import { callScenario } from '../support/call-scenarios.ts';
import { envOf, runCli } from '../support/cli-run.ts';
import { apiEvent, startFakeInspector } from '../support/fake-inspector.ts';
import { isoTime } from '../../src/formats/iso-time.ts';

/** The events of a scenario as the API lists them, beside one of another call that begins alike. */
function listed(name: string): readonly ApiEvent[] {
  const { events } = callScenario(name);
  const own = events.map(({ receivedAtUs, type, fields }, n) => ({
    ...apiEvent(n, fields),
    receivedAt: isoTime(receivedAtUs),
    type,
    callId: fields['CallID'] ?? '',
  }));
  const [first] = own;
  return first ? [...own, { ...first, callId: `${first.callId}0`, fields: {} }] : own;
}

const name = 'ivr-answered';

test('show call draws a call as a ladder, with a sentence that says how it ended', async () => {
  const events = listed(name);
  await using server = await startFakeInspector({
    'GET /api/v1/events': () => ({ events, indexedTo: 'c-1' }),
  });
  const id = events[0]?.callId ?? '';
  const { status, stdout } = await runCli(['show', 'call', id], { env: envOf(server.url) });
  expect(status).toBe(0);
  const count = events.length - 1;
  expect(stdout.split('\n')[0]).toBe(`call ${id.toLowerCase()}, outcome answered, ${count} events`);
  for (const part of ['dial-in', 'answer', 'hangup', 'IVR']) expect(stdout).toContain(part);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  expect(server.seen.map(({ query }) => query['q'])).toEqual([`call:"${id}"`, `call:"${id}"`]);
});

test('a call that is not there is exit status 1, and says what would do', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/events': () => ({ events: [], indexedTo: '' }),
  });
  const env = envOf(server.url);
  expect(await runCli(['show', 'call', 'last'], { env })).toMatchObject({
    status: 1,
    stderr: 'ringlog: No call is stored there yet. (not_found)\n',
  });
  expect(await runCli(['show', 'call', 'a"b'], { env })).toMatchObject({ status: 1 });
  expect(server.seen.at(-1)?.query).toMatchObject({ q: 'call:"a\\"b"' });
});
