import type { Filter } from '../query/filter.ts';
import { narrow, type Narrowing } from '../query/narrow.ts';

/** Reading and decoding so many takes about a hundredth of a second. */
export const rowsAtOnce = 500;
/** Rows asked for at most. */
export const maxStep = 5_000;

/** One way to come to the matches of a filter. */
interface Step {
  readonly narrowing: Narrowing;
  /** Rows asked for at first. */
  readonly size: number;
  readonly isLast: boolean;
}

/**
 * How to come to the rows. A search for beginnings of words costs an engine as much as there are rows with such words; so the newest events
 * are looked at first: a frequent word is found among them, and a rare one costs little.
 */
export function stepsOf(
  filter: Filter,
  { order, limit }: { readonly order: 'newest' | 'oldest'; readonly limit: number },
): readonly Step[] {
  const narrowing = narrow(filter);
  const size = narrowing.isExact ? limit + 1 : Math.min(limit * 4 + 1, maxStep);
  const last = { narrowing, size, isLast: true };
  // More than the newest can give is asked for.
  if (order === 'oldest' || limit >= rowsAtOnce) return [last];
  // A call has few events, whatever the beginning of its id.
  const { tokens } = narrow({ terms: filter.terms.filter(({ key }) => !isId.has(key)) });
  if (!tokens || !asksForPrefix(tokens)) return [last];
  const { fromUs, untilUs } = narrowing;
  const recent = {
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
    isExact: false,
  };
  return [{ narrowing: recent, size: rowsAtOnce, isLast: false }, last];
}

const isId: ReadonlySet<string> = new Set(['call', 'leg']);

type TokenQuery = NonNullable<Narrowing['tokens']>;

function asksForPrefix(query: TokenQuery): boolean {
  if ('token' in query) return false;
  if ('prefix' in query) return true;
  if ('not' in query) return asksForPrefix(query.not);
  return ('any' in query ? query.any : query.all).some(asksForPrefix);
}
