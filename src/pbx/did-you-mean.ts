import { distanceWithin } from '../protocol/spelling.ts';

/**
 * A sentence, with a space before it, for a word that is not known: the known one nearest to it, if one is near; else those there are.
 * @param all the known ones in words
 */
export function didYouMean(word: string, known: readonly string[], all: string): string {
  const near = nearest(word, known);
  return near === undefined ? ` There are ${all}.` : ` Did you mean ${near}?`;
}

/** The word with the fewest letters wrong, if these are at most a third. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.trim().slice(0, maxLength).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = distanceWithin(bestDistance - 1, wanted, candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** No word that is known is longer; it bounds the work for nonsense. */
const maxLength = 40;
