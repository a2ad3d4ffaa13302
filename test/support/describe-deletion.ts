import { expect, test } from '@jest/globals';
import type { Cursor } from '../../src/journal/event.ts';
import { maxFacts } from '../../src/journal/fact.ts';
import { maxPage, type Store } from '../../src/journal/store.ts';
import { someCaptures } from './captures.ts';
import { fullFact, plainFact } from './facts.ts';
import { anyTimeUs, type OpenStore, type StoreHarness } from './store-harness.ts';

/** How every engine deletes, and what it remembers of it and of other facts. */
export function describeDeletion(open: OpenStore): void {
  const openNow = (): Promise<StoreHarness> => open(() => anyTimeUs);

  test('deletes the oldest events up to the first younger one, and leaves a fact', async () => {
    let nowUs = 0;
    await using harness = await open(() => nowUs);
    const { store } = harness;
    const cursors: Cursor[] = [];
    for (nowUs of [10, 20, 50, 30, 60]) cursors.push(...(await store.append(someCaptures(1))));
    nowUs = 99;
    expect(await store.prune(10, 100)).toBe(0);
    expect(await store.facts({ limit: 10 })).toEqual([]);
    expect(await store.prune(40, 1)).toBe(1);
    expect(await store.prune(40, 100)).toBe(1);
    expect(await store.prune(40, 100)).toBe(0);
    const left = await store.since('', 100);
    expect(left.map(({ cursor }) => cursor)).toEqual(cursors.slice(2));
    expect(await store.facts({ limit: 10 })).toMatchObject([
      { kind: 'deletion', atUs: 99, count: 1 },
      { kind: 'deletion', atUs: 99, count: 1 },
    ]);
  });

  test('deletes the events that were named, tells how many, and leaves a fact with the reason', async () => {
    await using harness = await openNow();
    const { store } = harness;
    const cursors = await store.append(someCaptures(6));
    const doomed = [1, 2, 4].map((i) => cursors[i] ?? '');
    expect(await store.remove(doomed.toReversed(), 'request')).toBe(3);
    expect(await store.remove([...doomed, 'no-cursor', ''], 'request')).toBe(0);
    expect(await store.remove([], 'request')).toBe(0);
    const left = await store.since('', 100);
    expect(left.map(({ cursor }) => cursor)).toEqual([0, 3, 5].map((i) => cursors[i]));
    expect(await store.facts({ limit: 10 })).toMatchObject([
      { kind: 'deletion', reason: 'request', count: 3 },
    ]);
    await expect(store.remove(someCursors(maxPage + 1), 'request')).rejects.toMatchObject({
      code: 'internal',
    });
  });

  test('the newest cursor is not given again after its event was removed by name', async () => {
    await using harness = await openNow();
    const [, last = ''] = await harness.store.append(someCaptures(2));
    expect(await harness.store.remove([last], 'request')).toBe(1);
    const reopened = await harness.reopen();
    expect(await reopened.head()).toBe(last);
    expect(await reopened.append(someCaptures(1))).not.toEqual([last]);
  });

  test('a cursor outlives its event, and is never given again', async () => {
    await using harness = await openNow();
    const [, second = ''] = await harness.store.append(someCaptures(3));
    const head = await harness.store.head();
    expect(await harness.store.prune(Infinity, 100)).toBe(3);
    expect(await harness.store.head()).toBe(head);
    expect(await harness.store.since(second, 100)).toEqual([]);

    const reopened = await harness.reopen();
    expect(await reopened.head()).toBe(head);
    const [next = ''] = await reopened.append(someCaptures(1));
    expect(next).not.toBe(head);
    for (const from of ['', second, head])
      expect(await reopened.since(from, 100)).toMatchObject([{ cursor: next }]);
    expect(await reopened.before(head, 100)).toEqual([]);
  });

  test('keeps facts as they were noted, newest first, by kind and page', async () => {
    await using harness = await openNow();
    const { store } = harness;
    const facts = [plainFact, fullFact, plainFact, fullFact];
    await store.note(facts);
    const all = await store.facts({ limit: 10 });
    expect(all.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
    expect(all).toEqual(facts.toReversed().map((fact, i) => ({ ...fact, seq: 4 - i })));
    expect(await store.facts({ kind: 'refusal', limit: 1 })).toMatchObject([{ seq: 4 }]);
    expect(await store.facts({ kind: 'refusal', beforeSeq: 4, limit: 9 })).toMatchObject([
      { seq: 2 },
    ]);
  });

  test.each([
    ['refusals', fullFact, plainFact],
    ['deletions', plainFact, fullFact],
  ])('keeps the newest facts of each kind: many %s erase no others', async (_, many, rare) => {
    await using harness = await openNow();
    const { store } = harness;
    const half = Array.from({ length: maxFacts / 2 }, () => many);
    for (const facts of [[rare], half, half, [many, rare, many]]) await store.note(facts);
    const seqs = async (query: Parameters<Store['facts']>[0]): Promise<number[]> =>
      (await store.facts(query)).map(({ seq }) => seq);
    expect(await seqs({ kind: rare.kind, limit: maxPage })).toEqual([maxFacts + 3, 1]);
    expect(await seqs({ limit: 3 })).toEqual([maxFacts + 4, maxFacts + 3, maxFacts + 2]);
    expect(await seqs({ beforeSeq: 6, limit: maxPage })).toEqual([5, 4, 1]);
  });
}

function someCursors(count: number): Cursor[] {
  return Array.from({ length: count }, (_, i) => `x-${i}`);
}
