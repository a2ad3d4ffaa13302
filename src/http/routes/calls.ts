import { AppError } from '../../errors.ts';
import type { CallSearch } from '../../index/call-search.ts';
import { findingsPage } from '../../index/finding-search.ts';
import type { Search } from '../../index/search.ts';
import { readFilter } from '../filter-text.ts';
import type { Handlers } from '../router.ts';

/** The routes about calls and about what the rules say. */
export function callRoutes({
  search,
  calls,
  nowUs,
}: {
  readonly search: Search;
  readonly calls: CallSearch;
  readonly nowUs: () => number;
}): Pick<Handlers, 'calls' | 'call' | 'findings'> {
  return {
    calls: async ({ query }) => {
      const { q, ...range } = query;
      const { calls: page, ...where } = await calls.page(readFilter(q, nowUs()), range);
      // The calls were made JSON where they were read: this thread is the receiver's, too.
      const list = page.map(({ json }) => json).join(',');
      return { jsonText: `{"calls":[${list}],${JSON.stringify(where).slice(1)}` };
    },
    call: async ({ params }) => {
      const json = await calls.one(params.callId);
      if (json === undefined)
        throw new AppError(
          'not_found',
          'There is no call with this CallID; give all of it, or the first 6 or more characters. It may be deleted.',
        );
      return { jsonText: json };
    },
    findings: async ({ query: { q, ...range } }) => {
      const page = await findingsPage(search, calls, readFilter(q, nowUs()), range);
      return { json: { ...page, findings: [...page.findings] } };
    },
  };
}
