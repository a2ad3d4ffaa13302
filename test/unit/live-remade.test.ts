import { expect, test } from '@jest/globals';
import { follow, openLive } from '../support/followed-journal.ts';

test('while an index is made anew its followers are told nothing again, and no earlier place', async () => {
  const { live, source, add, tell } = openLive();
  const follower = follow(live, { after: '' }, { idleMs: 1 });
  await follower.next();
  const before = await add(1, 1);
  const told = source.tell();
  live.deliver(told);
  const places: string[] = [];
  const given: string[] = [];
  const takeOne = async (): Promise<void> => {
    const news = await follower.next();
    places.push(news?.at ?? '');
    given.push(...(news?.events ?? []).map(({ cursor }) => cursor));
  };
  while (given.length < 2) await takeOne();
  source.position = () => Promise.resolve({ row: 0, cursor: '' });
  const count = places.length;
  live.deliver(told);
  while (places.length < count + 3) await takeOne();
  live.deliver(told);
  const after = await add(1);
  tell();
  while (given.length < 3) await takeOne();
  expect(given).toEqual([...before, ...after]);
  expect(places.slice(count).filter((at) => at < (before[1] ?? ''))).toEqual([]);
  await follower.end();
});

test('who follows from now on begins at the newest event, also while an index is made anew', async () => {
  const { live, source, add } = openLive();
  const cursors = await add(1, 1);
  const told = source.tell();
  const head = await source.position();
  source.head = () => Promise.resolve(head);
  source.position = () => Promise.resolve({ row: 0, cursor: '' });
  const follower = follow(live, {}, { idleMs: 1 });
  expect(await follower.next()).toMatchObject({ at: cursors[1] });
  live.deliver(told);
  expect(await follower.next()).toMatchObject({ events: [], at: cursors[1] });
  await follower.end();
});
