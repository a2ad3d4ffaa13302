import {
  isCallTerm,
  isEventTerm,
  isTimeTerm,
  type CallTerm,
  type Filter,
  type FindingTerm,
  type Term,
} from './filter.ts';
import { narrow, type TokenQuery } from './narrow.ts';

/** What an index may select before `matchesCall` decides: never fewer calls than match. */
export interface CallNarrowing {
  /** What the tokens of one event of every match fulfil. Absent: nothing is known. */
  readonly tokens?: TokenQuery;
  /** Started at this time or later, µs since 1970 UTC. */
  readonly fromUs?: number;
  /** Started before this time. */
  readonly untilUs?: number;
  /** The terms about calls and findings, which hold of every match: for an index that keeps facts of calls. */
  readonly terms: readonly (CallTerm | FindingTerm)[];
  /** All terms about events hold of a call if the tokens of one of its events that are not cut fulfil `tokens`. */
  readonly isExact: boolean;
}

/** What the index can know of a filter for calls. */
export function narrowCalls({ terms }: Filter): CallNarrowing {
  // Nothing is known from a negated one: no event may fit it, but an index finds those that do not.
  const wanted = terms.filter((term) => isEventTerm(term) && !term.isNegated);
  const { tokens, isExact } = narrow({ terms: wanted });
  const { fromUs, untilUs } = narrow({ terms: terms.filter(isTimeTerm) });
  return {
    ...(tokens !== undefined && { tokens }),
    ...(fromUs !== undefined && { fromUs }),
    ...(untilUs !== undefined && { untilUs }),
    terms: terms.filter(isAboutCalls),
    isExact: isExact && !terms.some((term) => isEventTerm(term) && term.isNegated),
  };
}

function isAboutCalls(term: Term): term is CallTerm | FindingTerm {
  return isCallTerm(term) || term.key === 'finding';
}
