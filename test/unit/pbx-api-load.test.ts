import { expect, test } from '@jest/globals';
import { defaultPlan, extended, type PlannedExtension } from '../../src/pbx/numbering-plan.ts';
import { startConsumer } from '../support/consumer.ts';
import { startPbx } from '../support/pbx-api.ts';

const phones = Array.from({ length: 50 }, (_, place): PlannedExtension => {
  const number = String(1001 + place);
  return { number, id: `10${number}`, kind: 'phone', name: `Phone ${number}` };
});
const types = ['dial-in', 'dial-out', 'answer', 'hangup'];

test('50 extensions with 4 types each: of 1,000 calls every event is told once to each who asked', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx({ plan: extended(defaultPlan, phones) });
  const asked = new Map<number, { readonly id: string; readonly type: string }>();
  for (const { id } of phones)
    for (const type of types) {
      const url = `${consumer.url}/${id}/${type}?myid=${id}`;
      asked.set(await pbx.subscribe(id, type, url, 'POST'), { id, type });
    }
  // Nobody is told of the others, who take part as well.
  const beganAtMs = performance.now();
  for (let call = 0; call < 1_000; call += 1) {
    const [one, other] = [phones[call % 50]?.number ?? '', phones[(call + 1) % 50]?.number ?? ''];
    const begun =
      call % 4 === 0
        ? { scenario: 'out-answered', extensions: { '101': one } }
        : { scenario: 'internal-answered', extensions: { '101': one, '102': other } };
    const { status } = await pbx.post('/simulate', { ...begun, speed: 'max', seed: call });
    expect(status).toBe(201);
  }
  const told = await pbx.untilQuiet();
  const tookMs = performance.now() - beganAtMs;
  // 250 calls out have 3 events, 750 inside have 6.
  expect(consumer.told).toHaveLength(250 * 3 + 750 * 6);
  expect(told.filter(({ state }) => state !== 'delivered')).toEqual([]);
  const once = new Set(consumer.told.map(({ target, body }) => `${target} ${body}`));
  expect(once.size).toBe(consumer.told.length);
  for (const { event_id, extension_id, event_type, url } of told) {
    expect(asked.get(event_id)).toEqual({ id: String(extension_id), type: event_type });
    expect(url).toContain(`/${extension_id}/${event_type}?`);
  }
  for (const { target, body } of consumer.told) {
    const [, id = '', type = ''] = target.split(/[/?]/);
    const fields = new URLSearchParams(body);
    expect(fields.get('EventType')).toBe(type);
    const own = fields.get('CallFlow') === 'out' ? 'CallerExtensionID' : 'CalledExtensionID';
    expect(fields.get(own)).toBe(id);
  }
  expect(tookMs).toBeLessThan(60_000);
}, 90_000);

test('a load of more than may wait for a target waits itself, and loses nothing', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx();
  for (const type of types) await pbx.subscribe('@101', type, consumer.url, 'GET');
  const load = { scenario: 'out-answered', calls: 5_000, rate: 100, speed: 'max' };
  expect((await pbx.post('/simulate', load)).json).toMatchObject({ calls: 5_000 });
  const told = await pbx.untilQuiet();
  expect(told.filter(({ state }) => state !== 'delivered')).toEqual([]);
  expect(consumer.told).toHaveLength(15_000);
}, 90_000);
