import type { ReactNode } from 'react';
import type { Drawing } from './geometry.ts';
import { KindIcon } from './kind-icon.tsx';
import classes from './ladder-headings.module.css';

const levelHeight = 32;
const footHeight = 6;

/** Who the columns are. */
export function LadderHeadings({ drawing }: { readonly drawing: Drawing }): ReactNode {
  const { headings, headingLevels, tails, tailsAt, width } = drawing;
  const height = headingLevels * levelHeight + footHeight;
  return (
    <div className={classes.headings} style={{ height }} aria-hidden="true">
      {headings.map(({ x, title, note, kind, level, width: own }, column) => (
        <div
          // Columns have no identity but their place.
          key={column}
          className={classes.heading}
          style={{ left: x - own / 2, width: own, bottom: footHeight + level * levelHeight }}
        >
          <span className={classes.title}>
            <KindIcon kind={kind} /> {title}
          </span>
          <span className={classes.note}>{note}</span>
        </div>
      ))}
      {headings.map(
        ({ x, level }, column) =>
          level > 0 && (
            <div
              key={column}
              className={classes.stem}
              style={{ left: x, height: level * levelHeight + footHeight }}
            />
          ),
      )}
      {tails.length > 0 && (
        <span className={classes.tails} style={{ left: tailsAt, width: width - tailsAt }}>
          arrival
        </span>
      )}
    </div>
  );
}
