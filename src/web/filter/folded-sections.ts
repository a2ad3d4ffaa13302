const key = 'ringlog-folded-facets';

/** The sections of the facets that somebody has folded away in this browser. */
export function foldedSections(): ReadonlySet<string> {
  try {
    return new Set((localStorage.getItem(key) ?? '').split(' ').filter((name) => name !== ''));
  } catch {
    return new Set();
  }
}

export function keepFolded(name: string, isFolded: boolean): void {
  const folded = new Set(foldedSections());
  if (isFolded) folded.add(name);
  else folded.delete(name);
  try {
    localStorage.setItem(key, [...folded].join(' '));
  } catch {
    // Not kept: it holds until the page is left.
  }
}
