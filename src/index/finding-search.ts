import type { ApiFinding, ListedFinding } from '../api/finding.ts';
import type { Cursor } from '../journal/event.ts';
import { findingFits } from '../query/call-term.ts';
import type { Filter, FindingTerm } from '../query/filter.ts';
import type { CallSearch } from './call-search.ts';
import type { Rows, ShownRow } from './search-engine.ts';
import type { Search } from './search.ts';

export interface FindingsPage {
  readonly findings: readonly ListedFinding[];
  /** Where to go on; absent when there is no more. */
  readonly next?: Cursor;
  readonly indexedTo: Cursor;
}

/**
 * What the rules say about the events and the calls that match, the newest first: a call stands where its first event stands. All findings
 * of an event, and all of a call, come together. A page may have fewer than `limit`, or none, and still a `next`.
 * @throws {AppError} `bad_cursor`, and what the engine throws
 */
export async function findingsPage(
  search: Search,
  calls: CallSearch,
  filter: Filter,
  { before, limit }: { readonly before?: Cursor | undefined; readonly limit: number },
): Promise<FindingsPage> {
  const wanted = { terms: [...filter.terms, anyFinding] };
  const range = { order: 'newest', before, limit } as const;
  const [events, ofCalls] = await Promise.all([
    search.find(wanted, range),
    calls.find(wanted, range),
  ]);
  const shownEvents = await shown(events.rows, (rows) => search.engine.show(rows));
  const shownCalls = await shown(ofCalls.rows, (rows) => calls.show(rows));
  // Where the one of them ends that ends first, nothing is known of the other any more.
  const downTo = Math.max(
    events.nextRow ?? 0,
    ofCalls.nextRow ?? 0,
    shownEvents.downTo,
    shownCalls.downTo,
  );
  const items = [...shownEvents.items, ...shownCalls.items.map(withoutEvents)]
    .filter(({ row }) => row >= downTo)
    .sort((a, b) => b.row - a.row);
  const findings: ListedFinding[] = [];
  let at: number | undefined;
  for (const item of items) {
    // An event and its call may stand at the same place: a page does not part them.
    if (findings.length >= limit && item.row !== at) break;
    for (const finding of item.findings)
      if (isWanted(filter, finding)) findings.push({ ...finding, at: item.time });
    at = item.row;
  }
  const isEnd = downTo === 0 && (at === undefined || at === items.at(-1)?.row);
  const end = findings.length >= limit ? (at ?? downTo) : downTo;
  const [next] = isEnd ? [] : await search.engine.cursors(Float64Array.of(end));
  return { findings, ...(next !== undefined && { next }), indexedTo: events.indexedTo };
}

const anyFinding: FindingTerm = {
  key: 'finding',
  isNegated: false,
  values: ['error', 'warn', 'info'].map((level) => ({
    text: level,
    wanted: level,
    isPrefix: false,
  })),
};

interface Item {
  readonly row: number;
  /** When the event was received, or the call began. */
  readonly time: string;
  readonly findings: readonly ApiFinding[];
}

/** What was found at rows; `downTo`: the last row if large ones filled a page early, else 0. */
async function shown(
  rows: Rows,
  show: (rows: Rows) => Promise<readonly ShownRow[]>,
): Promise<{ readonly items: readonly Item[]; readonly downTo: number }> {
  const page = await show(rows);
  const items = page.map(({ row, json }) => {
    // As events and calls are shown.
    const { findings, receivedAt, startedAt } = JSON.parse(json) as {
      findings: readonly ApiFinding[];
      receivedAt?: string;
      startedAt?: string;
    };
    return { row, time: receivedAt ?? startedAt ?? '', findings };
  });
  const last = items.at(-1)?.row;
  return { items, downTo: last !== undefined && last !== rows.at(-1) ? last : 0 };
}

/** Those of its events are told by the events. */
function withoutEvents({ row, time, findings }: Item): Item {
  return { row, time, findings: findings.filter(({ scope }) => scope !== 'event') };
}

/** Whether the filter's own terms about findings ask for this one. */
function isWanted({ terms }: Filter, finding: ApiFinding): boolean {
  return terms.every(
    (term) => term.key !== 'finding' || findingFits(term, [finding]) !== term.isNegated,
  );
}
