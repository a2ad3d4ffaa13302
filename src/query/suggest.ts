import { distanceWithin } from '../protocol/spelling.ts';

/**
 * The candidate that was probably meant: one that the word begins with or that begins with the word, else the one with the fewest
 * insertions, deletions, replacements and swaps of neighbours, if these are at most a third of the word. Undefined if none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, maxLength).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = distanceWithin(bestDistance - 1, wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? sharedBeginning(wanted, candidates);
}

function sharedBeginning(wanted: string, candidates: Iterable<string>): string | undefined {
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const shorter = Math.min(other.length, wanted.length);
    if (shorter >= 3 && (other.startsWith(wanted) || wanted.startsWith(other))) return candidate;
  }
  return undefined;
}

/** No key or value word is longer; it bounds the work for nonsense. */
const maxLength = 40;
