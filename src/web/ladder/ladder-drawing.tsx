import { Fragment, useMemo, type CSSProperties, type ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { durationText } from '../../protocol/duration-text.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { visible } from '../text/visible.ts';
import type { LadderChoice } from './choice.ts';
import { drawingOf, type DrawnRow } from './geometry.ts';
import { LadderHeadings } from './ladder-headings.tsx';
import { LadderSvg } from './ladder-svg.tsx';
import { rowHeight } from './rows.ts';
import { rowTone } from './row-tone.ts';
import classes from './ladder-drawing.module.css';

/** The drawing between the times and the words of its rows. What does not fit scrolls below them. */
export function LadderDrawing({
  ladder,
  call,
  width,
  choice,
}: {
  readonly ladder: Ladder;
  readonly call: ApiCallDetail;
  /** px */
  readonly width: number;
  readonly choice: LadderChoice;
}): ReactNode {
  const drawing = useMemo(() => drawingOf(ladder, width), [ladder, width]);
  const { timesWidth, wordsWidth } = drawing;
  const isWider = timesWidth + drawing.width + wordsWidth > width;
  return (
    <div
      className={classes.scroller}
      {...(isWider
        ? { tabIndex: 0, role: 'region', 'aria-label': 'Ladder, scrolls sideways' }
        : {})}
    >
      <div
        className={classes.canvas}
        data-wider={isWider}
        style={{ gridTemplateColumns: `${timesWidth}px ${drawing.width}px ${wordsWidth}px` }}
        onPointerLeave={() => {
          choice.onActive(undefined);
        }}
      >
        <div className={classes.corner} />
        <LadderHeadings drawing={drawing} />
        <div className={classes.farCorner} />
        <Times rows={drawing.rows} choice={choice} />
        <LadderSvg ladder={ladder} call={call} drawing={drawing} choice={choice} />
        <Words rows={drawing.rows} choice={choice} />
        <Chosen rows={drawing.rows} choice={choice} />
      </div>
    </div>
  );
}

type Cells = { readonly rows: readonly DrawnRow[]; readonly choice: LadderChoice };

/** Pointing at and clicking on a row works along all of it; for the keyboard there are the marks. */
function cellProps({ row, place, y }: DrawnRow, { onActive, onSelect }: LadderChoice): CellProps {
  return {
    style: { top: y - rowHeight / 2, height: rowHeight },
    onPointerEnter: () => {
      onActive(place);
    },
    onClick: ({ shiftKey }) => {
      if (!('missing' in row)) onSelect(row.eventId, shiftKey);
    },
  };
}

interface CellProps {
  readonly style: CSSProperties;
  readonly onPointerEnter: () => void;
  readonly onClick: (event: { readonly shiftKey: boolean }) => void;
}

function Times({ rows, choice }: Cells): ReactNode {
  return (
    <div className={classes.times} aria-hidden="true">
      {rows.map((row) => (
        <div key={row.place} className={classes.time} {...cellProps(row, choice)}>
          {row.pauseUs !== undefined && (
            <span className={classes.pause}>⋮ {durationText(row.pauseUs)}</span>
          )}
          {row.time}
        </div>
      ))}
    </div>
  );
}

function Words({ rows, choice }: Cells): ReactNode {
  return (
    <div className={classes.words} aria-hidden="true">
      {rows.map((drawn) => {
        const { row, place, label, note } = drawn;
        const badges = 'missing' in row ? [] : row.badges;
        return (
          <div
            key={place}
            className={classes.word}
            data-missing={'missing' in row}
            {...cellProps(drawn, choice)}
          >
            <span className={classes.label} data-tone={rowTone(row)}>
              {label}
            </span>
            <span className={classes.note}>
              {visible(note, 120)}
              {badges.map((badge) => (
                <Fragment key={badge}>
                  {' '}
                  <span className={classes.badge}>{visible(badge, 24)}</span>
                </Fragment>
              ))}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** Bands behind the rows that are chosen or pointed at. */
function Chosen({ rows, choice }: Cells): ReactNode {
  const { selectedId, comparedId, activePlace } = choice;
  return rows.map(({ row, place, y }) => {
    const id = 'missing' in row ? undefined : row.eventId;
    const isChosen = id !== undefined && (id === selectedId || id === comparedId);
    if (!isChosen && place !== activePlace) return null;
    return (
      <div
        key={place}
        className={classes.band}
        data-chosen={isChosen}
        style={{ '--y': `${y - rowHeight / 2}px`, height: rowHeight } as CSSProperties}
      />
    );
  });
}
