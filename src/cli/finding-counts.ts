import type { ApiFinding } from '../api/finding.ts';
import type { Painter } from '../formats/paint.ts';

type Level = ApiFinding['level'];

/** How many there are of each level. */
export function countFindings(findings: readonly ApiFinding[]): Readonly<Record<Level, number>> {
  const counts = { error: 0, warn: 0, info: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/** How each level is painted. */
export function levelPaint({
  red,
  yellow,
  dim,
}: Painter): Readonly<Record<Level, (text: string) => string>> {
  return { error: red, warn: yellow, info: dim };
}
