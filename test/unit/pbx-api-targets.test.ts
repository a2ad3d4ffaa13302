import { expect, test } from '@jest/globals';
import { Deliveries } from '../../src/pbx/api/deliveries.ts';
import { SubscriptionBook } from '../../src/pbx/api/subscription-book.ts';
import { TargetPolicy } from '../../src/pbx/api/target-policy.ts';
import { defaultPlan } from '../../src/pbx/numbering-plan.ts';
import { systemClock } from '../../src/pbx/system-clock.ts';
import { startConsumer } from '../support/consumer.ts';
import { startPbx } from '../support/pbx-api.ts';
import { until } from '../support/until.ts';

/** A name server of the test's own; what it does not know is not there. */
const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'dev.test': ['127.0.0.1'],
  'half.test': ['127.0.0.1', '192.0.2.1'],
  'far.test': ['192.0.2.1'],
  'keys.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:169.254.169.254'],
  'any.test': ['0.0.0.0'],
  'empty.test': [],
};
const resolve = (host: string): Promise<readonly string[]> => {
  const found = names[host];
  return found === undefined ? Promise.reject(new Error(host)) : Promise.resolve(found);
};

test.each([
  ['http://127.0.0.1:8080/', 'ok'],
  ['http://127.9.9.9/', 'ok'],
  ['http://[::1]:8080/', 'ok'],
  ['http://2130706433/', 'ok'],
  ['http://[::ffff:127.0.0.1]/', 'ok'],
  ['http://localhost/', 'ok'],
  ['http://LOCALHOST./', 'ok'],
  ['http://dev.test/', 'ok'],
  ['https://127.0.0.1/', 'ok'],
  ['https://localhost/', 'ok'],
  // The name could lead elsewhere when it is connected to.
  ['https://dev.test/', 'refused'],
  ['http://half.test/', 'refused'],
  ['http://far.test/', 'refused'],
  ['http://keys.test/', 'refused'],
  ['http://nobody.test/', 'refused'],
  ['http://10.0.0.1/', 'refused'],
  ['http://0.0.0.0/', 'refused'],
  ['http://0/', 'refused'],
  ['http://[::]/', 'refused'],
  ['http://169.254.169.254/', 'refused'],
  ['http://[::ffff:10.0.0.1]/', 'refused'],
  ['http://[fd00::1]/', 'refused'],
])('nobody is told at %s unless it is this machine: %s', async (url, expected) => {
  const found = await new TargetPolicy({ allowed: [], resolve }).find(new URL(url));
  const state = 'why' in found ? { refused: found.isRefused } : 'ok';
  expect(state).toEqual(expected === 'ok' ? 'ok' : { refused: true });
});

test.each([
  ['http://far.test/', 'far.test', ['192.0.2.1']],
  ['https://dev.test/', 'dev.test', ['127.0.0.1']],
  ['https://far.test/', 'far.test', ['192.0.2.1']],
  ['http://FAR.test./', 'far.TEST', ['192.0.2.1']],
  ['http://other.far.test/', 'far.test', undefined],
  ['http://10.0.0.1/', '10.0.0.1', ['10.0.0.1']],
  ['http://[fd00::1]/', '[fd00::1]', ['fd00::1']],
  ['http://169.254.7.7/', '169.254.7.7', ['169.254.7.7']],
  // The name is allowed, but it leads where no name should.
  ['http://keys.test/', 'keys.test', undefined],
  ['http://mapped.test/', 'mapped.test', undefined],
  ['http://any.test/', 'any.test', undefined],
  ['http://empty.test/', 'empty.test', undefined],
  ['http://gone.test/', 'gone.test', undefined],
])('%s when %s is allowed', async (url, allowed, addresses) => {
  const found = await new TargetPolicy({ allowed: [allowed], resolve }).find(new URL(url));
  expect('addresses' in found ? found.addresses : undefined).toEqual(addresses);
});

test('the address that was looked at is the one that is connected to', async () => {
  await using consumer = await startConsumer();
  const asked: string[] = [];
  await using pbx = await startPbx({
    resolve: (host) => {
      asked.push(host);
      return Promise.resolve(asked.length === 1 ? ['127.0.0.1'] : ['192.0.2.1']);
    },
  });
  const { port } = new URL(consumer.url);
  await pbx.subscribe('@101', 'answer', `http://changes.test:${port}/`);
  await pbx.subscribe('@101', 'hangup', `http://changes.test:${port}/`);
  await pbx.post('/simulate', { scenario: 'out-answered', speed: 'max' });
  expect(await pbx.untilQuiet()).toMatchObject([
    { state: 'delivered', attempts: [{ status: 200 }] },
    { state: 'refused', attempts: [], why: expect.stringContaining('--allow-target changes.test') },
  ]);
  expect(asked).toEqual(['changes.test', 'changes.test']);
  expect(consumer.told).toHaveLength(1);
});

test('a name with several addresses is tried at each', async () => {
  await using consumer = await startConsumer();
  await using pbx = await startPbx({
    resolve: () => Promise.resolve(['127.0.0.2', '::1', '127.0.0.1']),
  });
  const { port } = new URL(consumer.url);
  await pbx.subscribe('@101', 'hangup', `http://localhost:${port}/`);
  await pbx.post('/simulate', { scenario: 'out-answered', speed: 'max' });
  expect(await pbx.untilQuiet()).toMatchObject([{ state: 'delivered', attempts: [{}] }]);
});

test('more than may wait for a target is dropped, and said to be', async () => {
  await using consumer = await startConsumer();
  consumer.behave('slow');
  const book = new SubscriptionBook({ limit: 10 });
  book.add('10101', { url: consumer.url, method: 'POST', event_type: 'hangup' });
  const deliveries = new Deliveries({
    book,
    policy: new TargetPolicy({ allowed: [] }),
    timeoutMs: 10_000,
    coping: 'none',
    maxAttempts: 1,
    clock: systemClock,
    now: () => '',
    maxWaiting: 2,
    maxKept: 4,
  });
  const extension = defaultPlan.extensions.find(({ id }) => id === '10101');
  if (extension === undefined) throw new Error('the plan has no 101');
  const event = { offsetMs: 0, call: 0, type: 'hangup', extension, fields: [] } as const;
  for (let count = 0; count < 5; count += 1) deliveries.tell(event);
  await consumer.untilTold(1);
  // The first one is forgotten, though it is delivered.
  expect(deliveries.all.map(({ id, state }) => [id, state])).toEqual([
    [2, 'waiting'],
    [3, 'dropped'],
    [4, 'dropped'],
    [5, 'dropped'],
  ]);
  consumer.release();
  await until('all are sent', () => deliveries.waiting === 0);
  expect(consumer.told).toHaveLength(2);
  deliveries.close();
});
