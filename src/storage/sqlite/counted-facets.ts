import { facetNames, type Facets } from '../../index/search-engine.ts';
import { rulesIn } from '../../index/call-entry.ts';
import { ValueCounts } from './value-counts.ts';

type FacetName = (typeof facetNames)[number];

/** What one row's text holds, in order, with NUL between: no indexed text has one. */
const columns = ['type', 'myid', 'status', 'method', 'origin', 'finding', 'ext'] as const;

/** The values of kinds of rows, added up. @param kinds what `columns` of a row say, and how many rows say it */
export function countedFacets(kinds: ReadonlyMap<string, number>): Facets {
  const counts = new Map(facetNames.map((name) => [name, new ValueCounts()]));
  for (const [kind, count] of kinds) {
    const values = kind.split('\0');
    columns.forEach((name, i) => {
      for (const value of valuesOf(name, values[i] ?? '')) counts.get(name)?.add(value, count);
    });
  }
  return Object.fromEntries(
    facetNames.map((name) => [name, counts.get(name)?.mostFrequent() ?? []]),
  ) as unknown as Facets; // by its keys
}

/** Extensions are JSON, as the writer wrote it: a line end may be part of a name. */
function valuesOf(name: FacetName, value: string): Iterable<string> {
  if (value === '') return [];
  if (name === 'finding') return rulesIn(value);
  return name === 'ext' ? new Set(JSON.parse(value) as string[]) : [value];
}
