import { describe } from '@jest/globals';
import { describeCallCounting } from './describe-call-counting.ts';
import { describeCallStates } from './describe-call-states.ts';
import { describeCalls } from './describe-calls.ts';
import { describeCounting } from './describe-counting.ts';
import { describeKeys } from './describe-keys.ts';
import { describeLasting } from './describe-lasting.ts';
import { describePaging } from './describe-paging.ts';
import type { LastingSearchHarness, OpenSearch } from './search-harness.ts';

/** What every engine promises: see the docstrings of `SearchEngine`. */
export function describeSearch(name: string, open: OpenSearch<LastingSearchHarness>): void {
  describe(`an index: ${name}`, () => {
    describePaging(open);
    describeKeys(open);
    describeCounting(open);
    describeLasting(open);
    describeCalls(open);
    describeCallStates(open);
    describeCallCounting(open);
  });
}
