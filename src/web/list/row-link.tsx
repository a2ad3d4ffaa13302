import { memo, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { linkTo } from '../place/use-place.ts';
import type { RowDrawing } from './row-drawing.ts';
import classes from './feed-list.module.css';

/** A row that is to have the focus as soon as it is drawn: each wish once, however often the row is drawn. */
export interface FocusWish {
  readonly key: string;
  readonly turn: number;
}

/** A row as one link, drawn anew only if something of it has changed; then it says so for a moment. */
export const RowLink = memo(function RowLink(props: {
  readonly row: unknown;
  readonly rowKey: string;
  readonly drawing: RowDrawing<unknown>;
  readonly isOpened: boolean;
  readonly isReached: boolean;
  /** The latest wish for it to have the focus; 0 if there was none. */
  readonly turn: number;
  readonly lastTurn: RefObject<number>;
  readonly onFocus: (key: string) => void;
}): ReactNode {
  const { row, rowKey, drawing, isOpened, isReached, turn, lastTurn } = props;
  const link = useRef<HTMLAnchorElement>(null);
  const first = useRef(row);
  const [hasChanged, setHasChanged] = useState(false);
  useEffect(() => {
    if (first.current === row) return;
    first.current = row;
    setHasChanged(true);
  }, [row]);
  useEffect(() => {
    if (turn <= lastTurn.current) return;
    lastTurn.current = turn;
    link.current?.focus({ preventScroll: true });
  }, [turn, lastTurn]);
  return (
    <a
      ref={link}
      href={linkTo(drawing.placeOf(row)).href}
      className={classes.row}
      aria-label={drawing.labelOf(row)}
      aria-current={isOpened ? 'true' : undefined}
      data-changed={hasChanged ? '' : undefined}
      tabIndex={isReached ? 0 : -1}
      onAnimationEnd={() => {
        setHasChanged(false);
      }}
      onFocus={() => {
        props.onFocus(rowKey);
      }}
      onClick={(event) => {
        // Not to where it led when it was drawn: the page may have gone elsewhere since.
        linkTo(drawing.placeOf(row)).onClick(event);
      }}
    >
      {drawing.draw(row)}
    </a>
  );
});
