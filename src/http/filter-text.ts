import { AppError } from '../errors.ts';
import { needsCalls, type Filter } from '../query/filter.ts';
import { parseFilter } from '../query/parse.ts';
import { printTerm } from '../query/print.ts';

/**
 * Reads a filter that came with a request; relative times count from now, times without a zone are the server's.
 * @throws {AppError} `bad_filter`, with `at`, `length` and perhaps `suggestion`
 */
export function readFilter(text: string, nowUs: number): Filter {
  return parseFilter(text, { nowUs, zoneOffsetMinutes });
}

/**
 * The same for those who follow events as they come: what becomes of a call is not known then.
 * @throws {AppError} `bad_filter`
 */
export function readLiveFilter(text: string, nowUs: number): Filter {
  const filter = readFilter(text, nowUs);
  const term = needsCalls(filter);
  if (!term) return filter;
  const key = `${term.key}:`;
  throw new AppError(
    'bad_filter',
    `${printTerm(term)} asks how a call ends, and an event comes before that is known. Follow calls instead (/api/v1/stream?of=calls, ringlog tail --calls), or leave the term out.`,
    { details: { at: Math.max(0, text.toLowerCase().indexOf(key)), length: key.length } },
  );
}

function zoneOffsetMinutes(localIso: string): number {
  return -new Date(localIso).getTimezoneOffset();
}
