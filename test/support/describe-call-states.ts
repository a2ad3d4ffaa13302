import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApiCall, ApiCallDetail } from '../../src/api/call.ts';
import type { Event } from '../../src/journal/event.ts';
import { fold } from '../../src/query/fold.ts';
import { callsOnPages, findingsOnPages } from './call-pages.ts';
import { anyJournal } from './called-captures.ts';
import { callCaptures, interleaved, remove, startAnew } from './called-journal.ts';
import { borderUs, filterOf, storeAll } from './indexed-events.ts';
import { naiveCalls, naiveView } from './naive-calls.ts';
import type { LastingSearchHarness, OpenSearch } from './search-harness.ts';

/** What every engine says of one call: by its name, as time passes, and after a part of it was deleted. */
export function describeCallStates(open: OpenSearch<LastingSearchHarness>): void {
  test('a call has the name of its CallID in any case, or of its beginning', async () => {
    await using harness = await open(() => borderUs);
    await fc.assert(
      fc.asyncProperty(anyJournal, fc.nat(40), async (captures, length) => {
        await startAnew(harness);
        const calls = naiveCalls(await storeAll(harness, captures));
        const expectNamed = async (name: string, key: string | undefined): Promise<void> => {
          const json = await harness.calls.one(name);
          const { events, ...view } = JSON.parse(json ?? '{}') as Partial<ApiCallDetail>;
          const call = calls.find((one) => one.key === key);
          expect([name, view, events?.map(({ id }) => id)]).toEqual([
            name,
            call ? naiveView(call, borderUs) : {},
            call?.events.map(({ id }) => id),
          ]);
        };
        for (const { key } of calls) {
          const [whole, last] = [calls.find((one) => one.key === key), calls.at(-1)];
          await expectNamed(inCapitals(key), whole === last || key !== 'last' ? key : last?.key);
          const start = Array.from(key).slice(0, length).join('');
          if (start === '' || start.length > 60 || fold(start) === 'last') continue;
          const named =
            calls.find((one) => one.key === start) ??
            (start.length < 6 ? undefined : calls.findLast((one) => one.key.startsWith(start)));
          await expectNamed(inCapitals(start), named?.key);
        }
        await expectNamed('last', calls.at(-1)?.key);
        await expectNamed('b5187f38a9cc43f2ba068bce983a513e0', undefined);
        await expectNamed('nobody-knows-it', undefined);
      }),
      { numRuns: 12 },
    );
  });

  test('a call without an end becomes a zombie by time alone, in lists, filters and findings', async () => {
    let nowUs = borderUs;
    await using harness = await open(() => nowUs);
    await storeAll(harness, [...callCaptures('ringing').slice(0, 1), ...callCaptures('ended')]);
    const idsOf = async (text: string): Promise<string[]> => {
      const range = { order: 'newest', limit: 9 } as const;
      return (await callsOnPages(harness, filterOf(text), range)).map(({ id }) => id);
    };
    const outcomeOf = async (): Promise<string> => {
      const one = await harness.calls.one('ringing');
      const [call] = (
        await harness.calls.page(filterOf('call:ringing'), { order: 'newest', limit: 1 })
      ).calls;
      const shown = [one, call?.json].map((json) => JSON.parse(json ?? '{}') as ApiCall);
      expect(shown[0]?.outcome).toBe(shown[1]?.outcome);
      expect(shown.map(({ findings }) => findings.some(({ rule }) => rule === 'RL022'))).toEqual(
        Array(2).fill(shown[0]?.outcome === 'zombie'),
      );
      return shown[0]?.outcome ?? '';
    };
    const asked = {
      'outcome:zombie': 'finding:RL022',
      'outcome:open': '-finding:RL022 -outcome:answered',
    };
    const zombieAtUs = borderUs + 600e6;
    for (const [atUs, outcome] of [
      [zombieAtUs - 1, 'open'],
      [zombieAtUs, 'zombie'],
      [zombieAtUs + 1e12, 'zombie'],
      [zombieAtUs - 1, 'open'],
    ] as const) {
      nowUs = atUs;
      expect(await outcomeOf()).toBe(outcome);
      for (const [text, same] of Object.entries(asked)) {
        const ids = text === `outcome:${outcome}` ? ['ringing'] : [];
        expect([text, await idsOf(text), await idsOf(same)]).toEqual([text, ids, ids]);
        const { events } = await harness.search.page(filterOf(text), { order: 'newest', limit: 9 });
        expect([text, events.length]).toEqual([text, ids.length]);
      }
      const rules = await findingsOnPages(harness, filterOf('finding:RL022'), 5);
      expect(rules.map(({ rule, callId }) => `${rule} ${callId}`)).toEqual(
        outcome === 'zombie' ? ['RL022 ringing'] : [],
      );
      expect(await idsOf('finding:error')).toEqual(outcome === 'zombie' ? ['ringing'] : []);
    }
  });

  test('a call of which events were deleted says so, and goes on doing so', async () => {
    await using harness = await open(() => borderUs);
    const names = ['first-cut', 'last-cut', 'whole', 'gone'];
    const events = await storeAll(
      harness,
      interleaved(names.map((id) => callCaptures(id).slice(0, 2))),
    );
    const partial = async (): Promise<string[]> => {
      const page = await harness.calls.page(filterOf(''), { order: 'oldest', limit: 9 });
      const calls = page.calls.map(({ json }) => JSON.parse(json) as ApiCall);
      for (const { id, partial } of calls)
        expect(JSON.parse((await harness.calls.one(id)) ?? '{}')).toMatchObject(
          partial === undefined ? {} : { partial },
        );
      return calls
        .filter((call) => call.partial === true)
        .map(({ id }) => id)
        .sort();
    };
    expect(await partial()).toEqual([]);
    const ofCall = (id: string): readonly Event[] => {
      const own = naiveCalls(events)
        .find(({ key }) => key === id)
        ?.events.map((one) => one.id);
      return events.filter((event) => own?.includes(event.id));
    };
    const doomed = [ofCall('first-cut')[0], ofCall('last-cut')[1], ...ofCall('gone')];
    await remove(
      harness,
      doomed.flatMap((event) => event ?? []),
    );
    expect(await partial()).toEqual(['first-cut', 'last-cut']);
    // More events do not make it whole; one that is gone begins anew.
    await storeAll(harness, interleaved(names.map((id) => callCaptures(id).slice(2))));
    expect(await partial()).toEqual(['first-cut', 'last-cut']);
    await harness.reopen();
    await harness.settle();
    expect(await partial()).toEqual(['first-cut', 'last-cut']);
    await harness.rebuild();
    expect(await partial()).toEqual(['first-cut', 'last-cut']);
    await harness.reopenWithoutIndex();
    await harness.settle();
    expect(await partial()).toEqual(['first-cut', 'last-cut']);
    // Its note is about its first event: when that goes, another one takes its place.
    await remove(harness, ofCall('last-cut').slice(0, 1));
    await harness.reopenWithoutIndex();
    await harness.settle();
    expect(await partial()).toEqual(['first-cut', 'last-cut']);
  });
}

/** In capitals, unless that is another text: those of ß are SS. */
function inCapitals(key: string): string {
  const capitals = key.toUpperCase();
  return fold(capitals) === key ? capitals : key;
}
