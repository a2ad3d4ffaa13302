import {
  memo,
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
  };
  const onWish = useCallback((key: string) => {
    setActiveKey(key);
    setWish((before) => ({ key, turn: (before?.turn ?? 0) + 1 }));
  }, []);
  useRowKeys({ feed, list, drawing, openedKey, activeKey, onWish });

  const onRowsRendered = useCallback(
    ({ stopIndex }: { readonly stopIndex: number }) => {
      lowest.current = stopIndex;
      if (isNearEnd(stopIndex, feed.state().rows)) void feed.loadOlder();
    },
    [feed],
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
  const firstKey = rows[0] === undefined ? undefined : drawing.keyOf(rows[0]);
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
          tabKey: activeKey ?? openedKey ?? firstKey,
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

/** A row that is to have the focus as soon as it is drawn: each wish once, however often the row is drawn. */
interface FocusWish {
  readonly key: string;
  readonly turn: number;
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

const RowLink = memo(function RowLink(props: {
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
      href={drawing.hrefOf(row)}
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
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        drawing.open(row, false);
      }}
    >
      {drawing.draw(row)}
    </a>
  );
});

function Notice({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.notice}>{children}</div>;
}
