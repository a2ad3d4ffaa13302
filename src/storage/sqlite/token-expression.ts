import type { TokenQuery } from '../../query/narrow.ts';

/** Every event has this token; no other begins with a digit. Without it FTS5 could not express "all but". */
export const everyToken = '0all';

/**
 * A query of tokens in the language of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax). Tokens hold letters, digits and
 * characters from U+0080 only, so nothing in them needs escaping.
 */
export function tokenExpression(query: TokenQuery): string {
  if ('token' in query) return `"${query.token}"`;
  if ('prefix' in query) return `"${query.prefix}"*`;
  if ('not' in query) return `("${everyToken}" NOT ${tokenExpression(query.not)})`;
  if ('any' in query) return query.any.length === 0 ? `"${noToken}"` : joined(query.any, ' OR ');
  const positive = query.all.filter((part) => !('not' in part));
  const negative = query.all.flatMap((part) => ('not' in part ? [part.not] : []));
  const base = positive.length === 0 ? `"${everyToken}"` : joined(positive, ' AND ');
  return negative.length === 0 ? base : `(${base} NOT ${joined(negative, ' OR ')})`;
}

/** No event has this one. */
const noToken = '0none';

function joined(parts: readonly TokenQuery[], operator: string): string {
  return `(${parts.map(tokenExpression).join(operator)})`;
}
