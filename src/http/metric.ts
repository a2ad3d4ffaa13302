import { Counter, Gauge, type Registry } from 'prom-client';

/** Counts under a name each: by status, by reason. */
type CountsBy = ReadonlyMap<string | number, number> | Readonly<Record<string, number>>;

/** One metric: its values by label (a single one has none), read when asked; undefined values are left out. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  readonly read: () => CountsBy | number | undefined;
}

/** By Prometheus's convention, what only rises ends in `_total` and is a counter; the rest are gauges. */
export function addMetric(registry: Registry, { name, help, label, read }: Metric): void {
  const labelNames = label === undefined ? [] : [label];
  const options = { name, help, labelNames, registers: [registry] };
  const collect = (metric: Counter | Gauge): void => {
    metric.reset();
    const values = read();
    if (values === undefined) {
      // With labels there is nothing left after the reset.
      if (label === undefined) metric.remove();
    } else if (typeof values === 'number') metric.inc(values);
    else for (const [key, value] of entriesOf(values)) metric.labels(key).inc(value);
  };
  if (name.endsWith('_total'))
    new Counter({
      ...options,
      collect() {
        collect(this);
      },
    });
  else
    new Gauge({
      ...options,
      collect() {
        collect(this);
      },
    });
}

/** µs in the unit of Prometheus; of what is not known nothing. */
export function seconds(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1e6;
}

function entriesOf(counts: CountsBy): (readonly [string, number])[] {
  const entries = Symbol.iterator in counts ? [...counts.entries()] : Object.entries(counts);
  return entries.map(([key, value]) => [String(key), value]);
}
