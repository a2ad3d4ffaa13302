import { FilterError } from '../../query/filter-error.ts';
import { parseFilter } from '../../query/parse.ts';
import type { FilterContext } from '../../query/time-value.ts';
import type { Fault } from '../server/refusal.ts';

/** As the browser reads times. The server has the last word: without a zone they are its own. */
export function browserContext(): FilterContext {
  return {
    nowUs: Date.now() * 1000,
    zoneOffsetMinutes: (local) => -new Date(local).getTimezoneOffset(),
  };
}

/** What is wrong with a filter, its place left out of the sentence as it is shown; undefined if it is understood. */
export function faultIn(q: string): Fault | undefined {
  try {
    parseFilter(q, browserContext());
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { code, message, at, length, suggestion } = error;
    return {
      code,
      detail: message,
      at,
      length,
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  }
}

/** The sentence of a fault without the place and the suggestion, which are shown beside it. */
export function sentenceOf({ detail }: Fault): string {
  return detail.replace(/ \(at character \d+ of the filter\).*$/s, '');
}

/** The filter with the suggestion in the place of the wrong stretch. */
export function mended(q: string, { at = 0, length = 0, suggestion = '' }: Fault): string {
  return q.slice(0, at) + suggestion + q.slice(at + length);
}
