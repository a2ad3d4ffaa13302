import type { ListedFinding } from '../../api/finding.ts';
import type { FeedSource } from '../feed/source.ts';
import { ask } from '../server/ask.ts';

/** A finding in its place in the list. */
export interface FindingRow {
  readonly key: string;
  readonly finding: ListedFinding;
}

/** What the rules say of what matches, the newest first. */
export function findingSource(q: string): FeedSource<FindingRow> {
  return {
    page: async (before, signal) => {
      const query = { q, before, limit: 100 };
      const page = await ask('findings', 'api/v1/findings', { query, signal });
      return { rows: rowsOf(page.findings), next: page.next };
    },
    nextAfter: () => Promise.resolve(''),
    keyOf: ({ key }) => key,
    isSettled: () => true,
  };
}

/** A rule may say the same twice, and rows must be told apart: the second has a key of its own. */
function rowsOf(findings: readonly ListedFinding[]): readonly FindingRow[] {
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const key = keyOf(finding);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { key: count === 1 ? key : `${key} ${count}`, finding };
  });
}

function keyOf({ rule, eventId, callId, subCallId, field, message }: ListedFinding): string {
  return JSON.stringify([rule, eventId, callId, subCallId, field, message]);
}
