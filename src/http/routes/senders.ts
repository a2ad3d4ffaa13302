import type { CallSearch } from '../../index/call-search.ts';
import type { Search } from '../../index/search.ts';
import { readSenders } from '../../index/senders.ts';
import type { Handlers } from '../router.ts';

/** The route about who sends events. */
export function senderRoutes({
  search,
  calls,
}: {
  readonly search: Search;
  readonly calls: CallSearch;
}): Pick<Handlers, 'senders'> {
  return { senders: async () => ({ json: await readSenders(search, calls) }) };
}
