import { expect, test } from '@jest/globals';
import { parseForm } from '../../src/protocol/form.ts';
import { startConsumer, type Behaviour } from '../support/consumer.ts';
import { heldClock } from '../support/held-clock.ts';
import { startPbx, type TestPbx } from '../support/pbx-api.ts';
import { until } from '../support/until.ts';

/** 101 calls outside: dial-out, answer, hangup. */
const call = { scenario: 'out-answered', speed: 'max' };

const fixed = { everyMs: 30_000 };

/** Goes on by the time between attempts as soon as one is waited for. */
async function nextAttempt(clock: ReturnType<typeof heldClock>): Promise<void> {
  await until('the next attempt is waited for', () => clock.sleepers.length > 0);
  expect(clock.sleepers).toEqual([30_000]);
  clock.goOn(30_000);
}

test('a GET has the event behind the query of the URL, a POST in its body', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  const url = `${consumer.url}/fordel/show.php?myid=175`;
  await pbx.subscribe('@101', 'hangup', url, 'GET');
  await pbx.subscribe('@101', 'hangup', url, 'POST');
  const { call_id } = (await pbx.post('/simulate', call)).json as { call_id: string };
  const [get, post] = await consumer.untilTold(2);
  const [, query = ''] = get?.target.split('?') ?? [];
  expect(get).toMatchObject({ method: 'GET', body: '', contentType: undefined });
  expect(query).toMatch(/^myid=175&EventType=hangup&/);
  expect(post).toMatchObject({
    method: 'POST',
    target: '/fordel/show.php?myid=175',
    contentType: 'application/x-www-form-urlencoded',
  });
  expect(`myid=175&${post?.body ?? ''}`).toBe(query);
  expect(parseForm(post?.body ?? '')).toContainEqual(['CallID', call_id]);
  expect(await pbx.untilQuiet()).toMatchObject([
    { event_id: 72, extension_id: 10101, event_type: 'hangup', call_id, method: 'GET', url },
    { event_id: 73, extension_id: 10101, event_type: 'hangup', call_id, method: 'POST', url },
  ]);
});

test('only who is subscribed is told, of what he is subscribed to', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await pbx.subscribe('@101', 'dial-in', `${consumer.url}/never`);
  await pbx.subscribe('@102', 'hangup', `${consumer.url}/never`);
  await pbx.subscribe('@101', 'answer', `${consumer.url}/own`);
  const all = { url: `${consumer.url}/phones`, method: 'GET', event_type: 'hangup' };
  await pbx.post('/api/ver1.0/client/@me/phone_events/', all);
  await pbx.post('/simulate', call);
  const told = await pbx.untilQuiet();
  expect(told).toHaveLength(2);
  expect(consumer.told.map(({ target }) => target.split('?')[0])).toEqual(['/own', '/phones']);
  // An IVR is no phone.
  await pbx.post('/simulate', { scenario: 'ivr-abandoned', speed: 'max' });
  expect(await pbx.untilQuiet()).toHaveLength(2);
});

test.each(['message-in', 'message-out', 'message-out-status', 'voicemail'])(
  'a phone tells of %s',
  async (scenario) => {
    await using consumer = await startConsumer();
    await using pbx = await startPbx();
    for (const extension of ['@099', '@101', '@102', '@200'])
      for (const type of ['message-in', 'message-out', 'voicemail'])
        await pbx.subscribe(extension, type, consumer.url);
    await pbx.post('/simulate', { scenario, speed: 'max' });
    const told = await pbx.untilQuiet();
    expect(told.map(({ event_type }) => event_type)).toContain(scenario);
    expect(told.every(({ state }) => state === 'delivered')).toBe(true);
  },
);

interface Row {
  readonly coping: 'none' | typeof fixed;
  readonly first: Behaviour;
  readonly requests: number;
  readonly attempts: readonly object[];
}

const answered = { status: 200, latency_ms: expect.any(Number) };
const lost = (error: RegExp) => ({ error: expect.stringMatching(error) });

test.each<Row>([
  { coping: 'none', first: 500, requests: 1, attempts: [{ status: 500 }] },
  { coping: 'none', first: 302, requests: 1, attempts: [{ status: 302 }] },
  { coping: 'none', first: 'reset', requests: 1, attempts: [lost(/without an answer/)] },
  { coping: 'none', first: 'silent', requests: 1, attempts: [lost(/did not answer within/)] },
  { coping: 'none', first: 'slow', requests: 1, attempts: [answered] },
  { coping: fixed, first: 500, requests: 2, attempts: [{ status: 500 }, answered] },
  { coping: fixed, first: 302, requests: 2, attempts: [{ status: 302 }, answered] },
  { coping: fixed, first: 'reset', requests: 2, attempts: [lost(/without an answer/), answered] },
  { coping: fixed, first: 'silent', requests: 2, attempts: [lost(/did not answer/), answered] },
  { coping: fixed, first: 'slow', requests: 1, attempts: [answered] },
])('coping $coping meets $first', async ({ coping, first, requests, attempts }) => {
  await using consumer = await startConsumer();
  const clock = heldClock();
  const timeoutMs = first === 'silent' ? 50 : 10_000;
  await using pbx = await startPbx({ clock, coping, timeoutMs });
  await pbx.subscribe('@101', 'hangup', consumer.url);
  consumer.behave(first);
  await pbx.post('/simulate', call);
  await consumer.untilTold(1);
  if (first === 'slow') consumer.release();
  if (requests > 1) await nextAttempt(clock);
  const isDelivered = attempts.at(-1) === answered;
  expect(await pbx.untilQuiet()).toMatchObject([
    { state: isDelivered ? 'delivered' : 'failed', attempts },
  ]);
  expect(consumer.told).toHaveLength(requests);
  expect(new Set(consumer.told.map(({ target }) => target)).size).toBe(1);
});

test('one that is not answered yet waits', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await pbx.subscribe('@101', 'hangup', consumer.url);
  consumer.behave('slow');
  await pbx.post('/simulate', call);
  await consumer.untilTold(1);
  expect(await pbx.deliveries()).toMatchObject([{ state: 'waiting', attempts: [] }]);
  consumer.release();
  expect(await pbx.untilQuiet()).toMatchObject([{ state: 'delivered', attempts: [{}] }]);
});

test('an event that is never taken is given up after so many attempts', async () => {
  await using consumer = await startConsumer();
  const clock = heldClock();
  await using pbx = await startPbx({ clock, coping: fixed, maxAttempts: 3 });
  await pbx.subscribe('@101', 'hangup', consumer.url);
  consumer.behave(500, 503, 404);
  await pbx.post('/simulate', call);
  await nextAttempt(clock);
  await nextAttempt(clock);
  expect(await pbx.untilQuiet()).toMatchObject([
    { state: 'failed', attempts: [{ status: 500 }, { status: 503 }, { status: 404 }] },
  ]);
});

test('one that is sent again holds up those behind it, and nobody else', async () => {
  await using bad = await startConsumer();
  await using good = await startConsumer();
  const clock = heldClock();
  await using pbx = await startPbx({ clock, coping: fixed });
  for (const type of ['dial-out', 'answer', 'hangup'])
    for (const { url } of [bad, good]) await pbx.subscribe('@101', type, url);
  bad.behave(500);
  await pbx.post('/simulate', call);
  await good.untilTold(3);
  expect(bad.told).toHaveLength(1);
  await nextAttempt(clock);
  await pbx.untilQuiet();
  const types = bad.told.map(({ target }) => /EventType=([\w-]+)/.exec(target)?.[1]);
  expect(types).toEqual(['dial-out', 'dial-out', 'answer', 'hangup']);
});

test('what is not wanted any more is not sent again', async () => {
  await using consumer = await startConsumer();
  const clock = heldClock();
  await using pbx = await startPbx({ clock, coping: fixed });
  const id = await pbx.subscribe('@101', 'hangup', consumer.url);
  consumer.behave(500);
  await pbx.post('/simulate', call);
  await until('it waits', () => clock.sleepers.length > 0);
  const path = `/api/ver1.0/extension/@101/event/${id}`;
  expect((await pbx.ask(path, { method: 'DELETE' })).status).toBe(204);
  clock.goOn(30_000);
  expect(await pbx.untilQuiet()).toMatchObject([
    { state: 'cancelled', attempts: [{ status: 500 }] },
  ]);
  expect(consumer.told).toHaveLength(1);
});

test('a reset forgets all, and what waits is not sent', async () => {
  await using consumer = await startConsumer();
  const clock = heldClock();
  await using pbx = await startPbx({ clock, coping: fixed, speed: 1 });
  await pbx.subscribe('@101', 'dial-out', consumer.url);
  consumer.behave(500);
  await pbx.post('/simulate', { ...call, speed: 1 });
  await consumer.untilTold(1);
  await until('a call and an attempt wait', () => clock.sleepers.length === 2);
  expect((await pbx.ask('/reset', { method: 'POST' })).status).toBe(204);
  expect(clock.sleepers).toEqual([]);
  expect((await pbx.ask('/deliveries')).json).toEqual({ deliveries: [], waiting: 0, playing: 0 });
  expect((await pbx.ask('/api/ver1.0/extension/@101/event/')).json).toEqual([]);
  expect(await pbx.subscribe('@101', 'hangup', consumer.url)).toBe(72);
  expect(consumer.told).toHaveLength(1);
});

test('deliveries are listed by page, call, subscription and state', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  await pbx.subscribe('@101', 'answer', consumer.url);
  await pbx.subscribe('@101', 'hangup', 'http://127.0.0.1:1/');
  const { call_id } = (await pbx.post('/simulate', call)).json as { call_id: string };
  await pbx.post('/simulate', call);
  expect(await pbx.untilQuiet()).toHaveLength(4);
  const ids = async (query: string) => (await pbx.deliveries(query)).map(({ id }) => id);
  expect(await ids('?event_id=73')).toEqual([2, 4]);
  expect(await ids(`?call_id=${call_id}`)).toEqual([1, 2]);
  expect(await ids('?state=failed&limit=1')).toEqual([2]);
  expect((await pbx.ask('/deliveries?limit=3')).json).toMatchObject({ next: 3 });
  expect(await ids('?after=3')).toEqual([4]);
  for (const wrong of ['?limit=0', '?limit=x', '?state=lost', '?sate=failed', '?after=-1'])
    expect((await pbx.ask(`/deliveries${wrong}`)).status).toBe(400);
  await refusedConnection(pbx);
});

async function refusedConnection(pbx: TestPbx): Promise<void> {
  expect(await pbx.deliveries('?event_id=73')).toMatchObject([
    { attempts: [{ error: 'http://127.0.0.1:1 cannot be reached: the connection is refused.' }] },
    {},
  ]);
}
