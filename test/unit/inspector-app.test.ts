import { expect, test } from '@jest/globals';
import request from 'supertest';
import { createInspector } from '../../src/http/inspector.ts';
import { fakeRuns } from '../support/fake-runs.ts';
import { captured, counts, token } from '../support/inspector.ts';
import { memoryIndex } from '../support/memory-search.ts';
import { MemoryStore } from '../support/memory-store.ts';

const gone = new Error('There is none here.');

/** The express application alone, as another program of ours could mount it. */
async function inspectorApp(): Promise<ReturnType<typeof createInspector>['app']> {
  const store = new MemoryStore();
  await store.append([1, 2, 3].map((second) => captured({ receivedAtUs: second * 1_000_000 })));
  const log = (): void => undefined;
  return createInspector(
    {
      store,
      journal: { queued: 0, append: () => Promise.reject(gone) },
      counts: () => counts,
      ...memoryIndex(store),
      index: {
        status: () => Promise.reject(gone),
        rebuild: () => Promise.reject(gone),
        deliveryLag: () => Promise.reject(gone),
      },
      runs: fakeRuns(),
      isReady: () => Promise.resolve({ ready: false, checks: { store: 'store_full' } }),
      logger: { debug: log, info: log, warn: log, error: log },
      version: '1.2.3',
      replayUrl: () => 'http://127.0.0.1:8080',
      exampleUrl: () => 'http://127.0.0.1:8080/?myid=175',
      nowUs: () => Date.now() * 1000,
    },
    { host: '127.0.0.1', port: 0, token },
  ).app;
}

test('pages through all events with the cursor that each page names', async () => {
  const app = await inspectorApp();
  const seen: string[] = [];
  let path = '/api/v1/events?order=oldest&limit=2';
  for (;;) {
    const { body } = (await request(app).get(path).auth(token, { type: 'bearer' }).expect(200)) as {
      body: { events: { receivedAt: string }[]; next?: string };
    };
    seen.push(...body.events.map(({ receivedAt }) => receivedAt));
    if (body.next === undefined) break;
    path = `/api/v1/events?order=oldest&limit=2&after=${body.next}`;
  }
  expect(seen).toEqual([1, 2, 3].map((second) => `1970-01-01T00:00:0${second}.000000Z`));
});

test('says with 503 what keeps it from taking events', async () => {
  const answer = await request(await inspectorApp()).get('/readyz');
  expect(answer.status).toBe(503);
  expect(answer.body).toEqual({ ready: false, checks: { store: 'store_full' } });
});
