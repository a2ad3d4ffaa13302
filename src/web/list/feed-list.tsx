import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type Key,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { List, useListCallbackRef, type RowComponentProps } from 'react-window';
import { maxRows, type Feed } from '../feed/feed.ts';
import { maxHeld } from '../feed/held-rows.ts';
import type { RowDrawing } from './row-drawing.ts';
import { RowLink, type FocusWish } from './row-link.tsx';
import { useFeed } from './use-feed.ts';
import { useRowKeys } from './use-row-keys.ts';
import classes from './feed-list.module.css';

/** A list of any length that stays where its reader is. */
export function FeedList<Row>({
  feed,
  label,
  drawing,
  openedKey,
  empty,
}: {
  readonly feed: Feed<Row>;
  readonly label: string;
  readonly drawing: RowDrawing<Row>;
  /** Of the row that is open beside the list. */
  readonly openedKey: string | undefined;
  /** Shown when there are none. */
  readonly empty: ReactNode;
}): ReactNode {
  const [list, setList] = useListCallbackRef(null);
  const [activeKey, setActiveKey] = useState<string>();
  const [tabKey, setTabKey] = useState<string>();
  const [wish, setWish] = useState<FocusWish>();
  const lastTurn = useRef(0);
  const lowest = useRef(0);
  const { rows, status, heldCount, hasOlder, isLoadingOlder, refusal } = useFeed(feed);

  const element = list?.element;
  useLayoutEffect(() => {
    if (element) element.scrollTop = feed.scrollTop;
  }, [element, feed]);
  useEffect(() => {
    if (!element) return;
    const onScroll = (): void => {
      feed.scrollTop = element.scrollTop;
      feed.setAway(element.scrollTop > drawing.rowHeight / 2);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
    };
  }, [element, feed, drawing.rowHeight]);

  const toTop = (): void => {
    if (element) element.scrollTop = 0;
    feed.release();
    // The button goes, and the focus would with it.
    const top = feed.state().rows[0];
    if (top !== undefined) onWish(drawing.keyOf(top));
  };
  const onWish = useCallback((key: string) => {
    setActiveKey(key);
    setWish((before) => ({ key, turn: (before?.turn ?? 0) + 1 }));
  }, []);
  useRowKeys({ feed, list, drawing, openedKey, activeKey, onWish });

  const wantedKey = activeKey ?? openedKey;
  const onRowsRendered = useCallback(
    (visible: Stretch, drawn: Stretch) => {
      lowest.current = visible.stopIndex;
      if (isNearEnd(visible.stopIndex, rows)) void feed.loadOlder();
      // Tab reaches a row that is drawn: the one where the focus was, or else the first in sight.
      const isDrawn = rows
        .slice(drawn.startIndex, drawn.stopIndex + 1)
        .some((row) => drawing.keyOf(row) === wantedKey);
      const first = rows[visible.startIndex];
      setTabKey(isDrawn || first === undefined ? wantedKey : drawing.keyOf(first));
    },
    [feed, rows, drawing, wantedKey],
  );
  useEffect(() => {
    // A page may be short, or have none at all, as the server looks only so far at once: then the next one is wanted without any scrolling.
    const isWanted = hasOlder && !isLoadingOlder && refusal === undefined;
    if (isWanted && isNearEnd(lowest.current, rows)) void feed.loadOlder();
  }, [feed, rows, hasOlder, isLoadingOlder, refusal]);
  if (status === 'failed')
    return (
      <Notice>
        <p role="alert">{refusal?.message}</p>
      </Notice>
    );
  if (status === 'loading') return <Notice>{<p className={classes.dim}>Loading …</p>}</Notice>;
  if (rows.length === 0)
    return hasOlder ? (
      <Notice>
        <p className={classes.dim}>{refusal?.message ?? 'Looking further back …'}</p>
      </Notice>
    ) : (
      empty
    );
  return (
    <div className={classes.frame}>
      {heldCount > 0 && (
        <button type="button" className={classes.pill} onClick={toTop}>
          ↑ {heldCount >= maxHeld ? `${maxHeld}+` : heldCount} new
        </button>
      )}
      <List
        listRef={setList}
        className={classes.list ?? ''}
        aria-label={label}
        tabIndex={-1}
        rowCount={rows.length + 1}
        rowHeight={drawing.rowHeight}
        overscanCount={6}
        rowComponent={RowFrame<Row>}
        rowKey={rowKeyOf}
        rowProps={{
          rows,
          drawing,
          openedKey,
          tabKey,
          wish,
          lastTurn,
          onFocus: setActiveKey,
          foot: footOf({ hasOlder, isLoadingOlder, count: rows.length, why: refusal?.message }),
        }}
        onRowsRendered={onRowsRendered}
      />
    </div>
  );
}

/** Rows of the list, the last one included. */
interface Stretch {
  readonly startIndex: number;
  readonly stopIndex: number;
}

/** Whether so little is left below that more should be there soon. */
function isNearEnd(index: number, rows: readonly unknown[]): boolean {
  return index >= rows.length - 20;
}

function rowKeyOf<Row>(index: number, { rows, drawing }: FrameProps<Row>): Key {
  const row = rows[index];
  return row === undefined ? 'foot' : drawing.keyOf(row);
}

function footOf(of: {
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  readonly count: number;
  readonly why: string | undefined;
}): string {
  if (of.why !== undefined) return of.why;
  if (of.count >= maxRows)
    return `These are the newest ${maxRows.toLocaleString('en')}. Choose an earlier time in the chart to go on.`;
  if (of.isLoadingOlder || of.hasOlder) return 'Loading older ones …';
  return 'That is all.';
}

interface FrameProps<Row> {
  readonly rows: readonly Row[];
  readonly drawing: RowDrawing<Row>;
  readonly openedKey: string | undefined;
  /** The one row that Tab reaches. */
  readonly tabKey: string | undefined;
  readonly wish: FocusWish | undefined;
  readonly lastTurn: RefObject<number>;
  readonly onFocus: (key: string) => void;
  readonly foot: string;
}

function RowFrame<Row>(props: RowComponentProps<FrameProps<Row>>): ReactElement {
  const { index, style, ariaAttributes, rows, drawing, openedKey, tabKey, foot } = props;
  const row = rows[index];
  if (row === undefined)
    return (
      <div style={style} {...ariaAttributes} className={classes.foot}>
        {foot}
      </div>
    );
  const key = drawing.keyOf(row);
  return (
    <div style={style} {...ariaAttributes}>
      <RowLink
        row={row}
        rowKey={key}
        drawing={drawing as RowDrawing<unknown>}
        isOpened={key === openedKey}
        isReached={key === tabKey}
        turn={props.wish?.key === key ? props.wish.turn : 0}
        lastTurn={props.lastTurn}
        onFocus={props.onFocus}
      />
    </div>
  );
}

function Notice({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.notice}>{children}</div>;
}
