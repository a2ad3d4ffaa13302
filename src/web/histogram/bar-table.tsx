import { memo, type ReactNode } from 'react';
import type { Bar } from './bars.ts';
import classes from './histogram.module.css';
import type { TimeLabels } from './time-labels.ts';

/** The chart in words, for those who do not see it; bars that have nothing are left out. */
export const BarTable = memo(function BarTable({
  bars,
  bucketUs,
  labels,
  caption,
}: {
  readonly bars: readonly Bar[];
  readonly bucketUs: number;
  readonly labels: TimeLabels;
  readonly caption: string;
}): ReactNode {
  return (
    // A table grows to what is in it, however small it is to be: only a box around it hides it.
    <div className={classes.unseen}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Count</th>
            <th scope="col">Of which</th>
          </tr>
        </thead>
        <tbody>
          {bars
            .filter(({ total }) => total > 0)
            .map(({ atUs, total, counts }) => (
              <tr key={atUs}>
                <th scope="row">{labels.stretch(atUs / 1000, (atUs + bucketUs) / 1000)}</th>
                <td>{total}</td>
                <td>{countsText(counts)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
});

/** `12 answered, 3 missed` */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
