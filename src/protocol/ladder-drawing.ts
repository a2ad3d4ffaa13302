import { cellsOf } from './ladder-cells.ts';
import { hasLine, maxLanes, type LadderFrame, type LadderRow } from './ladder-frame.ts';
import type { LadderGlyphs } from './ladder-glyphs.ts';
import { labelOf } from './ladder-notes.ts';
import type { Ladder, LadderBar } from './ladder.ts';

/** Draws all columns and the bars in them, as they are from this place on. */
export function drawColumns(
  cells: string[],
  ladder: Ladder,
  place: number,
  frame: LadderFrame,
  glyphs: LadderGlyphs,
): void {
  for (const x of frame.xs) cells[x] = glyphs.life;
  for (const bar of ladder.bars) {
    const span = spanAt(bar, place);
    const x = barAt(bar, frame);
    if (span !== undefined && x !== undefined)
      cells[x] = (bar.isDashed ? glyphs.dashedBars : glyphs.bars)[span.state];
  }
}

/** Draws the sign of an event and its line over the columns; `isNamed`: with its name on it. */
export function drawRow(
  cells: string[],
  ladder: Ladder,
  row: LadderRow,
  frame: LadderFrame,
  glyphs: LadderGlyphs,
  isNamed: boolean,
): void {
  const ownAt = ownX(ladder, row, frame);
  if (ownAt === undefined) return;
  const otherAt = row.otherColumn === undefined ? undefined : frame.xs[row.otherColumn];
  if (hasLine(row) && otherAt !== undefined && otherAt !== ownAt) {
    drawBetween(cells, row, ownAt, otherAt, glyphs);
    if (isNamed) drawLabel(cells, row, ownAt, otherAt, frame);
  }
  cells[ownAt] = ownGlyph(row, glyphs);
}

function spanAt({ spans }: LadderBar, place: number): LadderBar['spans'][number] | undefined {
  return spans.find(({ fromPlace, toPlace = Infinity }) => fromPlace <= place && place < toPlace);
}

function barAt({ column, lane }: LadderBar, { xs }: LadderFrame): number | undefined {
  const x = xs[column];
  return x === undefined ? undefined : x + Math.min(lane, maxLanes);
}

/** Where the row's own end is: at its bar, or in the middle of its column. */
function ownX({ bars }: Ladder, row: LadderRow, frame: LadderFrame): number | undefined {
  const bar = row.leg === undefined ? undefined : bars.find(({ leg }) => leg === row.leg);
  if (bar !== undefined) return barAt(bar, frame);
  return row.column === undefined ? undefined : frame.xs[row.column];
}

function drawBetween(
  cells: string[],
  row: LadderRow,
  ownAt: number,
  otherAt: number,
  glyphs: LadderGlyphs,
): void {
  const from = Math.min(ownAt, otherAt) + 1;
  const to = Math.max(ownAt, otherAt) - 1;
  const line = 'missing' in row ? glyphs.ghostLine : glyphs.line;
  for (let x = from; x <= to; x++) {
    const isFree = cells[x] === ' ' || cells[x] === glyphs.life;
    cells[x] = isFree ? line : glyphs.crossing;
  }
  if (row.line !== 'to' && row.line !== 'from') return;
  const headAt = row.line === 'to' ? otherAt : ownAt;
  const isRight = headAt > (row.line === 'to' ? ownAt : otherAt);
  cells[isRight ? to : from] = isRight ? glyphs.right : glyphs.left;
}

/** Next to its own end, so that names of a column stand under each other. */
function drawLabel(
  cells: string[],
  row: LadderRow,
  ownAt: number,
  otherAt: number,
  { xs }: LadderFrame,
): void {
  const own = row.column ?? 0;
  const isLeft = otherAt < ownAt;
  const nextAt = xs[own + (isLeft ? -1 : 1)] ?? otherAt;
  const from = Math.min(ownAt, nextAt) + 1;
  const length = Math.max(ownAt, nextAt) - from;
  const label = labelOf(row);
  const at = from + Math.floor((length - label.length) / 2);
  for (const [place, letter] of cellsOf(label).entries()) cells[at + place] = letter;
}

function ownGlyph(row: LadderRow, glyphs: LadderGlyphs): string {
  if ('missing' in row) return glyphs.ghost;
  return row.line === 'end' || row.type === 'hangup' ? glyphs.end : glyphs.sender;
}
