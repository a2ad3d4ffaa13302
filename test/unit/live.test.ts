import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Matcher } from '../../src/live/matcher.ts';
import { matches } from '../../src/query/match.ts';
import { anySubject } from '../support/filtered-events.ts';
import { follow, openLive } from '../support/followed-journal.ts';
import { anyFilter } from '../support/indexed-events.ts';
import { MemorySource } from '../support/memory-search.ts';
import { until } from '../support/until.ts';

test('without a place it begins with what is stored from now on', async () => {
  const { live, add, tell } = openLive();
  await add(1);
  tell();
  const follower = follow(live);
  expect(await follower.next()).toMatchObject({ events: [], isPresent: true });
  const cursors = await add(2, 3);
  tell();
  expect(await follower.take(2)).toEqual(cursors);
  await follower.end();
});

test('from a place it gives what was stored since, says when that is done, then what comes', async () => {
  const { live, add, tell } = openLive();
  const [first = '', ...others] = await add(1, 1, 2, 1);
  tell();
  const follower = follow(live, { filter: 'myid:1', after: first });
  expect(await follower.next()).toEqual({ events: [], at: first, hasGap: false });
  expect(await follower.take(2)).toEqual([others[0], others[2]]);
  expect(await follower.next()).toEqual({ events: [], at: others[2], isPresent: true });
  const more = await add(2, 1);
  tell();
  expect(await follower.take(1)).toEqual([more[1]]);
  await follower.end();
});

test('what arrives while the place is asked for comes once', async () => {
  const { live, source, add, tell } = openLive();
  const held = Promise.withResolvers<undefined>();
  const asked = Promise.withResolvers<undefined>();
  const position = source.position.bind(source);
  source.subscribe = (...args) => {
    MemorySource.prototype.subscribe.apply(source, args).catch(() => undefined);
    return position();
  };
  source.position = async () => {
    asked.resolve(undefined);
    await held.promise;
    return position();
  };
  const follower = follow(live, { after: '' });
  const first = follower.take(1);
  await asked.promise;
  const cursors = await add(1);
  tell();
  held.resolve(undefined);
  expect(await first).toEqual(cursors);
  const more = await add(2);
  tell();
  expect(await follower.take(1)).toEqual(more);
  await follower.end();
});

test('nothing is missed and nothing comes twice, however storing, telling and reading follow each other', async () => {
  const large = 'x'.repeat(400_000);
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('add', 'add other', 'tell', 'take', 'turn') },
    { weight: 1, arbitrary: fc.constant('add large') },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(3), fc.array(step, { maxLength: 30 }), async (before, steps) => {
      const { live, add, tell, store } = openLive();
      await add(...Array.from({ length: before }, () => 1));
      const follower = follow(live, { filter: 'myid:1', after: '' });
      const given: string[] = [];
      const places: string[] = [];
      let permits = 0;
      let permit = Promise.withResolvers<undefined>();
      const allow = (count: number): void => {
        permits += count;
        permit.resolve(undefined);
        permit = Promise.withResolvers();
      };
      const reading = (async () => {
        for (let last = ''; !last.includes('last=1');) {
          while (permits === 0) await permit.promise;
          permits--;
          const news = await follower.next();
          for (const { cursor, json } of news?.events ?? []) {
            given.push(cursor);
            last = json;
          }
          if (news) places.push(news.at);
        }
      })();
      for (const what of steps) {
        if (what === 'add') await add(1);
        else if (what === 'add other') await add(2);
        else if (what === 'add large') await add(1, `1&a=${large}`, `1&b=${large}`);
        else if (what === 'tell') tell();
        else if (what === 'take') allow(1);
        else await new Promise(setImmediate);
      }
      await add('1&last=1');
      tell();
      allow(Infinity);
      await reading;
      const expected = store.events.filter(({ head }) => head.includes('myid=1'));
      expect(given).toEqual(expected.map(({ cursor }) => cursor));
      const rows = places.map((at) => store.events.findIndex(({ cursor }) => cursor === at));
      expect(rows).toEqual(rows.toSorted((a, b) => a - b));
      await follower.end();
    }),
    { numRuns: 60 },
  );
});

test('a follower that is slower than what arrives reads the rest from the journal', async () => {
  const { live, past, add, tell } = openLive();
  const follower = follow(live);
  await follower.next();
  const [small] = await add(1);
  tell();
  expect(await follower.take(1)).toEqual([small]);
  expect(past.reads).toBe(0);
  const cursors = await add(...Array.from({ length: 5 }, () => `1&a=${'x'.repeat(300_000)}`));
  tell();
  expect(await follower.take(5)).toEqual(cursors);
  expect(past.reads).toBe(1);
  const [later] = await add(1);
  tell();
  expect(await follower.take(1)).toEqual([later]);
  expect(past.reads).toBe(1);
  await follower.end();
});

test('what arrives while the journal is read comes once, and after it', async () => {
  const { live, past, add, tell } = openLive();
  const stored = await add(1, 1);
  tell();
  const held = Promise.withResolvers<undefined>();
  past.held = held.promise;
  const follower = follow(live, { after: '' });
  const taken = follower.take(4);
  await until('the journal is read', () => past.reads > 0);
  const arrived = await add(1, 1);
  tell();
  held.resolve(undefined);
  expect(await taken).toEqual([...stored, ...arrived]);
  await follower.end();
});

test('says when events may have been deleted before they were given, also while they were read', async () => {
  const { live, source, past, add, tell } = openLive();
  await add(1);
  tell();
  const held = Promise.withResolvers<undefined>();
  past.held = held.promise;
  const follower = follow(live, { after: '' });
  expect(await follower.next()).toMatchObject({ hasGap: false });
  const rest = follower.next();
  await until('the journal is read', () => past.reads > 0);
  source.hasGap = true;
  held.resolve(undefined);
  expect((await rest)?.events).toHaveLength(1);
  expect(await follower.next()).toMatchObject({ events: [], isPresent: true, hasGap: true });
  await follower.end();

  const late = follow(live, { after: '' });
  expect(await late.next()).toMatchObject({ hasGap: true });
  await late.take(1);
  expect(await late.next()).not.toHaveProperty('hasGap');
  await late.end();
});

test('while nothing matches the place moves on', async () => {
  const { live, add, tell } = openLive();
  const follower = follow(live, { filter: 'myid:1' }, { idleMs: 20 });
  await follower.next();
  const [other] = await add(2);
  tell();
  expect(await follower.next()).toEqual({ events: [], at: other });
  expect(await follower.next()).toEqual({ events: [], at: other });
  await follower.end();
});

test('followers of one filter share a subscription, which ends with the last of them', async () => {
  const { live, source, add, tell } = openLive();
  const same = [follow(live, { filter: 'myid:1' }), follow(live, { filter: 'myid:1' })];
  const other = follow(live, { filter: 'myid:2' });
  for (const { next } of [...same, other]) await next();
  expect([live.followers, source.subscriptions]).toEqual([3, 2]);
  const [one, two] = await add(1, 2);
  tell();
  for (const { take } of same) expect(await take(1)).toEqual([one]);
  expect(await other.take(1)).toEqual([two]);
  await same[0]?.end();
  expect([live.followers, source.subscriptions]).toEqual([2, 2]);
  await same[1]?.end();
  await other.end();
  expect([live.followers, source.subscriptions]).toEqual([0, 0]);
});

test('a place that is none is refused, and leaves nothing behind', async () => {
  const { live, source } = openLive();
  await expect(follow(live, { after: 'nonsense' }).next()).rejects.toMatchObject({
    code: 'bad_cursor',
  });
  expect([live.followers, source.subscriptions]).toEqual([0, 0]);
});

test('a filter finds what it matches, and only until it is taken out', () => {
  fc.assert(
    fc.property(
      fc.array(anyFilter, { maxLength: 12 }),
      fc.array(anySubject, { minLength: 4, maxLength: 4 }),
      fc.infiniteStream(fc.boolean()),
      (filters, subjects, chances) => {
        const matcher = new Matcher();
        const left = new Map(filters.entries());
        for (const [id, filter] of left) matcher.add(id, filter);
        const expectAll = (): void => {
          expect(matcher.size).toBe(left.size);
          for (const subject of subjects)
            expect(matcher.matching(subject).toSorted((a, b) => a - b)).toEqual(
              [...left].flatMap(([id, filter]) => (matches(filter, subject) ? [id] : [])),
            );
        };
        expectAll();
        for (const id of filters.keys()) {
          if (chances.next().value !== true) continue;
          matcher.remove(id);
          left.delete(id);
        }
        expectAll();
      },
    ),
    { numRuns: 100 },
  );
});
