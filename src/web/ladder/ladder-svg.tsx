import { useId, type KeyboardEvent, type ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { countText } from '../text/count-text.ts';
import type { LadderChoice } from './choice.ts';
import type { Drawing } from './geometry.ts';
import { LadderBars, LadderPatterns } from './ladder-bars.tsx';
import { LadderRow } from './ladder-row.tsx';
import { wordsOf } from './words.ts';
import classes from './ladder-svg.module.css';

/** The columns, bars, arrows and tails. Its events are buttons, of which one can be reached by Tab and the others by arrow keys. */
export function LadderSvg({
  ladder,
  call,
  drawing,
  choice,
}: {
  readonly ladder: Ladder;
  readonly call: ApiCallDetail;
  readonly drawing: Drawing;
  readonly choice: LadderChoice;
}): ReactNode {
  const id = useId();
  const { width, height, headings, rows, spans, tails, tailsAt } = drawing;
  const { marks } = ladder;
  const { selectedId, comparedId } = choice;
  const events = new Map(call.events.map((event) => [event.id, event]));
  const reached = marks.find(({ eventId }) => eventId === selectedId) ?? marks[0];
  const onKeyDown = (event: KeyboardEvent<SVGSVGElement>): void => {
    const next = placeAfter(
      event,
      marks.map(({ place }) => place),
    );
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelector<SVGGElement>(`[data-mark="${next}"]`)?.focus();
  };
  return (
    <svg
      className={classes.drawing}
      width={width}
      height={height}
      role="group"
      aria-label={`Ladder of ${countText(marks.length, 'event')}; arrow keys go from one to the next, Shift and Enter tells the time between two`}
      onKeyDown={onKeyDown}
    >
      <LadderPatterns id={id} />
      {headings.map(({ x }, column) => (
        <line key={column} x1={x} x2={x} y1={0} y2={height} className={classes.lifeline} />
      ))}
      <LadderBars id={id} spans={spans} />
      {tails.map(({ place, fromY, toY, isReordered }) => (
        <g key={place} className={classes.tail} data-reordered={isReordered}>
          <line x1={tailsAt + 4} y1={fromY} x2={width - 5} y2={toY} />
          <circle cx={width - 5} cy={toY} r={1.8} />
        </g>
      ))}
      {rows.map((row) => {
        const eventId = 'missing' in row.row ? undefined : row.row.eventId;
        return (
          <LadderRow
            key={row.place}
            drawn={row}
            width={width}
            words={wordsOf(row.row, eventId === undefined ? undefined : events.get(eventId))}
            isSelected={eventId !== undefined && eventId === selectedId}
            isCompared={eventId !== undefined && eventId === comparedId}
            isReached={row.place === reached?.place}
            choice={choice}
          />
        );
      })}
    </svg>
  );
}

/** Where a key goes from the mark that has the focus. @param places of the marks, in order */
function placeAfter(
  { key, target }: KeyboardEvent<SVGSVGElement>,
  places: readonly number[],
): number | undefined {
  const mark = target instanceof Element ? target.closest('[data-mark]') : null;
  const at = places.indexOf(Number(mark?.getAttribute('data-mark') ?? -1));
  if (at === -1) return undefined;
  if (key === 'ArrowDown' || key === 'ArrowRight') return places[at + 1];
  if (key === 'ArrowUp' || key === 'ArrowLeft') return places[at - 1];
  if (key === 'Home') return places[0];
  return key === 'End' ? places.at(-1) : undefined;
}
