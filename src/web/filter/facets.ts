import type { View } from '../place/place.ts';

/** A value and how often it occurs. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type FacetName =
  'outcome' | 'direction' | 'finding' | 'ext' | 'myid' | 'type' | 'status' | 'method' | 'origin';

/** The sections of the column, by what is counted: the facets' names are keys of the filter. */
export const facetSections: Readonly<Record<'calls' | 'events', readonly FacetName[]>> = {
  calls: ['outcome', 'direction', 'finding', 'ext', 'myid'],
  events: ['type', 'myid', 'ext', 'status', 'method', 'origin', 'finding'],
};

export const facetTitles: Readonly<Record<FacetName, string>> = {
  outcome: 'Outcome',
  direction: 'Direction',
  finding: 'Finding',
  ext: 'Extension',
  myid: 'myid',
  type: 'Type',
  status: 'Status',
  method: 'Method',
  origin: 'Origin',
};

/** What a view's facets count. */
export function countedIn(view: View): 'calls' | 'events' {
  return view === 'calls' ? 'calls' : 'events';
}

/**
 * The values in the order to show them: the most frequent first. Those that the filter names are there even if nothing has them, or they
 * could not be let go.
 * @param held an order that must not change, for a pointer is over it: what is gone stays with 0, what is new comes last
 */
export function orderedValues(
  counted: readonly FacetValue[],
  named: readonly string[],
  held: readonly string[] = [],
): readonly FacetValue[] {
  const counts = new Map(counted.map(({ value, count }) => [value, count]));
  const known = [...counts.keys(), ...held].map((value) => value.toLowerCase());
  // Of an extension `101` is the one that is counted as `000*101`.
  const isKnown = (value: string): boolean =>
    known.some((other) => other === value || other.endsWith(`*${value}`));
  const missing = named.filter((value) => !isKnown(value.toLowerCase()));
  const order = new Set([...held, ...counts.keys(), ...missing]);
  return [...order].map((value) => ({ value, count: counts.get(value) ?? 0 }));
}
