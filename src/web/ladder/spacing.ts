import type { LadderColumn } from '../../protocol/ladder.ts';
import { titleOf } from './headings.ts';

/** How the columns of a ladder can stand, px. */
export interface Spacing {
  /** Their middles. */
  readonly xs: readonly number[];
  /** From the left edge of the first heading to the right one of the last. */
  readonly width: number;
  /** What it takes for all headings to stand side by side. */
  readonly naturalWidth: number;
  readonly isWide: boolean;
}

const minPitch = 46;
const maxPitch = 124;
/** Before the first column and behind the last. */
const margin = 18;

/**
 * Where the columns stand, so that their headings fit side by side if there is room for that, and closer if there is not.
 * @param room px; less than the least they need is taken as that
 * @param edges what the bars of the last column need to its right (`tail`), and what the first heading may take to the left (`before`)
 */
export function spacingOf(
  columns: readonly LadderColumn[],
  room: number,
  { tail, before }: { readonly tail: number; readonly before: number },
): Spacing {
  const widths = columns.map((column) => titleOf(column).width);
  const first = Math.max(margin, (widths[0] ?? 0) / 2 - before);
  const last = Math.max(margin, tail, (widths.at(-1) ?? 0) / 2);
  const wide = widths
    .slice(1)
    .map((width, at) => Math.max(minPitch, (width + (widths[at] ?? 0)) / 2));
  const natural = first + last + sum(wide);
  const isWide = natural <= room;
  const gaps = isWide ? grown(wide, room - natural) : wide.map(() => minPitch);
  let x = first;
  const xs = [x, ...gaps.map((gap) => (x += gap))].slice(0, columns.length);
  return { xs, width: Math.ceil(x + last), naturalWidth: Math.ceil(natural), isWide };
}

/** The gaps with what room there is shared out, the narrowest first, up to what is of use. */
function grown(gaps: readonly number[], room: number): readonly number[] {
  let low = 0;
  let high = maxPitch;
  // A level that all are raised to, as water fills a vessel.
  for (let round = 0; round < 12; round++) {
    const level = (low + high) / 2;
    const taken = sum(gaps.map((gap) => Math.max(gap, level) - gap));
    if (taken <= room) low = level;
    else high = level;
  }
  return gaps.map((gap) => Math.floor(Math.max(gap, low)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
