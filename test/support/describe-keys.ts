import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvent } from '../../src/index/event-view.ts';
import { subjectOf } from '../../src/index/event-view.ts';
import type { Event } from '../../src/journal/event.ts';
import { fold } from '../../src/query/fold.ts';
import { anyCapture, filterOf, formCapture, storeAll } from './indexed-events.ts';
import type { OpenSearch, SearchHarness } from './search-harness.ts';

/** That an event is found by each thing that is known of it. */
export function describeKeys(open: OpenSearch): void {
  test('finds an event by whatever it holds: ids, numbers, extensions, words, fields and their values', async () => {
    await using harness = await open();
    let terms = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyCapture, { minLength: 10, maxLength: 10 }), async (captures) => {
        for (const event of await storeAll(harness, captures)) {
          expect(await harness.store.get({ ids: [event.id] })).toMatchObject([{ id: event.id }]);
          const own = ownTerms(event);
          terms += own.length;
          for (const filter of filtersOf(own)) await expectFound(harness, event, filter);
        }
      }),
      { numRuns: 6 },
    );
    expect(terms).toBeGreaterThan(500);
  });

  test('finds an event by each of its words and names, also where it has more than an index keeps', async () => {
    await using harness = await open();
    const many = Array.from({ length: 1_200 }, (_, i) => i);
    const [words, names] = await storeAll(harness, [
      formCapture({ target: '/?a=1', body: `words=${many.map((i) => `w${i}`).join('+')}` }),
      formCapture({ target: '/?b=2', body: many.map((i) => `n${i}=v${i}`).join('&') }),
    ]);
    if (!words || !names) throw new Error('not stored');
    for (const i of [0, 499, 995, 996, 997, 998, 999, 1_000, 1_199]) {
      await expectFound(harness, words, `w${i} -x${i}`);
      await expectFound(harness, names, `has:n${i} f.n${i}:v${i} v${i} -has:x${i}`);
    }
    const none = await harness.search.find(filterOf('w1200,v1200'), { order: 'newest', limit: 9 });
    expect(none.rows).toHaveLength(0);
  });

  test('the nearest misses have most of what somebody looks for, then the most terms, then are the newest', async () => {
    await using harness = await open();
    const { search } = harness;
    const targets = ['a=needle&myid=1', 'b=needle&myid=2', 'a=hay&myid=2', 'a=x', 'a=needle'];
    const cursors = (
      await storeAll(
        harness,
        targets.map((target) => formCapture({ target: `/?${target}` })),
      )
    ).map(({ cursor }) => cursor);
    const nearest = async (filter: string, after = ''): Promise<unknown> =>
      (await search.nearest(filterOf(filter), after)).map(({ cursor, missed, json }) => {
        expect(JSON.parse(json)).toHaveProperty('cursor', cursor);
        return [cursors.indexOf(cursor), ...missed];
      });
    expect(await nearest('f.a:needle myid:2 type:unknown')).toEqual([
      [4, 'myid:2'],
      [0, 'myid:2'],
      [2, 'f.a:needle'],
    ]);
    expect(await nearest('needle myid:2 type:hangup')).toEqual([
      [1, 'type:hangup'],
      [4, 'myid:2', 'type:hangup'],
      [0, 'myid:2', 'type:hangup'],
    ]);
    expect(await nearest('needle myid:2 type:hangup', cursors[1])).toEqual([
      [4, 'myid:2', 'type:hangup'],
      [2, 'needle', 'type:hangup'],
    ]);
    expect(await nearest('type:hangup')).toEqual([]);
  });

  test('the longest filters there can be are answered', async () => {
    await using harness = await open();
    const [event] = await storeAll(harness, [formCapture({ target: '/?word=hello' })]);
    if (!event) throw new Error('not stored');
    const values = (count: number, value: string): string =>
      Array.from({ length: count }, (_, i) => `${value}${i}`).join(',');
    for (const filter of [
      `${values(99, 'w')},hello`,
      `has:${values(99, 'w')},word`,
      Array.from({ length: 50 }, (_, i) => `-w${i}a,x${i}b,y${i}c`).join(' '),
      Array.from({ length: 50 }, (_, i) => `hello,y${i},z${i}`).join(' '),
      `-"${'long word '.repeat(190)}"`,
      `-${'w'.repeat(1_900)}`,
    ])
      await expectFound(harness, event, filter);
  });
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** A term for each thing that is known of an event. */
function ownTerms(event: Event): readonly string[] {
  const subject = subjectOf(readEvent(event));
  const { callId = '', subCallId = '', status = '', fields, method, myid, path } = subject;
  const terms = [`type:${subject.type}`, `origin:${subject.origin}`];
  const add = (key: string, value: string): void => {
    // A filter is no longer than 2,000 characters.
    if (value !== '' && value.length < 900) terms.push(`${key}:${quote(value)}`);
  };
  for (const [key, value] of Object.entries({ method, myid, path, status })) add(key, value);
  add('call', callId);
  add('leg', subCallId);
  for (const number of subject.numbers) terms.push(`num:${number}`, `num:${number.slice(0, 3)}*`);
  for (const { text, number } of subject.extensions) {
    add('ext', text);
    if (number === number.trim()) add('ext', number);
  }
  for (const [name, value] of Object.entries(fields)) {
    if (name === '' || value === '' || name.length > 500) continue;
    add('has', fold(name));
    add(`f.${quote(name)}`, value);
    terms.push(`f.${quote(name)}:${quote(cut(value, 500))}*`);
  }
  const words = [...subject.words];
  const some = words.length > 200 ? words.filter((_, i) => i % 50 === 0) : words;
  for (const word of some) terms.push(quote(cut(word, 500)), quote(cut(word, 3)));
  return terms;
}

/** The beginning of a text, never half a character. */
function cut(text: string, length: number): string {
  return text.slice(0, length).isWellFormed() ? text.slice(0, length) : text.slice(0, length + 1);
}

/** As few filters as hold them: each of its terms has to find the event. */
function filtersOf(terms: readonly string[]): readonly string[] {
  const filters: string[][] = [];
  let length = Infinity;
  for (const term of terms) {
    length += term.length + 1;
    if (length > 1_500 || filters.at(-1)?.length === 20) {
      filters.push([]);
      length = term.length;
    }
    filters.at(-1)?.push(term);
  }
  return filters.map((some) => some.join(' '));
}

async function expectFound(
  { search, engine }: SearchHarness,
  event: Event,
  filter: string,
): Promise<void> {
  const { rows } = await search.find(filterOf(filter), { order: 'newest', limit: 1_000 });
  const cursors = await engine.cursors(rows);
  expect({ filter, isFound: cursors.includes(event.cursor) }).toEqual({ filter, isFound: true });
}
