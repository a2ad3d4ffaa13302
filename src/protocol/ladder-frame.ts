import { cellsOf, fitted, type Cells } from './ladder-cells.ts';
import { labelOf, noteOf, timeTexts } from './ladder-notes.ts';
import type { Ladder, LadderColumn, LadderGhost, LadderMark } from './ladder.ts';

/** Where everything stands in a ladder of text, in cells from the left. */
export interface LadderFrame {
  readonly width: number;
  readonly timeWidth: number;
  /** Of each column the middle. */
  readonly xs: readonly number[];
  readonly titles: readonly Cells[];
  readonly notesAt: number;
  /** Whether the names of events stand on their lines, not before the notes. */
  readonly hasLabels: boolean;
  readonly times: ReadonlyMap<number, string>;
}

export type LadderRow = LadderMark | LadderGhost;

/** Between two columns, at most: more makes a ladder no clearer. */
const maxGap = 24;
/** And at least, where names of events do not stand on their lines. */
const minGap = 3;
const minNotes = 12;
const maxTitle = 16;

/** Of a line with a name on it: a dash before, a dash and the head behind, and one to breathe. */
const aroundLabel = 4;

/** A place for everything: the wider the columns the better, as long as the notes fit as well. */
export function frameOf(
  ladder: Ladder,
  rows: readonly LadderRow[],
  width: number,
  isAscii: boolean,
): LadderFrame {
  const { columns, bars } = ladder;
  const times = timeTexts(ladder);
  const timeWidth = longest([...times.values()]);
  const full = columns.map((column) => cellsOf(titleOf(column), isAscii));
  const half = (title: Cells | undefined): number =>
    Math.ceil(Math.min(title?.length ?? 0, maxTitle) / 2);
  const lanes = Math.max(0, ...bars.map(({ lane }) => lane));
  const firstAt = timeWidth + 2 + half(full[0]);
  const afterLast = Math.max(half(full.at(-1)), 1 + Math.min(lanes, maxLanes)) + 2;
  const gaps = Math.max(1, columns.length - 1);
  const room = width - firstAt - afterLast;
  const notes = longest(rows.map((row) => noteOf(row, ladder)));
  const label = longest(rows.filter(hasLine).map(labelOf));
  const wide = Math.floor((room - notes) / gaps);
  const hasLabels = wide >= label + aroundLabel + Math.min(lanes, maxLanes);
  const narrow = Math.floor((room - notes - longest(rows.map(labelOf)) - 2) / gaps);
  const gap = hasLabels
    ? Math.min(wide, maxGap)
    : Math.max(minGap, Math.min(narrow, label + aroundLabel));
  const xs = columns.map((_, place) => firstAt + place * gap);
  return {
    width,
    timeWidth,
    xs,
    titles: full.map((title) => fitted(title, Math.max(maxTitle, gap - 2), isAscii)),
    notesAt: (xs.at(-1) ?? timeWidth) + afterLast,
    hasLabels,
    times,
  };
}

/** Bars side by side in a column; more stand on the last. */
export const maxLanes = 2;

/** How many columns there is room for. */
export function maxColumns(width: number): number {
  const timeAndTitle = 12 + 2 + maxTitle / 2;
  return Math.max(2, Math.floor((width - timeAndTitle - maxTitle / 2 - minNotes) / minGap));
}

export function hasLine(row: LadderRow): boolean {
  return row.line !== 'point' && row.column !== undefined && row.otherColumn !== undefined;
}

function titleOf({ title, kind }: LadderColumn): string {
  if (kind === 'ivr') return `${title} IVR`;
  return kind === 'queue' ? `${title} queue` : title;
}

function longest(texts: readonly string[]): number {
  let most = 0;
  for (const text of texts) most = Math.max(most, text.length);
  return most;
}

/** The titles over their columns: in several rows if they are too long to stand side by side. */
export function titleRows({ xs, titles, width, timeWidth }: LadderFrame): readonly Cells[] {
  const rows: string[][] = [];
  for (const [place, title] of titles.entries()) {
    const x = xs[place] ?? 0;
    const at = Math.max(
      timeWidth + 2,
      Math.min(x - Math.floor(title.length / 2), width - title.length),
    );
    let row = rows.find((cells) => cells.length === 0 || cells.length < at);
    if (row === undefined && rows.length < maxTitleRows) rows.push((row = []));
    row ??= rows.reduce((a, b) => (a.length <= b.length ? a : b));
    while (row.length < at) row.push(' ');
    row.push(...(row.length > at ? fitted([' ', ...title], width - row.length) : title));
  }
  return rows.reverse().map((cells) => cells.slice(0, width));
}

const maxTitleRows = 4;
