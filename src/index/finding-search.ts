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
  const inEvents = await found(events.rows, (rows) => search.engine.findings(rows));
  const inCalls = await found(ofCalls.rows, (rows) => calls.findings(rows));
  // Where the one of them ends that ends first, nothing is known of the other any more.
  const downTo = Math.max(
    events.nextRow ?? 0,
    ofCalls.nextRow ?? 0,
    inEvents.downTo,
    inCalls.downTo,
  );
  const items = [...inEvents.items, ...inCalls.items]
    .filter(({ row }) => row >= downTo)
    .sort((a, b) => b.row - a.row);
  const findings: ListedFinding[] = [];
  let at: number | undefined;
  for (const item of items) {
    // An event and its call may stand at the same place: a page does not part them.
    if (findings.length >= limit && item.row !== at) break;
    findings.push(...item.findings.filter((finding) => isWanted(filter, finding)));
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
  readonly findings: readonly ListedFinding[];
}

/** What was found at rows; `downTo`: the last row if large ones filled a page early, else 0. */
async function found(
  rows: Rows,
  findings: (rows: Rows) => Promise<readonly ShownRow[]>,
): Promise<{ readonly items: readonly Item[]; readonly downTo: number }> {
  const page = await findings(rows);
  const items = page.map(({ row, json }) => ({
    row,
    findings: JSON.parse(json) as readonly ListedFinding[], // As engines give them.
  }));
  const last = items.at(-1)?.row;
  return { items, downTo: last !== undefined && last !== rows.at(-1) ? last : 0 };
}

/** Whether the filter's own terms about findings ask for this one. */
function isWanted({ terms }: Filter, finding: ApiFinding): boolean {
  return terms.every(
    (term) => term.key !== 'finding' || findingFits(term, [finding]) !== term.isNegated,
  );
}
