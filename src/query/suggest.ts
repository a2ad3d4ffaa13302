import { maxWordLength, nearestWord } from '../protocol/spelling.ts';

/**
 * The candidate that was probably meant: one that the word begins with or that begins with the word, else the one with the fewest
 * insertions, deletions, replacements and swaps of neighbours, if these are at most a third of the word. Undefined if none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return nearestWord(word, candidates) ?? sharedBeginning(word, candidates);
}

function sharedBeginning(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, maxWordLength).toLowerCase();
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const shorter = Math.min(other.length, wanted.length);
    if (shorter >= 3 && (other.startsWith(wanted) || wanted.startsWith(other))) return candidate;
  }
  return undefined;
}
