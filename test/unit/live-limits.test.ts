import { expect, test } from '@jest/globals';
import { liveRoutes } from '../../src/http/routes/live.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { memoryIndex } from '../support/memory-search.ts';
import { posted } from '../support/inspector.ts';

type Waiting = Parameters<ReturnType<typeof liveRoutes>['wait']>[0];

function waiting(q: string): Waiting {
  return {
    params: {},
    query: { q, count: 1, timeout: 60_000 },
    headers: {},
    body: {},
    caller: 'token',
    signal: new AbortController().signal,
  } as unknown as Waiting; // As the router makes it from a request.
}

test('the 4,001st who waits is refused, the others get what they wait for, and then there is room again', async () => {
  const store = new MemoryStore();
  const { live, search, source } = memoryIndex(store);
  const { signal: stopping } = new AbortController();
  const { wait } = liveRoutes({ live, search, nowUs: () => 0, stopping });
  const waits = Array.from({ length: 4_000 }, (_, n) =>
    Promise.resolve(wait(waiting(`call:call-${n % 100}`))),
  );
  await expect(async () => wait(waiting('call:call-1'))).rejects.toMatchObject({
    code: 'too_many_waiting',
  });
  await store.append(
    Array.from({ length: 100 }, (_, n) => posted(`EventType=answer&CallID=call-${n}`)),
  );
  live.events.deliver(source.tell());
  const answers = await Promise.all(waits);
  for (const [n, answer] of answers.entries())
    expect('jsonText' in answer && answer.jsonText).toContain(`"callId":"call-${n % 100}"`);
  expect(source.subscriptions).toBe(0);
  expect(live.events.followers).toBe(0);
  await expect(wait(waiting('call:call-1'))).resolves.toHaveProperty('jsonText');
});
