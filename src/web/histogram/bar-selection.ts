import { printTime } from '../../query/time-value.ts';
import type { Bar } from './bars.ts';

/** Bars that are being chosen: from the one where it began to the one where the cursor is, both included, in either order. */
export interface BarSelection {
  readonly anchor: number;
  readonly cursor: number;
}

/** What a key does to the selection; `apply` and `cancel` end it. */
export type SelectionStep = BarSelection | 'apply' | 'cancel' | undefined;

/**
 * @param selection undefined: none yet, the cursor comes from the newest bar
 * @returns undefined for a key that is not meant for it
 */
export function selectionAfter(
  selection: BarSelection | undefined,
  key: string,
  isExtending: boolean,
  count: number,
): SelectionStep {
  if (key === 'Enter') return selection && 'apply';
  if (key === 'Escape') return selection && 'cancel';
  const last = count - 1;
  const from = selection?.cursor ?? last + (key === 'ArrowLeft' || key === 'PageUp' ? 1 : 0);
  const wanted = cursorAfter(key, from, last);
  if (wanted === undefined || last < 0) return undefined;
  const cursor = Math.min(last, Math.max(0, wanted));
  return { anchor: isExtending ? (selection?.anchor ?? cursor) : cursor, cursor };
}

function cursorAfter(key: string, from: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return from - 1;
    case 'ArrowRight':
    case 'ArrowUp':
      return from + 1;
    case 'PageUp':
      return from - 10;
    case 'PageDown':
      return from + 10;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** The bars of a selection, the earlier one first. */
export function endsOf({ anchor, cursor }: BarSelection): readonly [number, number] {
  return anchor < cursor ? [anchor, cursor] : [cursor, anchor];
}

/** The bar at a place of the chart. @param share from its left end, 0 to 1 */
export function barAt(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

/** The times that a filter takes for the selected bars; undefined if there are none. */
export function timesOf(
  selection: BarSelection,
  bars: readonly Bar[],
  bucketUs: number,
): { readonly after: string; readonly before: string } | undefined {
  const [first, last] = endsOf(selection);
  const from = bars[first];
  const until = bars[Math.min(last, bars.length - 1)];
  if (!from || !until) return undefined;
  return { after: printTime(Math.max(0, from.atUs)), before: printTime(until.atUs + bucketUs) };
}
