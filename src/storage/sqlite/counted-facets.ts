import { facetNames, maxFacetValues, type Facets } from '../../index/search-engine.ts';

type FacetName = (typeof facetNames)[number];

/** What one row's text holds, in order, with NUL between: no indexed text has one. */
const columns = ['type', 'myid', 'status', 'method', 'origin', 'ext'] as const;

/** The values of kinds of rows, added up. @param kinds what `columns` of a row say, and how many rows say it */
export function countedFacets(kinds: ReadonlyMap<string, number>): Facets {
  const counts = new Map(facetNames.map((name) => [name, new Map<string, number>()]));
  for (const [kind, count] of kinds) {
    const values = kind.split('\0');
    columns.forEach((name, i) => {
      const ofName = counts.get(name);
      for (const value of valuesOf(name, values[i] ?? ''))
        ofName?.set(value, (ofName.get(value) ?? 0) + count);
    });
  }
  return Object.fromEntries(
    facetNames.map((name) => [name, mostFrequent(counts.get(name) ?? new Map<string, number>())]),
  ) as unknown as Facets; // by its keys
}

/** Extensions are JSON, as the writer wrote it: a line end may be part of a name. */
function valuesOf(name: FacetName, value: string): Iterable<string> {
  if (value === '') return [];
  return name === 'ext' ? new Set(JSON.parse(value) as string[]) : [value];
}

function mostFrequent(values: ReadonlyMap<string, number>): Facets[FacetName] {
  return [...values]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, maxFacetValues);
}
