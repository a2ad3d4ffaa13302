import type { ReactNode } from 'react';
import classes from './marks.module.css';

type Counts = Readonly<Record<'error' | 'warn' | 'info', number>>;

/** How many findings there are, of the two levels that ask for a look. */
export function FindingMarks({ counts }: { readonly counts: Counts }): ReactNode {
  return (
    <>
      {counts.error > 0 && <span className={classes.error}>✖ {counts.error}</span>}
      {counts.warn > 0 && <span className={classes.warn}>⚠ {counts.warn}</span>}
    </>
  );
}

/** The same in words. */
export function findingWords({ error, warn }: Counts): string {
  const words = [
    ...(error > 0 ? [`${error} ${error === 1 ? 'error' : 'errors'}`] : []),
    ...(warn > 0 ? [`${warn} ${warn === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return words.join(', ');
}
