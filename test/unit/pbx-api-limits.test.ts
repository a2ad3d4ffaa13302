import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { heldClock } from '../support/held-clock.ts';
import { askOnce, grant, startPbx } from '../support/pbx-api.ts';

const events = '/api/ver1.0/extension/175/event/';
const event = { url: 'http://127.0.0.1:1/', method: 'GET', event_type: 'hangup' };

test('beyond the limit of monitored events nothing is added, until one is deleted', async () => {
  await using pbx = await startPbx({ maxSubscriptions: 2 });
  await pbx.subscribe('175', 'hangup', event.url);
  await pbx.subscribe('@101', 'hangup', event.url);
  const refused = await pbx.post('/api/ver1.0/client/@me/phone_events/', event);
  expect(refused.status).toBe(400);
  expect(refused.json).toEqual({
    message: expect.stringContaining('limit of 2 monitored events'),
  });
  expect((await pbx.ask('/api/ver1.0/client/@me/limit/')).json).toEqual({
    monitored_events: 2,
    monitored_events_used: 2,
    requests_per_hour: 1_000_000,
  });
  const changed = await pbx.ask(`${events}72`, { method: 'PUT', body: event });
  expect(changed.status).toBe(200);
  expect((await pbx.ask(`${events}72`, { method: 'DELETE' })).status).toBe(204);
  // No id is given twice.
  expect(await pbx.subscribe('175', 'hangup', event.url)).toBe(74);
});

test('only phones have messages, and the answer says what others have', async () => {
  await using pbx = await startPbx();
  for (const [extension, kind] of [
    ['@098', 'ivr'],
    ['@887', 'queue'],
  ] as const) {
    const path = `/api/ver1.0/extension/${extension}/event/`;
    const answer = await pbx.post(path, { ...event, event_type: 'message-in' });
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      message: `event_type: "message-in" is only for extensions of type phone; allowed for this one, of type ${kind}: dial-in, dial-out, hangup, answer, voicemail`,
    });
    const id = await pbx.subscribe(extension, 'hangup', event.url);
    const changed = { method: 'PUT', body: { ...event, event_type: 'message-out' } };
    expect((await pbx.ask(`${path}${id}`, changed)).status).toBe(400);
  }
  expect((await pbx.post(events, { ...event, event_type: 'extension-call-status' })).json).toEqual({
    message:
      'event_type: "extension-call-status" is not supported; allowed: dial-in, dial-out, hangup, answer, message-in, message-out, voicemail',
  });
});

test('the requests of an hour are counted for each client, and told', async () => {
  const clock = heldClock();
  await using pbx = await startPbx({ clock, requestsPerHour: 2 });
  const first = await pbx.ask('/simulate');
  expect(first.headers).toMatchObject({
    'x-ratelimit-limit': '2',
    'x-ratelimit-remaining': '1',
    'x-ratelimit-reset': '3600',
  });
  clock.goOn(600_000);
  expect((await pbx.ask(`${events}9999`)).status).toBe(404);
  const refused = await pbx.ask('/simulate');
  expect(refused.status).toBe(429);
  expect(refused.json).toEqual({ message: 'Too Many Requests', status: 'rate_limit_exceeded' });
  expect(refused.headers['x-ratelimit-reset']).toBe('3000');
  const other = await askOnce(pbx.url, '/oauth/token', grant('other', 'x'));
  const { access_token } = other.json as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  expect((await pbx.ask('/simulate', { headers })).status).toBe(200);
  clock.goOn(3_000_000);
  const again = await askOnce(pbx.url, '/oauth/token', grant('app', 'x'));
  const fresh = `Bearer ${(again.json as { access_token: string }).access_token}`;
  expect((await pbx.ask('/simulate', { headers: { authorization: fresh } })).status).toBe(200);
});

test('hostile bodies are refused and change nothing', async () => {
  await using pbx = await startPbx();
  const headers = { 'content-type': 'application/json' };
  const send = (body: string) => pbx.ask(events, { method: 'POST', body, headers });
  const text = JSON.stringify(event);
  for (const body of [
    '{',
    text.slice(0, -1),
    '',
    'null',
    '[]',
    '"x"',
    '{"__proto__":{"url":"http://127.0.0.1:1/","method":"GET","event_type":"hangup"}}',
    '{"constructor":{"prototype":{"url":"x"}}}',
    '['.repeat(30_000),
    '\0',
  ]) {
    const answer = await send(body);
    expect({ body: body.slice(0, 80), status: answer.status }).toEqual({
      body: body.slice(0, 80),
      status: 400,
    });
    expect(answer.json).toEqual({ message: expect.any(String) });
    expect(answer.text.length).toBeLessThan(500);
  }
  expect(({} as { url?: unknown }).url).toBeUndefined();
  const large = await send(JSON.stringify({ ...event, note: 'x'.repeat(70_000) }));
  expect(large.status).toBe(413);
  const packed = await pbx.ask(events, {
    method: 'POST',
    body: text,
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
  expect(packed.status).toBe(400);
  expect((await pbx.ask(events)).json).toEqual([]);
  // What is not known is passed over.
  expect((await send(JSON.stringify({ ...event, hasOwnProperty: 1 }))).json).toEqual({
    ...event,
    id: 72,
  });
});

test.each([
  '/api/ver1.0/extension/175/event/../event/',
  '/api/ver1.0/extension//event/',
  '/api/ver1.0/extension/175%2Fevent/',
  '/API/ver1.0/extension/175/event/',
  '/api/ver1.0/extension/175/event//',
  '/api/ver1.0/extension/%00/event/',
  '/api/ver1.0/extension/%E0%A4%A/event/',
  '//simulate',
  '/simulate;x',
  '/..%2f..%2fetc/passwd',
  '/__proto__',
])('%s is no address', async (path) => {
  await using pbx = await startPbx();
  const answer = await pbx.ask(path);
  expect([400, 404]).toContain(answer.status);
  expect(answer.json).toEqual({ message: expect.any(String) });
});

test('a web page of another name does not reach it on this machine', async () => {
  await using pbx = await startPbx();
  for (const host of ['rebound.example:8082', '127.0.0.1.example', 'localhost.example'])
    expect((await pbx.ask('/simulate', { headers: { host } })).status).toBe(403);
  for (const host of ['localhost:8082', 'pbx.localhost', '[::1]:8082', '127.0.0.1'])
    expect((await pbx.ask('/simulate', { headers: { host } })).status).toBe(200);
});

test('an endless body does not hold a refusal back', async () => {
  await using pbx = await startPbx();
  const { hostname, port } = new URL(pbx.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  socket.write(
    `POST ${events} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{`,
  );
  await once(socket, 'close');
  expect(text).toContain('401 Unauthorized');
});
