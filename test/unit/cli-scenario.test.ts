import { expect, test } from '@jest/globals';
import type { ApiCallDetail } from '../../src/api/call.ts';
import { assemble } from '../../src/protocol/assemble.ts';
import { generate } from '../../src/pbx/generate.ts';
import { parseScenario } from '../../src/pbx/parse-scenario.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { envOf, runCli } from '../support/cli-run.ts';
import { startFakeInspector } from '../support/fake-inspector.ts';
import { received, startUs } from '../support/played.ts';

const { get } = await loadScenarios();

/** A call as the API shows it, as far as the command looks at it. */
function callOf(name: string, change: Partial<ApiCallDetail> = {}): object {
  const events = received(generate(get(name), { seed: 1, startUs }), 'POST').map((event) => ({
    id: event.id,
    cursor: event.id,
    receivedAt: '2017-05-30T15:07:50.000000Z',
    storedAt: '2017-05-30T15:07:50.000000Z',
    myid: '',
    type: event.type,
    fields: event.fields,
    request: {
      method: 'POST',
      target: '/',
      httpVersion: '1.1',
      query: [],
      bodyBytes: 0,
      bodySha256: '0'.repeat(64),
      peer: '127.0.0.1:1',
    },
    answer: { status: 200 },
    origin: 'received',
    findings: [],
    sentence: '',
  }));
  return {
    id: 'b5187f38',
    myids: [],
    outcome: 'answered',
    final: true,
    direction: 'in',
    via: [],
    transferredTo: [],
    startedAt: '2017-05-30T15:07:50.000000Z',
    recIds: [],
    legs: [],
    eventCount: events.length,
    findings: [],
    sentence: '',
    events,
    ...change,
  };
}

async function scenarioOf(call: object): ReturnType<typeof runCli> {
  await using server = await startFakeInspector({ 'GET /api/v1/calls/last': () => call });
  return await runCli(['scenario', 'last'], { env: envOf(server.url) });
}

test('a stored call becomes a scenario that comes to the same end and names nobody of it', async () => {
  const { status, stdout, stderr } = await scenarioOf(callOf('queue-answered'));
  expect([status, stderr]).toEqual([0, '']);
  const scenario = parseScenario(stdout, { name: 'masked', file: 'masked' });
  const again = assemble(received(generate(scenario, { seed: 2, startUs }), 'POST'));
  expect([again.outcome, again.direction, again.via.length]).toEqual(['answered', 'in', 2]);
  for (const secret of ['78123351127', '74959998877', 'Иван', '887', '101'])
    expect(stdout).not.toContain(secret);
});

test('of a call of which events were deleted it says so', async () => {
  const { status, stderr } = await scenarioOf(callOf('out-busy', { partial: true }));
  expect([status, stderr]).toEqual([
    0,
    'ringlog: some events of this call were deleted; the scenario plays what is left.\n',
  ]);
});

test('of a call that has not ended it says so', async () => {
  const { status, stderr } = await scenarioOf(callOf('out-busy', { outcome: 'open' }));
  expect([status, stderr]).toEqual([
    0,
    'ringlog: this call has not ended; the scenario plays what has come so far.\n',
  ]);
});

test.each<[why: string, call: object, sentence: RegExp]>([
  ['too long', callOf('out-busy', { eventCount: 5_000 }), /5000 events, of which only 2 /],
  ['without a leg', callOf('agent-login'), /nothing to play/],
])('a call %s is refused with a sentence', async (_why, call, sentence) => {
  const { status, stdout, stderr } = await scenarioOf(call);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(sentence);
  expect(stderr).toContain('(bad_scenario)');
});

test('a call that is not there is said to be missing', async () => {
  await using server = await startFakeInspector({});
  const { status, stderr } = await runCli(['scenario', 'last'], { env: envOf(server.url) });
  expect(status).toBe(1);
  expect(stderr).toContain('(not_found)');
});
