import type { CallSearch } from '../../src/index/call-search.ts';
import type { SearchEngine } from '../../src/index/search-engine.ts';
import type { Search } from '../../src/index/search.ts';
import type { Store } from '../../src/journal/store.ts';

/** An index over a store of its own. */
export interface SearchHarness extends AsyncDisposable {
  readonly store: Pick<Store, 'append' | 'get' | 'since'>;
  readonly engine: SearchEngine;
  readonly search: Search;
  /** Resolves when the index has what was stored and deleted before. */
  readonly settle: () => Promise<void>;
}

/** One whose events can go, and whose index can be made anew. */
export interface LastingSearchHarness extends SearchHarness {
  readonly store: Pick<Store, 'append' | 'get' | 'since' | 'prune' | 'remove'>;
  readonly calls: CallSearch;
  /** Closes everything and opens it again on the same data; `store`, `engine`, `search` and `calls` are new ones then. */
  reopen(): Promise<void>;
  /** The same without the index, which is made anew. */
  reopenWithoutIndex(): Promise<void>;
  /** Makes a new index from the journal, and resolves when it is in use. */
  rebuild(): Promise<void>;
}

/** Makes a new, empty one. @param nowUs the clock of the store, and of those who ask for calls */
export type OpenSearch<H extends SearchHarness = SearchHarness> = (
  nowUs?: () => number,
) => Promise<H>;
