import { useEffect } from 'react';
import type { ListImperativeAPI } from 'react-window';
import type { Feed } from '../feed/feed.ts';
import { go } from '../place/use-place.ts';
import { isForOther } from '../shell/is-for-other.ts';
import type { RowDrawing } from './row-drawing.ts';

/**
 * The keys of a list: `j` and `k` go to the next row and the one before, `]` and `[` to those the rules say something of. Only the focus
 * moves; where something is open beside the list, the row that is reached is opened in its place.
 */
export function useRowKeys<Row>({
  feed,
  list,
  drawing,
  openedKey,
  activeKey,
  onWish,
}: {
  readonly feed: Feed<Row>;
  readonly list: ListImperativeAPI | null;
  readonly drawing: RowDrawing<Row>;
  readonly openedKey: string | undefined;
  readonly activeKey: string | undefined;
  /** Called with the row that is to have the focus. */
  readonly onWish: (key: string) => void;
}): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const step = steps.get(event.key);
      if (!step || isForOther(event)) return;
      const { rows } = feed.state();
      const from = rows.findIndex((row) => drawing.keyOf(row) === (activeKey ?? openedKey));
      const isWanted = (row: Row): boolean => !step.isRemarkable || drawing.isRemarkable(row);
      let to = from < 0 && step.by < 0 ? -1 : from + step.by;
      if (from < 0 && step.by > 0) to = 0;
      while (rows[to] !== undefined && !isWanted(rows[to] as Row)) to += step.by;
      const row = rows[to];
      if (row === undefined) return;
      event.preventDefault();
      list?.scrollToRow({ index: to, align: 'auto' });
      onWish(drawing.keyOf(row));
      if (openedKey !== undefined) go(drawing.placeOf(row), true);
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [feed, list, drawing, openedKey, activeKey, onWish]);
}

const steps: ReadonlyMap<string, { readonly by: 1 | -1; readonly isRemarkable: boolean }> = new Map(
  [
    ['j', { by: 1, isRemarkable: false }],
    ['k', { by: -1, isRemarkable: false }],
    [']', { by: 1, isRemarkable: true }],
    ['[', { by: -1, isRemarkable: true }],
  ],
);
