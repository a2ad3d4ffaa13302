import { createHash } from 'node:crypto';

/** What followers.ts opens. */
export interface FollowPlan {
  readonly url: string;
  readonly token: string;
  readonly paths: readonly string[];
}

export const conditionNames = ['none', 'usual', 'waits', 'streams', 'all'] as const;
export type ConditionName = (typeof conditionNames)[number];

export const conditionTexts: Readonly<Record<ConditionName, string>> = {
  none: 'nobody follows',
  usual: '1,000 waits and 100 streams',
  waits: '1,000 waits for a call each',
  streams: '100 streams, half of other owners, half of one event in 20',
  all: '100 streams without a filter',
};

/** The requests that follow. @param after the newest cursor: who waits is not to look at what is stored */
export function pathsOf(condition: ConditionName, after: string): readonly string[] {
  switch (condition) {
    case 'none':
      return [];
    case 'waits':
      return waits(after);
    case 'streams':
      return streams();
    case 'usual':
      return [...waits(after), ...streams()];
    case 'all':
      return Array.from({ length: streamCount }, () => '/api/v1/stream');
  }
}

const waitCount = 1_000;
const streamCount = 100;

/** Each for a call of its own, which does not come. */
function waits(after: string): string[] {
  return Array.from({ length: waitCount }, (_, n) => {
    const call = createHash('md5').update(`awaited ${n}`).digest('hex');
    return `/api/v1/wait?timeout=10m&after=${encodeURIComponent(after)}&q=call:${call}`;
  });
}

/** Half follow owners of whom nothing comes, half one of the 20 owners of the load. */
function streams(): string[] {
  return Array.from({ length: streamCount }, (_, n) => {
    const myid = n % 2 === 0 ? 9_000 + n : 100 + ((n >> 1) % 20);
    return `/api/v1/stream?q=myid:${myid}`;
  });
}
