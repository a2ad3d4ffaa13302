/**
 * Insertions, deletions, replacements and swaps of neighbours that make one word of the other (optimal string alignment); `limit` + 1 if it
 * takes more than `limit`.
 */
export function distanceWithin(limit: number, a: string, b: string): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const cost = costAt(a, b, row, column, { beforeLast, last, current });
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(cell(last, b.length), limit + 1);
}

/**
 * The word that was probably meant: the one that takes the fewest of these changes, if that are at most a third of the letters, in any case.
 * Undefined if none is near.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.slice(0, maxWordLength).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = distanceWithin(bestDistance - 1, wanted, candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** No word that is known is longer; it bounds the work for nonsense. */
export const maxWordLength = 40;

interface Rows {
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
  readonly current: readonly number[];
}

function costAt(a: string, b: string, row: number, column: number, rows: Rows): number {
  const isSame = a[row - 1] === b[column - 1];
  const cost = Math.min(
    cell(rows.last, column) + 1,
    cell(rows.current, column - 1) + 1,
    cell(rows.last, column - 1) + (isSame ? 0 : 1),
  );
  const isSwap =
    row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
  return isSwap ? Math.min(cost, cell(rows.beforeLast, column - 2) + 1) : cost;
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
