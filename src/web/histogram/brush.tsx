import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { barAt, endsOf, selectionAfter, type BarSelection } from './bar-selection.ts';
import { chartMarginPx } from './chart-options.ts';
import classes from './histogram.module.css';

interface BrushProps {
  readonly count: number;
  /** What bars say, the first and the last given. */
  readonly textOf: (first: number, last: number) => string;
  /**
   * What is pointed at or being chosen; undefined: nothing.
   * @param isChoosing the bars must stay what they are
   */
  readonly onLook: (selection: BarSelection | undefined, isChoosing: boolean) => void;
  readonly onApply: (selection: BarSelection) => void;
  readonly onWhole: () => void;
}

/** Chooses bars: by dragging, or by arrows with Shift, and Enter. It lies over the chart. */
export function Brush({ count, textOf, onLook, onApply, onWhole }: BrushProps): ReactNode {
  const [selection, setSelection] = useState<BarSelection>();
  const [isDragging, setDragging] = useState(false);
  const [hovered, setHovered] = useState<number>();
  const [isByKeys, setByKeys] = useState(false);
  const select = (next: BarSelection | undefined): void => {
    setSelection(next);
    onLook(next, next !== undefined);
  };
  const pointed = (event: PointerEvent): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return barAt((event.clientX - left) / width, count);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = selectionAfter(selection, event.key, event.shiftKey, count);
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setByKeys(true);
    if (step === 'apply' && selection) onApply(selection);
    select(typeof step === 'string' ? undefined : step);
  };
  const cursor = Math.min(selection?.cursor ?? count - 1, count - 1);
  const [first, last] = selection ? endsOf(selection) : [cursor, cursor];
  const hasRange = selection !== undefined && first !== last;
  const shown =
    selection ??
    (hovered === undefined || hovered >= count ? undefined : { anchor: hovered, cursor: hovered });
  return (
    <>
      <div
        className={classes.brush}
        style={{ insetInline: chartMarginPx }}
        role="slider"
        tabIndex={0}
        aria-label="Time chart: arrows choose a bar, with Shift more of them, Enter filters by their time, Escape cancels"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, count - 1)}
        aria-valuenow={cursor}
        aria-valuetext={textOf(cursor, cursor)}
        data-dragging={isDragging}
        onKeyDown={onKeyDown}
        onBlur={() => {
          select(undefined);
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const bar = pointed(event);
          setDragging(true);
          setByKeys(false);
          select({ anchor: bar, cursor: bar });
        }}
        onPointerMove={(event) => {
          const bar = pointed(event);
          if (isDragging && selection) {
            if (bar !== selection.cursor) select({ anchor: selection.anchor, cursor: bar });
          } else if (bar !== hovered && selection === undefined) {
            setHovered(bar);
            onLook({ anchor: bar, cursor: bar }, false);
          }
        }}
        onPointerUp={() => {
          setDragging(false);
          if (!isDragging || selection === undefined) return;
          // A click alone marks nothing: the first one of a double click must not filter.
          if (selection.anchor !== selection.cursor) onApply(selection);
          select(undefined);
        }}
        onPointerCancel={() => {
          setDragging(false);
          select(undefined);
        }}
        onPointerLeave={() => {
          setHovered(undefined);
          if (selection === undefined) onLook(undefined, false);
        }}
        onDoubleClick={onWhole}
      >
        {shown && (
          <div
            className={classes.selection}
            data-hover={selection === undefined}
            style={{
              left: `${(endsOf(shown)[0] / count) * 100}%`,
              width: `${((Math.abs(shown.cursor - shown.anchor) + 1) / count) * 100}%`,
            }}
          />
        )}
      </div>
      <span className={classes.unseen} aria-live="polite">
        {isByKeys && hasRange ? `Selected: ${textOf(first, last)}. Enter filters by it.` : ''}
      </span>
    </>
  );
}
