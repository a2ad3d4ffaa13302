import type { FactView } from '../../api/fact.ts';
import type { FeedSource } from '../feed/source.ts';
import { ask } from '../server/ask.ts';

/** The requests that were refused, the newest first. */
export function refusalSource(): FeedSource<FactView> {
  return {
    page: async (before, signal) => {
      const query = { kind: 'refusal', before, limit: 100 };
      const page = await ask('facts', 'api/v1/facts', { query, signal });
      return { rows: page.facts, next: page.next };
    },
    nextAfter: ({ seq }) => Promise.resolve(String(seq)),
    keyOf: ({ seq }) => String(seq),
    isSettled: () => true,
  };
}
