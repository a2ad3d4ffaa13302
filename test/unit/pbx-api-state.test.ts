import {
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  chmodSync,
  mkdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startPbx } from '../support/pbx-api.ts';
import { temporaryDirectory } from '../support/program.ts';

const events = '/api/ver1.0/extension/175/event/';
const url = 'https://somehost.com/fordel/show.php?myid=175';

test('restart with --state keeps subscriptions and ids', async () => {
  using directory = temporaryDirectory();
  const stateFile = join(directory.path, 'pbx.json');
  let before: unknown;
  {
    await using pbx = await startPbx({ stateFile });
    for (const type of ['dial-out', 'answer', 'hangup']) await pbx.subscribe('175', type, url);
    await pbx.ask(`${events}74`, { method: 'DELETE' });
    await pbx.ask(`${events}73`, {
      method: 'PUT',
      body: { url, method: 'POST', event_type: 'answer' },
    });
    const all = { url, method: 'GET', event_type: 'extension-call-status' };
    await pbx.post('/api/ver1.0/client/@me/phone_events/', all);
    before = (await pbx.ask(events)).json;
    expect(before).toMatchObject([{ id: 72 }, { id: 73, method: 'POST' }]);
  }
  await using pbx = await startPbx({ stateFile });
  expect((await pbx.ask(events)).json).toEqual(before);
  expect((await pbx.ask('/api/ver1.0/client/@me/phone_events/75')).status).toBe(200);
  expect(await pbx.subscribe('175', 'hangup', url)).toBe(76);
  expect(readdirSync(directory.path)).toEqual(['pbx.json']);
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  await pbx.ask('/reset', { method: 'POST' });
  expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual({
    version: 1,
    nextId: 72,
    subscriptions: [],
  });
});

test('what cannot be saved has not happened', async () => {
  using directory = temporaryDirectory();
  const folder = join(directory.path, 'state');
  mkdirSync(folder);
  const stateFile = join(folder, 'pbx.json');
  const faults: unknown[] = [];
  await using pbx = await startPbx({ stateFile, onFault: (error) => faults.push(error) });
  await pbx.subscribe('175', 'hangup', url);
  rmSync(folder, { recursive: true });
  const body = { url, method: 'GET', event_type: 'answer' };
  const refused = await pbx.post(events, body);
  expect(refused.status).toBe(500);
  expect(refused.json).toEqual({ message: `The state file ${stateFile} cannot be written.` });
  expect((await pbx.ask(`${events}72`, { method: 'DELETE' })).status).toBe(500);
  expect((await pbx.ask(events)).json).toMatchObject([{ id: 72 }]);
  expect(faults).toMatchObject([{ code: 'state_unusable' }, { code: 'state_unusable' }]);
  mkdirSync(folder);
  expect(await pbx.subscribe('175', 'answer', url)).toBe(73);
});

const good = { id: 72, owner: '175', url, method: 'GET', event_type: 'hangup' };
const whole = { version: 1, nextId: 73, subscriptions: [good] };

test.each([
  ['no JSON', '{"version":1'],
  ['nothing', ''],
  ['another thing', '{"name":"ringlog"}'],
  ['a newer one', JSON.stringify({ ...whole, version: 2 })],
  ['the same id twice', JSON.stringify({ ...whole, subscriptions: [good, good] })],
  ['an id that will come again', JSON.stringify({ ...whole, nextId: 72 })],
  [
    'a URL that is none',
    JSON.stringify({ ...whole, subscriptions: [{ ...good, url: 'file:///x' }] }),
  ],
  [
    'an owner that is none',
    JSON.stringify({ ...whole, subscriptions: [{ ...good, owner: '__proto__' }] }),
  ],
])('a state file with %s is refused and left as it is', async (_what, text) => {
  using directory = temporaryDirectory();
  const stateFile = join(directory.path, 'pbx.json');
  writeFileSync(stateFile, text);
  await expect(startPbx({ stateFile })).rejects.toMatchObject({ code: 'state_unusable' });
  expect(readFileSync(stateFile, 'utf8')).toBe(text);
  writeFileSync(stateFile, JSON.stringify(whole));
  await using pbx = await startPbx({ stateFile });
  expect((await pbx.ask(`${events}72`)).status).toBe(200);
});

test('a state file that is a directory is refused', async () => {
  using directory = temporaryDirectory();
  chmodSync(directory.path, 0o700);
  await expect(startPbx({ stateFile: directory.path })).rejects.toMatchObject({
    code: 'state_unusable',
    message: `The state file ${directory.path} cannot be read.`,
  });
});
