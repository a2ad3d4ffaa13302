import type {
  CallCounts,
  CallFacets,
  CallHistogramQuery,
  CallSelection,
  SelectCallsQuery,
  TouchedCalls,
} from '../../index/call-engine.ts';
import type {
  Facets,
  HistogramCount,
  HistogramQuery,
  Matching,
  NearMiss,
  Rows,
  SelectQuery,
  Selection,
  ShownRow,
} from '../../index/search-engine.ts';
import type { SenderCounts } from '../../index/sender-counts.ts';
import type { Cursor } from '../../journal/event.ts';
import type { Filter } from '../../query/filter.ts';

/** What the search thread does: `SearchEngine` and `CallEngine`, one call after another. `open` comes first. */
export type SearchCalls = {
  open: (directory: string) => void;
  release: () => void;
  select: (query: SelectQuery) => Selection;
  list: (query: Omit<SelectQuery, 'narrowing'>) => Rows;
  matching: (filter: Filter, rows: Rows, isExact: boolean, nowUs: number) => Matching;
  show: (rows: Rows) => ShownRow[];
  findings: (rows: Rows) => ShownRow[];
  nearest: (filter: Filter, rows: Rows, limit: number) => NearMiss[];
  cursors: (rows: Rows) => Cursor[];
  histogram: (query: HistogramQuery) => HistogramCount[];
  facets: (rows: Rows) => Facets;
  senders: (limit: number) => SenderCounts;
  duplicateOf: (cursor: Cursor) => string | undefined;
  selectCalls: (query: SelectCallsQuery) => CallSelection;
  matchingCalls: (filter: Filter, rows: Rows, nowUs: number, decided?: Rows) => Matching;
  showCalls: (rows: Rows, nowUs: number) => ShownRow[];
  callFindings: (rows: Rows, nowUs: number) => ShownRow[];
  callNamed: (id: string) => number | undefined;
  showCall: (row: number, nowUs: number) => string | undefined;
  touchedCalls: (after: Cursor, until: Cursor) => TouchedCalls;
  callFacets: (rows: Rows, nowUs: number) => CallFacets;
  callHistogram: (query: CallHistogramQuery) => HistogramCount[];
  callCounts: (nowUs: number) => CallCounts;
};

/** What it tells unasked: a reader finds damage that the writer may never meet. */
export type SearchNews = { readonly kind: 'damaged' };
