import { expect, test } from '@jest/globals';
import { LiveBrowser } from '../support/live-tabs.ts';

const all = { of: 'events', q: '', after: '' } as const;
const allCalls = { of: 'calls', q: '', after: '' } as const;

test('tabs that follow the same open one stream, and each is told everything once', async () => {
  const browser = new LiveBrowser();
  browser.store('1', 'a', 'b', 'c');
  const followers = [browser.follow(all)];
  await browser.clock.goOn(1_000);
  followers.push(
    browser.follow(all),
    browser.follow({ ...all, after: browser.server.cursorAt(2) }),
  );
  await browser.clock.goOn(1_000);
  browser.store('1', 'd', 'e');
  await browser.clock.goOn(1_000);
  expect(followers.map(({ ids }) => ids)).toEqual([
    ['e1', 'e2', 'e3', 'e4', 'e5'],
    ['e1', 'e2', 'e3', 'e4', 'e5'],
    ['e3', 'e4', 'e5'],
  ]);
  expect(followers.map((follower) => follower.state())).toEqual(['live', 'live', 'live']);
  expect(browser.server.asked.streams).toBe(1);
});

test('when the tab that reads is closed, another one goes on', async () => {
  const browser = new LiveBrowser();
  const [first, second, third] = [browser.follow(all), browser.follow(all), browser.follow(all)];
  await browser.clock.goOn(1_000);
  browser.store('1', 'a');
  await browser.clock.goOn(1_000);
  first.close();
  browser.store('1', 'b');
  await browser.clock.goOn(1_000);
  expect(browser.server.streams).toBe(1);
  second.stop();
  browser.store('1', 'c');
  await browser.clock.goOn(1_000);
  expect(second.ids).toEqual(['e1', 'e2']);
  expect(third.ids).toEqual(['e1', 'e2', 'e3']);
  expect(browser.server.streams).toBe(1);
  third.stop();
  await browser.clock.goOn(1_000);
  expect(browser.server.streams).toBe(0);
});

test('who joins with a newer page than the reading tab has come to is told nothing of it again', async () => {
  const browser = new LiveBrowser();
  const reader = browser.follow(all);
  await browser.clock.goOn(1_000);
  // Stored, and not told by the stream yet.
  for (const call of ['a', 'b', 'c']) browser.server.store('1', call);
  const joined = browser.follow({ ...all, after: browser.server.cursorAt(2) });
  await browser.clock.goOn(1_000);
  expect(reader.ids).toEqual([]);
  expect(joined.ids).toEqual(['e3']);
  browser.server.tell(1);
  browser.server.ping();
  await browser.clock.goOn(1_000);
  expect(reader.ids).toEqual(['e1']);
  // Whoever goes on from there is told nothing again.
  expect(joined.cursor()).toBe(browser.server.cursorAt(3));
  browser.store('1', 'd');
  await browser.clock.goOn(1_000);
  expect(reader.ids).toEqual(['e1', 'e2', 'e3', 'e4']);
  expect(joined.ids).toEqual(['e3', 'e4']);
});

test('no more than three streams are open; the others ask every two seconds, and read when one becomes free', async () => {
  const browser = new LiveBrowser();
  const followers = ['1', '2', '3', '4', '5'].map((q) => browser.follow({ ...all, q }));
  await browser.clock.goOn(3_000);
  expect(browser.server.streams).toBe(3);
  expect(followers.map((follower) => follower.state())).toEqual([
    ...['live', 'live', 'live'],
    ...['polling', 'polling'],
  ]);
  for (const q of ['1', '2', '3', '4', '5']) browser.store(q, 'a');
  await browser.clock.goOn(2_500);
  expect(followers.map(({ ids }) => ids.length)).toEqual([1, 1, 1, 1, 1]);
  followers[0]?.stop();
  await browser.clock.goOn(1_000);
  expect(browser.server.streams).toBe(3);
  expect(followers[3]?.state()).toBe('live');
  followers[1]?.close();
  await browser.clock.goOn(1_000);
  expect(followers[4]?.state()).toBe('live');
  for (const q of ['4', '5']) browser.store(q, 'b');
  await browser.clock.goOn(1_000);
  expect(followers.map(({ ids }) => ids.length)).toEqual([1, 1, 1, 2, 2]);
});

test('a server that goes is said to be away since then, and nothing is missed when it is back', async () => {
  const browser = new LiveBrowser();
  const [first, second] = [browser.follow(all), browser.follow(all)];
  await browser.clock.goOn(1_000);
  browser.store('1', 'a');
  await browser.clock.goOn(1_000);
  const goneAtMs = browser.clock.nowMs();
  browser.server.weather = 'down';
  browser.server.cut();
  await browser.clock.goOn(60_000);
  for (const follower of [first, second]) {
    expect(follower.states.at(-1)).toEqual({ state: 'offline', since: new Date(goneAtMs) });
    expect(follower.states.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['live', 'offline']),
    );
  }
  // Not more often than every five seconds by the end.
  const { streams } = browser.server.asked;
  await browser.clock.goOn(60_000);
  expect(browser.server.asked.streams - streams).toBeLessThanOrEqual(13);
  browser.store('1', 'b', 'c');
  browser.server.weather = 'well';
  await browser.clock.goOn(6_000);
  browser.store('1', 'd');
  await browser.clock.goOn(1_000);
  for (const follower of [first, second]) {
    expect(follower.ids).toEqual(['e1', 'e2', 'e3', 'e4']);
    expect(follower.state()).toBe('live');
  }
});

test.each(['full', 'held'] as const)(
  'where the stream is %s it asks every two seconds, says so, and reads the stream when it can be had',
  async (weather) => {
    const browser = new LiveBrowser();
    browser.server.weather = weather;
    const [events, calls] = [browser.follow(all), browser.follow(allCalls)];
    await browser.clock.goOn(25_000);
    browser.store('1', 'a', 'a');
    await browser.clock.goOn(2_500);
    expect([events.state(), calls.state()]).toEqual(['polling', 'polling']);
    expect(events.ids).toEqual(['e1', 'e2']);
    expect(calls.calls.map(({ eventCount }) => eventCount)).toEqual([2]);
    browser.server.weather = 'well';
    browser.store('1', 'a');
    await browser.clock.goOn(31_000);
    expect([events.state(), calls.state()]).toEqual(['live', 'live']);
    expect(events.ids).toEqual(['e1', 'e2', 'e3']);
    expect(calls.calls.at(-1)?.eventCount).toBe(3);
  },
);

test('a connection that is silent for three pings is given up', async () => {
  const browser = new LiveBrowser();
  const follower = browser.follow(all);
  await browser.clock.goOn(1_000);
  for (let i = 0; i < 6; i++) {
    await browser.clock.goOn(15_000);
    browser.server.ping();
  }
  expect(browser.server.asked.streams).toBe(1);
  await browser.clock.goOn(50_000);
  expect(browser.server.asked.streams).toBe(2);
  expect(follower.state()).toBe('live');
});

test('what is refused is told once and not tried again, by each who follows it', async () => {
  const browser = new LiveBrowser();
  browser.server.weather = 'refusing';
  const followers = [browser.follow(all), browser.follow(all)];
  await browser.clock.goOn(60_000);
  expect(followers.map(({ refusals }) => refusals.map(({ status }) => status))).toEqual([
    [400],
    [400],
  ]);
  expect(browser.server.asked.streams).toBeLessThanOrEqual(2);
  expect(browser.clock.timers).toBe(0);
});

test('without locks and channels each tab reads for itself', async () => {
  const browser = new LiveBrowser(() => 1, false);
  const followers = [browser.follow(all), browser.follow(allCalls)];
  await browser.clock.goOn(100);
  browser.store('1', 'a');
  await browser.clock.goOn(1_000);
  expect(followers.map((follower) => follower.state())).toEqual(['live', 'live']);
  expect(followers[0]?.ids).toEqual(['e1']);
  expect(followers[1]?.calls).toHaveLength(1);
});

test('ten thousand at once come in few pieces, and after the stop nothing runs on', async () => {
  const browser = new LiveBrowser();
  const [first, second] = [browser.follow(all), browser.follow(all)];
  await browser.clock.goOn(1_000);
  browser.store('1', ...Array.from({ length: 10_000 }, (_, i) => `call ${i}`));
  await browser.clock.goOn(2_000);
  for (const { ids, batches } of [first, second]) {
    expect(ids).toHaveLength(10_000);
    expect(batches.length).toBeLessThanOrEqual(40);
  }
  const before = [first.cursor(), second.cursor()];
  expect(before).toEqual([browser.server.cursorAt(10_000), browser.server.cursorAt(10_000)]);
  first.stop();
  second.stop();
  await browser.clock.goOn(0);
  await browser.clock.goOn(100);
  expect(browser.clock.timers).toBe(0);
  expect(browser.server.streams).toBe(0);
});

test('what a tab does not hear of the others, it asks the server for', async () => {
  const browser = new LiveBrowser();
  const [, second] = [browser.follow(all), browser.follow(all)];
  await browser.clock.goOn(2_000);
  browser.isDeaf = true;
  browser.store('1', 'a');
  await browser.clock.goOn(1_000);
  browser.isDeaf = false;
  expect(second.ids).toEqual([]);
  browser.store('1', 'b');
  await browser.clock.goOn(1_000);
  expect(second.ids).toEqual(['e1', 'e2']);
  // Also when it hears nothing at all for long.
  browser.isDeaf = true;
  browser.store('1', 'c');
  await browser.clock.goOn(50_000);
  expect(second.ids).toEqual(['e1', 'e2', 'e3']);
  expect(second.state()).toBe('polling');
  browser.isDeaf = false;
  await browser.clock.goOn(3_000);
  expect(second.state()).toBe('live');
});

test('what comes while a tab finds its place among the others is not lost', async () => {
  // An answer takes longer than what comes by the other way.
  const browser = new LiveBrowser((of) => (of === 'answer' ? 90 : 1));
  const [first, second] = [browser.follow(all), browser.follow(all)];
  for (let i = 0; i < 200; i++) {
    browser.store('1', 'a');
    await browser.clock.goOn(15);
    if (i === 100) first.close();
  }
  await browser.clock.goOn(1_000);
  expect(second.ids).toEqual(Array.from({ length: 200 }, (_, i) => `e${i + 1}`));
});
