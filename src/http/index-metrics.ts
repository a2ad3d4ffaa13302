import type { CallCounts } from '../index/call-engine.ts';
import { seconds, type Metric } from './metric.ts';

/** Who knows how far the index is and what is in it. */
export interface IndexSource {
  readonly index: {
    status(): Promise<IndexState>;
    deliveryLag(): Promise<DeliveryLag>;
  };
  readonly calls: { readonly engine: { callCounts(nowUs: number): Promise<CallCounts> } };
  readonly nowUs: () => number;
}

interface IndexState {
  readonly behind: number;
  readonly rebuilding?: unknown;
}

/** How long events took from the PBX: how many at most so long, each in one count; the last one longer. */
interface DeliveryLag {
  readonly boundsUs: readonly number[];
  readonly counts: readonly number[];
  readonly sumUs: number;
}

/** What was known when somebody asked; absent is what did not answer. */
export interface IndexHealth {
  readonly state?: IndexState | undefined;
  readonly lag?: DeliveryLag | undefined;
  readonly calls?: CallCounts | undefined;
}

/** Asks all of it. Never rejects. */
export async function readIndexHealth({ index, calls, nowUs }: IndexSource): Promise<IndexHealth> {
  const [state, lag, counts] = await Promise.all([
    index.status().catch(() => undefined),
    index.deliveryLag().catch(() => undefined),
    calls.engine.callCounts(nowUs()).catch(() => undefined),
  ]);
  return { state, lag, calls: counts };
}

export function indexMetrics(health: () => IndexHealth): readonly Metric[] {
  return [
    {
      name: 'ringlog_index_up',
      help: 'Whether the index is kept up: 1 or 0.',
      read: () => (health().state ? 1 : 0),
    },
    {
      name: 'ringlog_index_behind_events',
      help: 'Events stored that the index does not have yet.',
      read: () => health().state?.behind,
    },
    {
      name: 'ringlog_index_rebuilding',
      help: 'Whether a new index is being made: 1 or 0.',
      read: () => {
        const { state } = health();
        return state && (state.rebuilding === undefined ? 0 : 1);
      },
    },
    {
      name: 'ringlog_calls',
      help: 'Calls stored, by how they ended; open ones and zombies, too.',
      label: 'outcome',
      read: () => health().calls?.outcomes,
    },
    {
      name: 'ringlog_calls_unrecorded',
      help: 'Calls stored in which somebody talked and no RecID was sent.',
      read: () => health().calls?.unrecorded,
    },
    {
      name: 'ringlog_findings',
      help: 'Events and calls stored that a rule has something to say about.',
      label: 'rule',
      read: () => health().calls?.findings,
    },
    {
      name: 'ringlog_delivery_lag_seconds_bucket',
      help: 'Events received since the start, by the time from EventTime to the receipt, as a Prometheus histogram has them.',
      label: 'le',
      read: () => lagBuckets(health().lag),
    },
    {
      name: 'ringlog_delivery_lag_seconds_sum',
      help: 'The time they took, added up.',
      read: () => seconds(health().lag?.sumUs),
    },
    {
      name: 'ringlog_delivery_lag_seconds_count',
      help: 'Those that had an EventTime.',
      read: () => health().lag?.counts.reduce((sum, count) => sum + count, 0),
    },
  ];
}

/** Each with all that took less. */
function lagBuckets(lag: DeliveryLag | undefined): ReadonlyMap<string, number> | undefined {
  if (!lag) return undefined;
  const buckets = new Map<string, number>();
  let sum = 0;
  for (const [i, count] of lag.counts.entries()) {
    sum += count;
    const bound = lag.boundsUs[i];
    buckets.set(bound === undefined ? '+Inf' : String(bound / 1e6), sum);
  }
  return buckets;
}
