/** What an index says of calls, beside what is there. */
import { expect } from '@jest/globals';
import type { ApiCall } from '../../src/api/call.ts';
import type { ApiFinding } from '../../src/api/finding.ts';
import type { CallRange } from '../../src/index/call-search.ts';
import { findingsPage } from '../../src/index/finding-search.ts';
import type { Event } from '../../src/journal/event.ts';
import type { Filter } from '../../src/query/filter.ts';
import { printFilter } from '../../src/query/print.ts';
import { idsOnPages } from './indexed-events.ts';
import { isNaiveMatch, naiveCalls, naiveEvents, naiveFindings, naiveView } from './naive-calls.ts';
import type { LastingSearchHarness } from './search-harness.ts';

type Asked = Pick<LastingSearchHarness, 'calls' | 'search'>;

/** The calls on all pages, each page's JSON read; whether some of their events were deleted is left out. */
export async function callsOnPages(
  { calls }: Pick<Asked, 'calls'>,
  filter: Filter,
  range: CallRange,
  afterPage?: () => Promise<void>,
): Promise<readonly ApiCall[]> {
  const found: ApiCall[] = [];
  for (let at: Partial<CallRange> = {}; ;) {
    const page = await calls.page(filter, { ...range, ...at });
    expect(page.calls.length).toBeLessThanOrEqual(range.limit);
    for (const { json } of page.calls) {
      found.push({ ...(JSON.parse(json) as ApiCall), partial: undefined });
    }
    if (page.next === undefined) return found;
    at = range.order === 'newest' ? { before: page.next } : { after: page.next };
    await afterPage?.();
  }
}

export async function findingsOnPages(
  { calls, search }: Asked,
  filter: Filter,
  limit: number,
): Promise<readonly ApiFinding[]> {
  const found: ApiFinding[] = [];
  for (let before: string | undefined; ;) {
    const page = await findingsPage(search, calls, filter, { before, limit });
    found.push(...page.findings);
    if (page.next === undefined) return found;
    expect(page.next).not.toBe(before);
    before = page.next;
  }
}

/** Expects of lists and pages exactly what these events, which are all there are, say when each call is looked at. @returns how many calls match */
export async function expectCalls(
  asked: Asked,
  filter: Filter,
  { events, nowUs }: { readonly events: readonly Event[]; readonly nowUs: number },
): Promise<number> {
  const text = printFilter(filter);
  const views = naiveCalls(events)
    .filter((call) => isNaiveMatch(filter, call, nowUs))
    .map((call) => naiveView(call, nowUs));
  const ids = views.map(({ id }) => id);
  for (const limit of [1, 3, 50])
    for (const order of ['oldest', 'newest'] as const) {
      const calls = await callsOnPages(asked, filter, { order, limit });
      const inOrder = order === 'newest' ? calls.toReversed() : calls;
      expect([text, inOrder.map(({ id }) => id)]).toEqual([text, ids]);
      if (limit === 50) expect(inOrder).toEqual(views);
    }
  const matching = naiveEvents(filter, events, nowUs).map(({ id }) => id);
  for (const order of ['oldest', 'newest'] as const) {
    const found = await idsOnPages(asked.search, filter, { order, limit: 7 });
    expect([text, order === 'newest' ? found.toReversed() : found]).toEqual([text, matching]);
  }
  const findings = jsonOf(naiveFindings(filter, events, nowUs));
  for (const limit of [1, 4, 50])
    expect([text, await findingsOnPages(asked, filter, limit)]).toEqual([text, findings]);
  return views.length;
}

function jsonOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T; // As it came.
}
