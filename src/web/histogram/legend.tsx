import type { ReactNode } from 'react';
import classes from './histogram.module.css';

export interface LegendPart {
  readonly name: string;
  readonly colour: string;
  readonly count: number;
}

/** What the colours mean, with numbers: of all bars, or of those that are looked at. */
export function Legend({ parts }: { readonly parts: readonly LegendPart[] }): ReactNode {
  return (
    <ul className={classes.legend} aria-label="Colours">
      {parts.map(({ name, colour, count }) => (
        <li key={name} className={classes.part} data-none={count === 0} title={`${name}: ${count}`}>
          <span
            className={classes.swatch}
            style={{ background: `var(${colour})` }}
            aria-hidden="true"
          />
          {name} <span className={classes.number}>{count.toLocaleString('en')}</span>
        </li>
      ))}
    </ul>
  );
}
