import type { ReactNode } from 'react';
import type { LadderChoice } from './choice.ts';
import type { DrawnRow } from './geometry.ts';
import { rowHeight } from './rows.ts';
import { rowTone } from './row-tone.ts';
import classes from './ladder-row.module.css';

const gap = 6;

/** One event, or one that is missing. */
export function LadderRow({
  drawn,
  width,
  words,
  isSelected,
  isCompared,
  isReached,
  choice,
}: {
  readonly drawn: DrawnRow;
  readonly width: number;
  readonly words: string;
  readonly isSelected: boolean;
  readonly isCompared: boolean;
  /** Whether Tab comes here. */
  readonly isReached: boolean;
  readonly choice: LadderChoice;
}): ReactNode {
  const { row, place, y, time } = drawn;
  const point = (): void => {
    choice.onActive(place);
  };
  const area = (
    <rect
      x={1}
      y={y - rowHeight / 2 + 1}
      width={width - 2}
      height={rowHeight - 2}
      rx={3}
      className={classes.area}
    />
  );
  if ('missing' in row)
    return (
      <g role="img" aria-label={words} data-tone="missing" onPointerEnter={point}>
        {area}
        <Shape drawn={drawn} />
      </g>
    );
  return (
    <g
      role="button"
      tabIndex={isReached ? 0 : -1}
      aria-label={`${time} ${words}`}
      aria-pressed={isSelected || isCompared}
      className={classes.mark}
      data-mark={place}
      data-tone={rowTone(row)}
      data-selected={isSelected || isCompared}
      onPointerEnter={point}
      onFocus={point}
      onBlur={() => {
        choice.onActive(undefined);
      }}
      onMouseDown={(event) => {
        // It would select text.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={({ shiftKey }) => {
        choice.onSelect(row.eventId, shiftKey);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        choice.onSelect(row.eventId, event.shiftKey);
      }}
    >
      {area}
      <Shape drawn={drawn} />
    </g>
  );
}

function Shape({ drawn: { row, x, otherX, y } }: { readonly drawn: DrawnRow }): ReactNode {
  if (x === undefined) return null;
  const isMissing = 'missing' in row;
  const isEnd = row.line === 'end';
  return (
    <>
      {otherX !== undefined && <Link x={x} otherX={otherX} y={y} line={row.line} />}
      {isMissing && <circle cx={x} cy={y} r={4.5} className={classes.hollow} />}
      {!isMissing && isEnd && (
        <path d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} className={classes.cross} />
      )}
      {!isMissing && !isEnd && <circle cx={x} cy={y} r={4.5} className={classes.dot} />}
    </>
  );
}

/** The line to the other end, with the head of an arrow where it leads. */
function Link({
  x,
  otherX,
  y,
  line,
}: {
  readonly x: number;
  readonly otherX: number;
  readonly y: number;
  readonly line: DrawnRow['row']['line'];
}): ReactNode {
  if (x === otherX) return null;
  const way = otherX > x ? 1 : -1;
  const near = x + way * gap;
  const far = otherX - way * 2;
  const headAt = line === 'to' ? far : near;
  const headWay = line === 'to' ? way : -way;
  const hasHead = line === 'to' || line === 'from';
  return (
    <>
      <line x1={near} x2={far} y1={y} y2={y} className={classes.line} />
      {hasHead && <path d={`M${headAt} ${y}l${-headWay * 7} -3.5v7Z`} className={classes.head} />}
    </>
  );
}
