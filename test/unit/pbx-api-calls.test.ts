import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import { decodeEvent } from '../../src/protocol/decode.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { encodeForm } from '../../src/pbx/form-encoding.ts';
import { generate } from '../../src/pbx/generate.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { parseSubscriptions } from '../../src/pbx/subscriptions.ts';
import { startConsumer, type Told } from '../support/consumer.ts';
import { heldClock } from '../support/held-clock.ts';
import { startPbx, type TestPbx } from '../support/pbx-api.ts';
import { findingsOf, received, startUs } from '../support/played.ts';
import { until } from '../support/until.ts';

const scenarios = await loadScenarios();
const phones = ['@099', '@101', '@102', '@200'];
const fullSet = ['dial-in', 'dial-out', 'answer', 'hangup'];

async function subscribeAll(pbx: TestPbx, url: string, inside = fullSet): Promise<void> {
  for (const extension of phones)
    for (const type of fullSet) await pbx.subscribe(extension, type, url, 'POST');
  for (const extension of ['@098', '@887'])
    for (const type of inside) await pbx.subscribe(extension, type, url, 'POST');
}

/** `200 dial-out CALLING` */
function lineOf({ body }: Pick<Told, 'body'>): string {
  const { fields } = decodeEvent({ target: '/', contentType: form, body });
  const own = fields['CallFlow'] === 'out' ? 'CallerExtension' : 'CalledExtension';
  const number = /\*(\d+)@/.exec(fields[own] ?? '')?.[1] ?? '?';
  return `${number} ${fields['EventType'] ?? ''} ${fields['CallStatus'] ?? ''}`;
}

const form = 'application/x-www-form-urlencoded';

function callsOf(told: readonly Told[]): ReturnType<typeof assemble> {
  const events = told.map(({ body }, row): CallEvent => {
    const decoded = decodeEvent({ target: '/', contentType: form, body });
    return { ...decoded, id: `event ${row}`, row, receivedAtUs: startUs + row };
  });
  return assemble(events);
}

test('a callback that a phone orders for itself tells of the call outside only', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await subscribeAll(pbx, consumer.url);
  // As the vendor's page has it.
  const order = { dst_num: '+79817654321', src_num: ['200'] };
  const answer = await pbx.post('/api/ver1.0/extension/@200/callback/', order);
  expect(answer.status).toBe(201);
  const { call_id, call_api_id } = answer.json as { call_id: string; call_api_id: string };
  expect(call_api_id).toBe(`cb-3584709739-${call_id}`);
  await pbx.untilQuiet();
  expect(consumer.told.map(lineOf)).toEqual([
    '200 dial-out CALLING',
    '200 answer ANSWER',
    '200 hangup ANSWER',
  ]);
  for (const { body } of consumer.told) {
    const { fields } = decodeEvent({ target: '/', contentType: form, body });
    expect(fields).toMatchObject({
      CallID: call_id,
      CallBackID: call_id,
      CallAPIID: call_api_id,
      CalledNumber: '+79817654321',
    });
  }
});

test('a callback for another phone rings that one first', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await subscribeAll(pbx, consumer.url);
  const order = { dst_num: '102', src_num: ['000*101', '099'] };
  await pbx.post('/api/ver1.0/extension/10200/callback/', order);
  await pbx.untilQuiet();
  const lines = consumer.told.map(lineOf);
  expect(lines.slice(0, 4)).toEqual([
    '200 dial-out CALLING',
    '200 dial-out CALLING',
    '101 dial-in CALLING',
    '099 dial-in CALLING',
  ]);
  expect(lines.filter((line) => line.startsWith('101'))).toEqual([
    '101 dial-in CALLING',
    '101 answer ANSWER',
    '101 hangup ANSWER',
  ]);
  // The one that was too late.
  expect(lines.filter((line) => line.startsWith('099'))).toEqual([
    '099 dial-in CALLING',
    '099 hangup CANCEL',
  ]);
  expect(lines.filter((line) => line.startsWith('102'))).toEqual([
    '102 dial-in CALLING',
    '102 answer ANSWER',
    '102 hangup ANSWER',
  ]);
  expect(callsOf(consumer.told)).toMatchObject({ outcome: 'answered' });
});

test.each([
  { src_num: ['200'], dst_num: '200' },
  { src_num: ['200'], dst_num: '098' },
  { src_num: ['101', '102'], dst_num: '887' },
  { src_num: ['+79161112233', '101'], dst_num: '+78123351127' },
  {
    src_num: ['101'],
    dst_num: '102',
    allow_public_transfer: true,
    announce_sound_id: 1,
    dst_announce_sound_id: 2,
    call_duration: 3,
    caller_id_name: 'Zoë',
    caller_id_number: '74959998877',
    src_caller_id_name: 'a',
    src_caller_id_number: 'b',
    src_ani: '74959998877',
    dst_ani: '74959998877',
    dst_dtmf: '12w#',
    transfer_after_src_hangup: '101',
    transfer_after_dst_hangup: '102',
    wait_for_pickup: 20,
  },
])('the rules find nothing wrong with the callback %j', async (order) => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await subscribeAll(pbx, consumer.url);
  const answer = await pbx.post('/api/ver1.0/extension/@200/callback/', order);
  expect(answer.status).toBe(201);
  await pbx.untilQuiet();
  const events = consumer.told.map(({ body }, row) => {
    const decoded = decodeEvent({ target: '/', contentType: form, body });
    const about = { id: `event ${row}`, row, receivedAtUs: startUs + 20_000_000 + row };
    const request = { method: 'POST', contentType: form, bodyBytes: body.length };
    return { ...decoded, ...about, facts: { ...decoded, ...about, ...request } };
  });
  const wrong = findingsOf(events).filter(({ level }) => level !== 'info');
  expect(wrong).toEqual([]);
  const isNothing = order.dst_num === '200';
  expect(consumer.told.length > 0).toBe(!isNothing);
});

test('a queue, an IVR and their callbacks are refused', async () => {
  await using pbx = await startPbx();
  const refused = async (owner: string, src_num: readonly string[]) =>
    (await pbx.post(`/api/ver1.0/extension/${owner}/callback/`, { src_num, dst_num: '101' })).json;
  expect(await refused('@887', ['101'])).toEqual({
    message: 'A callback needs an extension of type phone; this is of type queue',
  });
  expect(await refused('174', ['101'])).toMatchObject({ message: expect.stringContaining('ivr') });
  expect(await refused('@101', ['101', '887'])).toEqual({
    message: 'src_num 887 is of type queue, which cannot be a source',
  });
  expect(await refused('@101', ['000*098'])).toMatchObject({
    message: 'src_num 000*098 is of type ivr, which cannot be a source',
  });
});

test('calls are played in their time, and one ends within 20 s unless told otherwise', async () => {
  await using consumer = await startConsumer();
  const clock = heldClock();
  await using pbx = await startPbx({ clock, speed: 1 });
  await subscribeAll(pbx, consumer.url);
  const runToEnd = async (): Promise<number> => {
    let tookMs = 0;
    await until('a call goes on', () => clock.sleepers.length > 0);
    for (;;) {
      const { json } = await pbx.ask('/deliveries?limit=1');
      const { playing, waiting } = json as { playing: number; waiting: number };
      if (playing === 0 && waiting === 0) return tookMs;
      const [nextMs = 0] = clock.sleepers;
      tookMs += nextMs;
      clock.goOn(nextMs);
    }
  };
  const order = { src_num: ['101'], dst_num: '+79817654321' };
  const callback = '/api/ver1.0/extension/@200/callback/';
  await pbx.post(callback, order);
  expect(await runToEnd()).toBe(16_100);
  await pbx.post(callback, { ...order, call_duration: 60 });
  expect(await runToEnd()).toBe(66_100);
  // By itself it takes 96 s.
  const begun = await pbx.post('/simulate', { scenario: 'queue-answered' });
  expect(begun.json).toMatchObject({ speed: expect.closeTo(4.82) });
  expect(await runToEnd()).toBeCloseTo(20_000);
  await pbx.post('/simulate', { scenario: 'queue-answered', speed: 1 });
  expect(await runToEnd()).toBe(96_400);
});

const withCalls = scenarios.all.filter(({ legs }) => legs.length > 0);

test.each(withCalls)('$name sends what it always does, to who is subscribed', async ({ name }) => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await subscribeAll(pbx, consumer.url);
  await pbx.post('/simulate', { scenario: name, speed: 'max', seed: 7 });
  const told = await pbx.untilQuiet();
  const phonesOfPlan = phones.map((one) => one.slice(1));
  const planned = generate(scenarios.get(name), {
    seed: 7,
    startUs,
    subscriptions: parseSubscriptions(`phones=${fullSet.join('+')},ivr=${fullSet.join('+')}`),
  }).filter(({ extension: { number } }) => [...phonesOfPlan, '098', '887'].includes(number));
  expect(consumer.told.map(({ body }) => body)).toEqual(
    planned.map(({ fields }) => encodeForm(fields)),
  );
  expect(told).toHaveLength(planned.length);
  expect(planned.length).toBeGreaterThan(0);
});

/** The vendor's advice: phones all, IVRs and queues `hangup` only. */
test.each(withCalls)(
  'with hangups only of IVR and queue $name comes to the same',
  async (scenario) => {
    const { name, expect: expected } = scenario;
    await using consumer = await startConsumer();
    await using pbx = await startPbx();
    await subscribeAll(pbx, consumer.url, ['hangup']);
    await pbx.post('/simulate', { scenario: name, speed: 'max', seed: 7 });
    await pbx.untilQuiet();
    const inside = consumer.told.map(lineOf).filter((line) => /^(?:098|887) /.test(line));
    expect(inside.filter((line) => !line.includes(' hangup '))).toEqual([]);
    const all = generate(scenario, {
      seed: 7,
      startUs,
      subscriptions: parseSubscriptions('phones=all'),
    });
    const insideOf = all.filter(
      ({ extension, type }) => extension.kind !== 'phone' && type === 'hangup',
    );
    expect(inside).toHaveLength(insideOf.length);
    expect(callsOf(consumer.told)).toMatchObject({ outcome: expected?.outcome });
    expect(received(all).length).toBeGreaterThanOrEqual(consumer.told.length);
  },
);

test('others can play the parts', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await subscribeAll(pbx, consumer.url);
  await pbx.post('/simulate', {
    scenario: 'callback-other',
    extensions: { '101': '099', '200': '102' },
    speed: 'max',
  });
  await pbx.untilQuiet();
  const numbers = new Set(consumer.told.map((one) => lineOf(one).split(' ')[0]));
  expect([...numbers].sort()).toEqual(['099', '102']);
});
