import type { ApiFinding } from '../../api/finding.ts';
import { countText } from '../text/count-text.ts';

/** How many findings of each level a row has. */
export type FindingCounts = Readonly<Record<ApiFinding['level'], number>>;

export function countFindings(findings: readonly Pick<ApiFinding, 'level'>[]): FindingCounts {
  const counts = { error: 0, warn: 0, info: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/** Whether there are any that ask for a look. */
export function isRemarkable({ error, warn }: FindingCounts): boolean {
  return error + warn > 0;
}

/** Those that ask for a look, in words; empty if there are none. */
export function findingWords({ error, warn }: FindingCounts): string {
  const words = [
    ...(error > 0 ? [countText(error, 'error')] : []),
    ...(warn > 0 ? [countText(warn, 'warning')] : []),
  ];
  return words.join(', ');
}
