import type { ReactNode } from 'react';
import { levelSigns } from '../look/level-signs.ts';
import type { FindingCounts } from './finding-counts.ts';
import classes from './marks.module.css';

/** How many findings there are, of the two levels that ask for a look. */
export function FindingMarks({ counts }: { readonly counts: FindingCounts }): ReactNode {
  return (
    <>
      {counts.error > 0 && (
        <span className={classes.error}>
          {levelSigns.error} {counts.error}
        </span>
      )}
      {counts.warn > 0 && (
        <span className={classes.warn}>
          {levelSigns.warn} {counts.warn}
        </span>
      )}
    </>
  );
}
