import type { Ladder, LadderGhost, LadderMark } from '../../protocol/ladder.ts';

/** From where an event happened to where it was received: the steeper, the later it came; two that cross came in another order. */
export interface Tail {
  readonly place: number;
  readonly fromY: number;
  readonly toY: number;
  readonly isReordered: boolean;
}

interface PlacedRow {
  readonly place: number;
  readonly y: number;
  readonly row: LadderMark | LadderGhost;
}

/** A tail of fewer px is not seen. */
const minRise = 2;

/**
 * The tails of a ladder in the order of one clock, to the other: none if nothing of them would be seen, or if it is ordered by receipt alone.
 * Where nobody knows how long an event took there is none for it.
 */
export function tailsOf({ clock }: Ladder, rows: readonly PlacedRow[]): readonly Tail[] {
  if (clock === 'received') return [];
  const isByPbx = clock === 'pbx';
  const axis = axisOf(
    rows.flatMap(({ y, row }) =>
      'missing' in row ? [] : { us: isByPbx ? row.pbxUs : row.receivedUs, y },
    ),
  );
  const found = rows.flatMap(({ place, y, row }) => {
    if ('missing' in row || row.lagUs === undefined) return [];
    return { place, y, us: isByPbx ? row.receivedUs : row.pbxUs, isReordered: row.isReordered };
  });
  const otherEnds = spread(found.map(({ us }) => ({ us, y: axis(us) })));
  const tails = found.map(({ place, y, isReordered }, at): Tail => {
    const other = otherEnds[at] ?? y;
    return {
      place,
      isReordered,
      ...(isByPbx ? { fromY: y, toY: other } : { fromY: other, toY: y }),
    };
  });
  return tails.some(({ fromY, toY }) => Math.abs(toY - fromY) >= minRise) ? tails : [];
}

interface Stop {
  readonly us: number;
  readonly y: number;
}

/** Ends at about the same time stand so far apart, px, that one sees which came first. */
const leastApart = 4;

/** The heights of the ends, in the order of their times. */
function spread(ends: readonly Stop[]): readonly number[] {
  const ys: number[] = ends.map(({ y }) => y);
  const ordered = [...ends.entries()].sort(([, a], [, b]) => a.us - b.us);
  let least = -Infinity;
  for (const [at, { y }] of ordered) {
    ys[at] = Math.max(y, least);
    least = (ys[at] ?? y) + leastApart;
  }
  return ys;
}

/** How far beyond the first and last row something may be drawn, px. */
const overhang = 10;

/** Rows stand evenly, whatever the time between them: a time between two rows is as far between them. */
function axisOf(found: readonly Stop[]): (us: number) => number {
  const stops: Stop[] = [];
  // In the order of storing, times may fall: then the latest so far counts.
  for (const { us, y } of found) stops.push({ us: Math.max(us, stops.at(-1)?.us ?? us), y });
  return (us) => {
    const first = stops[0];
    const last = stops.at(-1);
    if (first === undefined || last === undefined) return 0;
    if (us < first.us) return first.y - overhang;
    if (us > last.us) return last.y + overhang;
    let low = 0;
    let high = stops.length - 1;
    // The last row that is not later.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((stops[middle]?.us ?? Infinity) <= us) low = middle;
      else high = middle - 1;
    }
    const from = stops[low] ?? first;
    const to = stops[low + 1];
    if (to === undefined || to.us === from.us) return from.y;
    return from.y + ((us - from.us) / (to.us - from.us)) * (to.y - from.y);
  };
}
