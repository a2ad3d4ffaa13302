import type { CallFacts, FindingFacts } from './call-facts.ts';
import type { CallTerm, DurationRange, FindingTerm, TimeTerm } from './filter.ts';
import { fold } from './fold.ts';

/*
 * Terms that not only an event answers. Whether they are negated is left to who asks.
 */

/** Whether a call is what the term asks for. What is not known of it fits nothing. */
export function callFits(term: CallTerm, call: CallFacts): boolean {
  switch (term.key) {
    case 'outcome':
      return term.values.some(({ wanted }) => wanted === call.outcome);
    case 'direction':
      return term.values.some(({ wanted }) => wanted === call.direction);
    case 'duration':
      return durationFits(term.values, call.talkUs);
    case 'rang':
      return durationFits(term.values, call.ringUs);
  }
}

function durationFits(ranges: readonly DurationRange[], us: number | undefined): boolean {
  return us !== undefined && ranges.some((range) => isWithin(range, us));
}

function isWithin(range: DurationRange, us: number): boolean {
  switch (range.operator) {
    case '>':
      return us > range.us;
    case '>=':
      return us >= range.us;
    case '<':
      return us < range.us;
    case '<=':
      return us <= range.us;
    case '..':
      return us >= range.us && us <= range.untilUs;
  }
}

/** Whether one of the findings is of a wanted rule or level. */
export function findingFits({ values }: FindingTerm, findings: readonly FindingFacts[]): boolean {
  for (const { rule, level } of findings) {
    const foldedRule = fold(rule);
    for (const { wanted } of values) if (wanted === foldedRule || wanted === level) return true;
  }
  return false;
}

/** @param us µs since 1970 UTC */
export function timeFits({ key, atUs }: TimeTerm, us: number): boolean {
  return key === 'after' ? us >= atUs : us < atUs;
}
