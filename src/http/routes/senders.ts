import type { CallSearch } from '../../index/call-search.ts';
import type { Search } from '../../index/search.ts';
import { readSenders } from '../../index/senders.ts';
import type { Handlers } from '../router.ts';
import { sharedAnswer } from '../shared-answer.ts';

/** The route about who sends events. */
export function senderRoutes({
  search,
  calls,
}: {
  readonly search: Search;
  readonly calls: CallSearch;
}): Pick<Handlers, 'senders'> {
  // Hundreds of calls are put together for it.
  const answer = sharedAnswer(() => readSenders(search, calls));
  return { senders: async () => ({ json: await answer() }) };
}
