import { nearestWord } from '../protocol/spelling.ts';

/**
 * A sentence, with a space before it, for a word that is not known: the known one nearest to it, if one is near; else those there are.
 * @param all the known ones in words
 */
export function didYouMean(word: string, known: readonly string[], all: string): string {
  const near = nearestWord(word.trim(), known);
  return near === undefined ? ` There are ${all}.` : ` Did you mean ${near}?`;
}
