import { remember, remembered } from '../remembered.ts';

const key = 'ringlog-folded-facets';

/** The sections of the facets that somebody has folded away in this browser. */
export function foldedSections(): ReadonlySet<string> {
  return new Set((remembered(key) ?? '').split(' ').filter((name) => name !== ''));
}

export function keepFolded(name: string, isFolded: boolean): void {
  const folded = new Set(foldedSections());
  if (isFolded) folded.add(name);
  else folded.delete(name);
  remember(key, [...folded].join(' '));
}
