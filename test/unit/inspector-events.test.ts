import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { ApiEvent } from '../../src/api/contract.ts';
import type { EventSummary } from '../../src/api/event.ts';
import {
  ask,
  captured,
  posted,
  startInspector,
  token,
  type Answered,
  type TestInspector,
} from '../support/inspector.ts';

interface Page {
  readonly events: EventSummary[];
  readonly next?: string;
}

/** Follows `next` to the end. */
async function readAll(inspector: TestInspector, query: string, from: string): Promise<string[]> {
  const cursors: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const path = `/api/v1/events?${query}${next === '' ? '' : `&${from}=${next}`}`;
    const page = (await inspector.json(path)) as Page;
    expect(page.events.length).toBeGreaterThan(0);
    cursors.push(...page.events.map(({ cursor }) => cursor));
    next = page.next;
  }
  return cursors;
}

test('pages in either direction give every event once, and the last one names no next', async () => {
  await using inspector = await startInspector();
  await inspector.store.append(Array.from({ length: 25 }, () => captured()));
  const stored = inspector.store.events.map(({ cursor }) => cursor);
  for (const eventsAPage of [Infinity, 3, 1]) {
    inspector.store.eventsAPage = eventsAPage;
    for (const limit of [1, 5, 24, 25, 1000]) {
      expect(await readAll(inspector, `order=oldest&limit=${limit}`, 'after')).toEqual(stored);
      expect(await readAll(inspector, `limit=${limit}`, 'before')).toEqual(stored.toReversed());
    }
  }
});

test('a new journal has no events, no cursor and no facts', async () => {
  await using inspector = await startInspector();
  expect(await inspector.json('/api/v1/events')).toEqual({ events: [], indexedTo: '' });
  expect(await inspector.json('/api/v1/cursor')).toEqual({ cursor: '' });
  expect(await inspector.json('/api/v1/facts')).toEqual({ facts: [] });
  expect(await inspector.get('/api/v1/export.ndjson')).toMatchObject({ status: 200, text: '' });
});

test.each([
  ['after=mem-2&before=mem-5', ['mem-4', 'mem-3']],
  ['order=oldest&after=mem-2&before=mem-5', ['mem-3', 'mem-4']],
  ['order=oldest&before=mem-2', ['mem-1']],
  ['after=mem-5', []],
])('both bounds count in both orders: %s', async (query, cursors) => {
  await using inspector = await startInspector();
  await inspector.store.append(Array.from({ length: 5 }, () => captured()));
  const { events } = (await inspector.json(`/api/v1/events?${query}`)) as {
    events: readonly { cursor: string }[];
  };
  expect(events.map(({ cursor }) => cursor)).toEqual(cursors);
});

test('an event shows what was received, decoded and as it was; the list leaves out its headers', async () => {
  await using inspector = await startInspector();
  const event = posted(
    'EventType=answer&CallID=ab&SubCallID=1-ab&CallerIDName=%D0%98%D0%B2%D0%B0%D0%BD',
    {
      receivedAtUs: 1_496_156_870_123_456,
      forwardedPeer: '203.0.113.9',
      head: 'POST /fordel/show.php?myid=175&CallID=x HTTP/1.1\r\nHost: a\r\nX-N: Jos\xe9\r\nx-n: Jos\xc3\xa9\r\n\r\nSum: 1\r\n',
    },
  );
  await inspector.store.append([event]);
  const view = (await inspector.json(`/api/v1/events/${event.id}`)) as ApiEvent;
  expect(view).toEqual({
    id: event.id,
    cursor: 'mem-1',
    receivedAt: '2017-05-30T15:07:50.123456Z',
    storedAt: '2017-05-30T15:07:50.124456Z',
    myid: '175',
    type: 'answer',
    callId: 'ab',
    subCallId: '1-ab',
    fields: {
      myid: '175',
      EventType: 'answer',
      CallID: 'ab',
      SubCallID: '1-ab',
      CallerIDName: 'Иван',
    },
    request: {
      method: 'POST',
      target: '/fordel/show.php?myid=175&CallID=x',
      httpVersion: '1.1',
      headers: [
        ['Host', 'a'],
        ['X-N', 'José'],
        ['x-n', 'José'],
      ],
      trailers: [['Sum', '1']],
      query: [
        ['myid', '175'],
        ['CallID', 'x'],
      ],
      form: [
        ['EventType', 'answer'],
        ['CallID', 'ab'],
        ['SubCallID', '1-ab'],
        ['CallerIDName', 'Иван'],
      ],
      bodyBytes: event.body.length,
      bodySha256: createHash('sha256').update(event.body).digest('hex'),
      peer: '192.0.2.1:5060',
      forwardedPeer: '203.0.113.9',
    },
    answer: { status: 200 },
    origin: 'received',
    findings: [
      {
        rule: 'RL004',
        level: 'warn',
        scope: 'event',
        message: 'CallID is "x" in the query, and "ab" after that; expected was one value.',
        eventId: event.id,
        field: 'CallID',
      },
      {
        rule: 'RL040',
        level: 'warn',
        scope: 'event',
        message: 'A POST has no content type; expected was application/x-www-form-urlencoded.',
        eventId: event.id,
      },
    ],
  });
  expect(await inspector.json('/api/v1/events/mem-1')).toEqual(view);
  expect(await inspector.json(`/api/v1/events/${event.id.toUpperCase()}`)).toEqual(view);
  const { headers, trailers, ...request } = view.request;
  expect([headers.length, trailers?.length]).toEqual([3, 1]);
  expect(await inspector.json('/api/v1/events')).toEqual({
    events: [{ ...view, request }],
    indexedTo: 'mem-1',
  });
});

test('what is absent is left out', async () => {
  await using inspector = await startInspector();
  await inspector.store.append([captured({ head: 'GET / HTTP/1.1\r\n' })]);
  const view = (await inspector.json('/api/v1/events/mem-1')) as ApiEvent;
  expect(view).toMatchObject({ myid: '', type: 'unknown', fields: {} });
  for (const name of ['callId', 'subCallId']) expect(view).not.toHaveProperty(name);
  for (const name of ['form', 'trailers', 'forwardedPeer'])
    expect(view.request).not.toHaveProperty(name);
});

test('the body comes back byte for byte, as a download that can do nothing', async () => {
  await using inspector = await startInspector();
  const body = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  const event = posted(body);
  await inspector.store.append([event, captured()]);
  const { bytes, headers } = await inspector.get(`/api/v1/events/${event.id}/raw`);
  expect(bytes.equals(body)).toBe(true);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="event-${event.id}.bin"`,
    'content-length': '70000',
  });
  expect(await inspector.get('/api/v1/events/mem-2/raw')).toMatchObject({ status: 200, text: '' });
});

test('the curl line sends the event to the receiver again', async () => {
  await using inspector = await startInspector();
  await inspector.store.append([posted("EventType=hangup&CallerIDName='x'")]);
  const { text, headers } = await inspector.get('/api/v1/events/mem-1/curl');
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(text).toMatch(
    /^curl .*--data-binary .*'http:\/\/127\.0\.0\.1:8080\/fordel\/show\.php\?myid=175'\n$/,
  );
});

test.each(['mem-9', '0190a5c4-ffff-7000-8000-000000000000', 'nothing'])(
  'there is no event %s',
  async (key) => {
    await using inspector = await startInspector();
    for (const what of ['', '/raw', '/curl'])
      expect(await inspector.json(`/api/v1/events/${key}${what}`)).toMatchObject({
        status: 404,
        code: 'not_found',
      });
  },
);

test('facts come newest first, by kind, and page without gap', async () => {
  await using inspector = await startInspector();
  await inspector.store.note([
    {
      kind: 'refusal',
      atUs: 1_496_156_870_000_001,
      reason: 'a',
      message: 'A.',
      peer: 'p',
      status: 413,
      bytes: Buffer.from('\x00\xff', 'latin1'),
    },
    { kind: 'deletion', atUs: 2, reason: 'keep', message: 'B.', count: 3 },
    { kind: 'refusal', atUs: 3, reason: 'c', message: 'C.' },
  ]);
  const first = await inspector.json('/api/v1/facts?limit=2');
  expect(first).toMatchObject({ facts: [{ seq: 3 }, { seq: 2, count: 3 }], next: '2' });
  const oldest = { seq: 1, kind: 'refusal', at: '2017-05-30T15:07:50.000001Z', reason: 'a' };
  expect(await inspector.json('/api/v1/facts?limit=2&before=2')).toEqual({
    facts: [{ ...oldest, message: 'A.', peer: 'p', status: 413, bytesBase64: 'AP8=' }],
  });
  expect(await inspector.json('/api/v1/facts?kind=refusal&limit=1')).toMatchObject({
    facts: [{ seq: 3 }],
    next: '3',
  });
  expect(await inspector.json('/api/v1/facts?kind=rumour')).toMatchObject({ status: 400 });
});

test('an unexpected failure is told without its details, and logged without what was captured', async () => {
  await using inspector = await startInspector();
  inspector.store.fault = new Error('canary');
  const { status, text } = await inspector.get('/api/v1/events');
  expect([status, JSON.parse(text)]).toMatchObject([500, { code: 'internal' }]);
  expect(text).not.toContain('canary');
  expect(inspector.logged).toHaveLength(1);
  expect(inspector.logged[0]).toMatch(/^a request failed .*"cause":"Error at .*inspector-events/);
  expect(inspector.logged[0]).not.toContain('canary');
});

test.each(['%20', '%20%20%09', '%e2%80%83', ''])(
  'a filter without terms (%s) deletes nothing: only "*" is everything',
  async (q) => {
    await using inspector = await startInspector();
    await inspector.store.append([captured(), captured()]);
    const remove = (filter: string): Promise<Answered> =>
      ask(inspector.url, `/api/v1/events?q=${filter}`, {
        method: 'DELETE',
        headers: [
          ['Host', 'localhost'],
          ['Authorization', `Bearer ${token}`],
        ],
      });
    expect(await remove(q)).toMatchObject({ status: 400 });
    const none = await ask(inspector.url, '/api/v1/events', {
      method: 'DELETE',
      headers: [
        ['Host', 'localhost'],
        ['Authorization', `Bearer ${token}`],
      ],
    });
    expect(JSON.parse(none.text)).toMatchObject({ detail: 'Parameter "q" is missing.' });
    expect(await inspector.json('/api/v1/events')).toMatchObject({ events: [{}, {}] });
    expect(JSON.parse((await remove('*')).text)).toEqual({ deleted: 2 });
  },
);
