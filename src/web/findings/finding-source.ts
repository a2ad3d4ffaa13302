import type { ApiFinding } from '../../api/finding.ts';
import type { FeedSource } from '../feed/source.ts';
import { ask } from '../server/ask.ts';

/** A finding in its place in the list. */
export interface FindingRow {
  readonly key: string;
  readonly finding: ApiFinding;
}

/** What the rules say of what matches, the newest first. */
export function findingSource(q: string): FeedSource<FindingRow> {
  return {
    page: async (before, signal) => {
      const query = { q, before, limit: 100 };
      const page = await ask('findings', 'api/v1/findings', { query, signal });
      const rows = page.findings.map((finding) => ({ key: keyOf(finding), finding }));
      return { rows, next: page.next };
    },
    nextAfter: () => Promise.resolve(''),
    keyOf: ({ key }) => key,
    isSettled: () => true,
  };
}

function keyOf({ rule, eventId, callId, subCallId, field, message }: ApiFinding): string {
  return JSON.stringify([rule, eventId, callId, subCallId, field, message]);
}
