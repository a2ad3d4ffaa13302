import { expect, test } from '@jest/globals';
import { waitFor } from '../../src/live/wait.ts';
import { longMs, openLive } from '../support/followed-journal.ts';
import { filterOf, formCapture } from '../support/indexed-events.ts';
import { until } from '../support/until.ts';

type Opened = ReturnType<typeof openLive>;

/** @returns the cursors of what came, and after what it looked */
async function wait(
  { live, search }: Pick<Opened, 'live' | 'search'>,
  options: Partial<Parameters<typeof waitFor>[3]>,
): Promise<{ found: string[]; after: string }> {
  const { found, after } = await waitFor(live, search, filterOf('myid:1'), {
    count: 1,
    timeoutMs: longMs,
    signal: new AbortController().signal,
    ...options,
  });
  return { found: found.events.map(({ cursor }) => cursor), after };
}

async function expectNobodyLeft({ live, source }: Opened): Promise<void> {
  await until('nobody follows', () => live.followers === 0 && source.subscriptions === 0);
}

test('without a place what is stored counts, the newest of it, in commit order', async () => {
  const opened = openLive();
  const cursors = await opened.add(1, 1, 2, 1);
  opened.tell();
  expect(await wait(opened, { count: 2 })).toEqual({ found: [cursors[1], cursors[3]], after: '' });
  await expectNobodyLeft(opened);
});

test('what is stored is filled up with what comes, and nothing is counted twice', async () => {
  const opened = openLive();
  const stored = await opened.add(1, 1);
  const waited = wait(opened, { count: 4 });
  // Stored before the search looked, told of after it.
  await until('it follows', () => opened.source.subscriptions === 1);
  opened.tell();
  const more = await opened.add(2, 1, 1, 1);
  opened.tell();
  expect((await waited).found).toEqual([...stored, more[1], more[2]]);
  await expectNobodyLeft(opened);
});

test('large events that fill a page early are still counted', async () => {
  const opened = openLive();
  const cursors = await opened.add(1, 1, 1, 1, 1);
  opened.tell();
  const { search } = opened;
  const page: typeof search.page = (filter, range) =>
    search.page(filter, { ...range, limit: Math.min(range.limit, 2) });
  const { found } = await waitFor(opened.live, { page }, filterOf('myid:1'), {
    count: 4,
    timeoutMs: longMs,
    signal: new AbortController().signal,
  });
  expect(found.events.map(({ cursor }) => cursor)).toEqual(cursors.slice(1));
});

test('of events that are too large together all are counted, and the first are held', async () => {
  const large = formCapture({ target: '/?myid=1', body: `x=${'y'.repeat(600_000)}` });
  const three = ['stored', 'stored and told', 'told'] as const;
  for (const way of three) {
    const opened = openLive();
    const store = (count: number): Promise<readonly string[]> =>
      opened.store.append(Array.from({ length: count }, () => large));
    const before = await opened.add(2);
    const stored = [...(way === 'told' ? [] : await store(way === 'stored' ? 4 : 2))];
    opened.tell();
    const waited = waitFor(opened.live, opened.search, filterOf('myid:1'), {
      ...(way === 'told' ? { after: before[0] ?? '' } : {}),
      count: 4,
      timeoutMs: longMs,
      signal: new AbortController().signal,
    });
    if (way !== 'stored') {
      await until('it follows', () => opened.source.subscriptions === 1);
      stored.push(...(await store(way === 'told' ? 4 : 2)));
      opened.tell();
    }
    const { found } = await waited;
    expect([way, found.count]).toEqual([way, 4]);
    expect(found.events.map(({ cursor }) => cursor)).toEqual(stored.slice(0, 1));
    await expectNobodyLeft(opened);
  }
});

test('with a place only what was stored after it counts, however soon that was', async () => {
  const opened = openLive();
  const [first = '', second] = await opened.add(1, 1);
  opened.tell();
  expect(await wait(opened, { after: first })).toEqual({ found: [second], after: first });
  const [third] = await opened.add(1);
  // The next is stored, but nobody was told of it yet.
  const waited = wait(opened, { after: second });
  await until('it follows', () => opened.source.subscriptions === 1);
  opened.tell();
  expect((await waited).found).toEqual([third]);
  await expectNobodyLeft(opened);
});

test('when the time is over it gives what there is', async () => {
  const opened = openLive();
  const [one] = await opened.add(1, 2);
  opened.tell();
  expect(await wait(opened, { count: 2, timeoutMs: 20 })).toEqual({ found: [one], after: '' });
  expect(await wait(opened, { after: one, timeoutMs: 0 })).toEqual({ found: [], after: one });
  await expectNobodyLeft(opened);
});

test('no time at all is enough for what is stored already, even if it is read slowly', async () => {
  const opened = openLive();
  const cursors = await opened.add(1, 1);
  opened.tell();
  const held = Promise.withResolvers<undefined>();
  opened.past.held = held.promise;
  const waited = wait(opened, { after: '', count: 9, timeoutMs: 0 });
  await until('the journal is read', () => opened.past.reads > 0);
  // Timers go off in order: by now its time is over.
  await new Promise((resolve) => setTimeout(resolve, 1));
  held.resolve(undefined);
  expect((await waited).found).toEqual(cursors);
  await expectNobodyLeft(opened);
});

test('who leaves is not waited for', async () => {
  const opened = openLive();
  const leaving = new AbortController();
  const waited = wait(opened, { signal: leaving.signal });
  await until('it follows', () => opened.source.subscriptions === 1);
  leaving.abort();
  expect((await waited).found).toEqual([]);
  await expectNobodyLeft(opened);
});

test('a place that is none is refused', async () => {
  const opened = openLive();
  await expect(wait(opened, { after: 'nonsense' })).rejects.toMatchObject({ code: 'bad_cursor' });
  await expectNobodyLeft(opened);
});
