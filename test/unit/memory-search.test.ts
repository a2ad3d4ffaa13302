import { describe } from '@jest/globals';
import { describePaging } from '../support/describe-paging.ts';
import { memoryIndex } from '../support/memory-search.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** Other tests trust it in place of a real one; it can only find, and nothing is deleted from it. */
describe('an index: memory', () => {
  describePaging(() => {
    const store = new MemoryStore();
    const { search } = memoryIndex(store);
    return Promise.resolve({
      store,
      search,
      engine: search.engine,
      settle: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => search.engine.close(),
    });
  });
});
