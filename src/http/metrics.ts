import { Registry, collectDefaultMetrics } from 'prom-client';
import type { Store, StoreHealth } from '../journal/store.ts';
import {
  indexMetrics,
  readIndexHealth,
  type IndexHealth,
  type IndexSource,
} from './index-metrics.ts';
import { addMetric, seconds, type Metric } from './metric.ts';
import type { ReceiverCounts } from './receiver.ts';

/** What the service counted since its start; plain numbers, read when somebody asks. */
export interface ServiceCounts {
  readonly receiver: ReceiverCounts;
  readonly journal: {
    readonly events: number;
    readonly batches: number;
    readonly refused: number;
    readonly largestBatch: number;
    readonly commitUs: number;
    /** Waiting now. */
    readonly queued: number;
  };
  readonly facts: { readonly noted: number; readonly dropped: number };
  readonly eventLog: { readonly written: number };
  /** Streams and waits that are open. */
  readonly followers: number;
}

export interface Metrics {
  readonly contentType: string;
  /** In the text format of Prometheus. Never rejects: what cannot be read is left out, and `ringlog_store_up` is 0. */
  text(): Promise<string>;
  /** Counts an answer of the inspector. */
  countAnswer(status: number): void;
}

/** Numbers for Prometheus, in a registry of their own. */
export function createMetrics(source: {
  readonly counts: () => ServiceCounts;
  readonly store: Pick<Store, 'health'>;
  readonly index: IndexSource['index'];
  readonly calls: IndexSource['calls'];
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  readonly version: string;
  /** Open connections of the inspector. */
  readonly connections: () => number;
}): Metrics {
  const registry = new Registry();
  // The default of 10 ms would wake an idle process a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const answers = new Map<number, number>();
  let health: StoreHealth | undefined;
  let index: IndexHealth = {};
  for (const one of serviceMetrics(source, answers)) addMetric(registry, one);
  for (const one of storeMetrics(source.version, () => health)) addMetric(registry, one);
  for (const one of indexMetrics(() => index)) addMetric(registry, one);
  return {
    contentType: registry.contentType,
    async text() {
      [health, index] = await Promise.all([
        source.store.health().catch(() => undefined),
        readIndexHealth(source),
      ]);
      return registry.metrics();
    },
    countAnswer(status) {
      answers.set(status, (answers.get(status) ?? 0) + 1);
    },
  };
}

function serviceMetrics(
  { counts, connections }: Parameters<typeof createMetrics>[0],
  answers: ReadonlyMap<number, number>,
): readonly Metric[] {
  return [
    {
      name: 'ringlog_receiver_acknowledged_total',
      help: 'Requests answered 200, each after its event was stored.',
      read: () => counts().receiver.acknowledged,
    },
    {
      name: 'ringlog_receiver_unacknowledged_total',
      help: 'Events stored whose sender had gone before the answer.',
      read: () => counts().receiver.unacknowledged,
    },
    {
      name: 'ringlog_receiver_refused_total',
      help: 'Requests the receiver refused. Each leaves a fact.',
      label: 'reason',
      read: () => counts().receiver.refused,
    },
    {
      name: 'ringlog_receiver_continued_total',
      help: 'Connections continued after a request that is not quite HTTP.',
      read: () => counts().receiver.continued,
    },
    {
      name: 'ringlog_receiver_in_flight_bytes',
      help: 'Bytes of bodies that are not yet stored.',
      read: () => counts().receiver.inFlightBytes,
    },
    {
      name: 'ringlog_connections',
      help: 'Open connections.',
      label: 'listener',
      read: () => ({ receiver: counts().receiver.connections, inspector: connections() }),
    },
    {
      name: 'ringlog_inspector_answers_total',
      help: 'Answers of the inspector.',
      label: 'status',
      read: () => answers,
    },
    {
      name: 'ringlog_journal_events_total',
      help: 'Events committed and flushed to disk.',
      read: () => counts().journal.events,
    },
    {
      name: 'ringlog_journal_batches_total',
      help: 'Transactions they took.',
      read: () => counts().journal.batches,
    },
    {
      name: 'ringlog_journal_refused_total',
      help: 'Events the journal could not take: answered 503.',
      read: () => counts().journal.refused,
    },
    {
      name: 'ringlog_journal_commit_seconds_total',
      help: 'Time spent in transactions.',
      read: () => counts().journal.commitUs / 1e6,
    },
    {
      name: 'ringlog_journal_largest_batch',
      help: 'The most events in one transaction.',
      read: () => counts().journal.largestBatch,
    },
    {
      name: 'ringlog_journal_queued',
      help: 'Events that wait for the next transaction.',
      read: () => counts().journal.queued,
    },
    {
      name: 'ringlog_facts_noted_total',
      help: 'Facts noted, such as refusals.',
      read: () => counts().facts.noted,
    },
    {
      name: 'ringlog_facts_dropped_total',
      help: 'Facts that gave way before they could be stored.',
      read: () => counts().facts.dropped,
    },
    {
      name: 'ringlog_event_log_written_total',
      help: 'Events written to the event log.',
      read: () => counts().eventLog.written,
    },
    {
      name: 'ringlog_live_followers',
      help: 'Streams and waits that are open.',
      read: () => counts().followers,
    },
  ];
}

function storeMetrics(version: string, health: () => StoreHealth | undefined): readonly Metric[] {
  return [
    {
      name: 'ringlog_build_info',
      help: 'Always 1.',
      label: 'version',
      read: () => ({ [version]: 1 }),
    },
    {
      name: 'ringlog_store_up',
      help: 'Whether the store answers: 1 or 0.',
      read: () => (health() ? 1 : 0),
    },
    { name: 'ringlog_store_events', help: 'Events stored now.', read: () => health()?.events },
    {
      name: 'ringlog_store_size_bytes',
      help: 'Bytes of the database files.',
      read: () => health()?.sizeBytes,
    },
    {
      name: 'ringlog_store_free_bytes',
      help: 'Bytes left on their disk.',
      read: () => health()?.freeBytes,
    },
    {
      name: 'ringlog_store_oldest_timestamp_seconds',
      help: 'When the oldest event was stored.',
      read: () => seconds(health()?.oldestStoredAtUs),
    },
    {
      name: 'ringlog_store_newest_timestamp_seconds',
      help: 'When the newest event was stored.',
      read: () => seconds(health()?.newestStoredAtUs),
    },
  ];
}
