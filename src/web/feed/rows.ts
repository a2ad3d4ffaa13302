import type { FeedSource } from './source.ts';

type Order<Row> = Pick<FeedSource<Row>, 'keyOf' | 'compare'>;

/**
 * Rows with others taken in: one of the same key replaces what was there, a new one goes to its place; without an order, to the top.
 * @param incoming as they came, the latest last
 * @param hasOlder whether rows below the last are not loaded: what would stand there is left out
 */
export function mergeRows<Row>(
  { keyOf, compare }: Order<Row>,
  rows: readonly Row[],
  incoming: readonly Row[],
  hasOlder: boolean,
): readonly Row[] {
  const latest = new Map(incoming.map((row) => [keyOf(row), row]));
  const kept = rows.map((row) => {
    const key = keyOf(row);
    const newer = latest.get(key);
    if (newer === undefined) return row;
    latest.delete(key);
    return newer;
  });
  if (latest.size === 0) return kept;
  const added = [...latest.values()].reverse();
  if (!compare) return [...added, ...kept];
  const last = kept.at(-1);
  const placed = added
    .filter((row) => !hasOlder || last === undefined || compare(row, last) < 0)
    .sort(compare);
  const merged: Row[] = [];
  let at = 0;
  for (const row of placed) {
    for (let old = kept[at]; old !== undefined && compare(old, row) < 0; old = kept[at]) {
      merged.push(old);
      at++;
    }
    merged.push(row);
  }
  return [...merged, ...kept.slice(at)];
}

/** Rows as a newer look at the newest of them says: the page, and of the rows those that stood below all of it. */
export function refreshRows<Row>(
  { keyOf }: Order<Row>,
  rows: readonly Row[],
  page: readonly Row[],
): readonly Row[] {
  const onPage = new Set(page.map(keyOf));
  const lastShared = rows.findLastIndex((row) => onPage.has(keyOf(row)));
  return lastShared < 0 ? page : [...page, ...rows.slice(lastShared + 1)];
}
