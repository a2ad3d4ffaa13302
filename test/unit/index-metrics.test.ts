import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { indexMetrics, readIndexHealth } from '../../src/http/index-metrics.ts';
import { addMetric } from '../../src/http/metric.ts';
import { readEvent } from '../../src/index/event-view.ts';
import type { Capture } from '../../src/journal/capture.ts';
import { DeliveryLag } from '../../src/projector/delivery-lag.ts';
import { someCapture } from '../support/captures.ts';

const receivedAtUs = 1_700_000_000_000_000;

function note(lag: DeliveryLag, eventTime: string, origin: Capture['origin'] = 'received'): void {
  const head = `GET /?EventType=answer&EventTime=${eventTime} HTTP/1.1\r\n`;
  const capture = someCapture({ receivedAtUs, origin, head });
  lag.note(readEvent({ ...capture, cursor: 'c', storedAtUs: receivedAtUs }));
}

async function metricsOf(
  source: Parameters<typeof readIndexHealth>[0],
): Promise<ReadonlyMap<string, string>> {
  const registry = new Registry();
  const health = await readIndexHealth(source);
  for (const metric of indexMetrics(() => health)) addMetric(registry, metric);
  const lines = (await registry.metrics()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(' ');
      return [name, value];
    }),
  );
}

const none = { outcomes: {}, unrecorded: 0, findings: {} };

test('the delivery lag is a Prometheus histogram of what the PBX sent, in seconds', async () => {
  const lag = new DeliveryLag();
  for (const lateUs of [100_000, 100_001, 2_000_000, 400_000_000, -5_000_000])
    note(lag, String(receivedAtUs - lateUs));
  note(lag, 'yesterday');
  note(lag, String(receivedAtUs - 1_000_000), 'fixture');
  note(lag, String(receivedAtUs - 1_000_000), 'import');
  const metrics = await metricsOf({
    index: {
      status: () => Promise.resolve({ behind: 3 }),
      deliveryLag: () => Promise.resolve(lag.counts),
    },
    calls: { engine: { callCounts: () => Promise.resolve(none) } },
    nowUs: () => receivedAtUs,
  });
  const bucket = (le: string): string | undefined =>
    metrics.get(`ringlog_delivery_lag_seconds_bucket{le="${le}"}`);
  expect(['0.1', '0.25', '1', '2.5', '300', '+Inf'].map(bucket)).toEqual(
    ['2', '3', '3', '4', '4', '5'], // each with all that took less
  );
  expect(metrics.get('ringlog_delivery_lag_seconds_count')).toBe('5');
  expect(Number(metrics.get('ringlog_delivery_lag_seconds_sum'))).toBeCloseTo(402.200001, 6);
  expect(metrics.get('ringlog_index_behind_events')).toBe('3');
  expect(metrics.get('ringlog_index_rebuilding')).toBe('0');
});

test('what the index does not tell is left out, and what it tells is there', async () => {
  const gone = (): Promise<never> => Promise.reject(new Error('gone'));
  const askedAtUs: number[] = [];
  const metrics = await metricsOf({
    index: { status: gone, deliveryLag: gone },
    calls: {
      engine: {
        callCounts: (nowUs) => {
          askedAtUs.push(nowUs);
          return Promise.resolve({
            outcomes: { open: 1, missed: 2 },
            unrecorded: 4,
            findings: { RL022: 1 },
          });
        },
      },
    },
    nowUs: () => receivedAtUs,
  });
  expect(Object.fromEntries(metrics)).toEqual({
    ringlog_index_up: '0',
    'ringlog_calls{outcome="open"}': '1',
    'ringlog_calls{outcome="missed"}': '2',
    ringlog_calls_unrecorded: '4',
    'ringlog_findings{rule="RL022"}': '1',
  });
  expect(askedAtUs).toEqual([receivedAtUs]);
});
