import { cellsOf, fitted, type Cells } from './ladder-cells.ts';
import { drawColumns, drawRow } from './ladder-drawing.ts';
import {
  frameOf,
  hasLine,
  maxColumns,
  titleRows,
  type LadderFrame,
  type LadderRow,
} from './ladder-frame.ts';
import { glyphs } from './ladder-glyphs.ts';
import { legendOf } from './ladder-legend.ts';
import { labelOf, noteOf } from './ladder-notes.ts';
import { ladderHeader } from './ladder-header.ts';
import type { Ladder } from './ladder.ts';

export interface LadderTextOptions {
  /** In cells of a terminal, default 100; less than 60 is taken as 60. */
  readonly width?: number;
  /** For terminals without UTF-8. */
  readonly ascii?: boolean;
}

const minWidth = 60;

/**
 * A ladder as lines of text, none wider than `width`: what the call was, then a row for each event, then what the signs mean. Captured text
 * comes out inert: no control character, nor any that reorders text, is in it.
 */
export function ladderText(ladder: Ladder, options: LadderTextOptions = {}): readonly string[] {
  const { width: wanted = 100, ascii = false } = options;
  const width = Math.max(minWidth, Math.floor(wanted));
  const folded = fold(ladder, maxColumns(width));
  const rows: readonly LadderRow[] = [...folded.marks, ...folded.ghosts].sort(
    (a, b) => a.place - b.place,
  );
  const frame = frameOf(folded, rows, width, ascii);
  const { moreEvents } = ladder;
  const lines = [
    ...ladderHeader(ladder, width, ascii),
    [],
    ...titleRows(frame),
    ...rows.flatMap((row, place) => {
      const cells = rowCells(folded, row, frame, ascii);
      const isPause =
        rows.length <= maxSpacedRows && pauseUs(row, rows[place + 1], folded) >= longPauseUs;
      return isPause ? [cells, pauseCells(folded, row, frame, ascii)] : [cells];
    }),
    ...(moreEvents > 0 ? [cellsOf(moreText(moreEvents), ascii)] : []),
    ...legendOf(folded, width, ascii),
  ];
  return lines.map((cells) => cells.join('').trimEnd());
}

/** Where time passes a row without an event shows who rings and who talks meanwhile; long ladders do without. */
const longPauseUs = 1_000_000;
const maxSpacedRows = 60;

function pauseUs(row: LadderRow, next: LadderRow | undefined, { clock }: Ladder): number {
  if (next === undefined) return 0;
  return clock === 'received' ? next.receivedUs - row.receivedUs : next.pbxUs - row.pbxUs;
}

function pauseCells(ladder: Ladder, row: LadderRow, frame: LadderFrame, ascii: boolean): Cells {
  const cells = Array<string>(frame.width).fill(' ');
  drawColumns(cells, ladder, row.place, frame, glyphs(ascii));
  return cells;
}

function moreText(count: number): string {
  return `… ${count} more ${count === 1 ? 'event' : 'events'}`;
}

function rowCells(ladder: Ladder, row: LadderRow, frame: LadderFrame, ascii: boolean): Cells {
  const { width, timeWidth, notesAt, hasLabels, times } = frame;
  const isNamed = hasLabels && hasLine(row);
  const note = noteOf(row, ladder);
  const text = isNamed ? note : `${labelOf(row).padEnd(note === '' ? 0 : labelWidth)}  ${note}`;
  const cells = Array<string>(width).fill(' ');
  const time = (times.get(row.place) ?? '').padStart(timeWidth);
  put(cells, 0, cellsOf(time, ascii));
  drawColumns(cells, ladder, row.place, frame, glyphs(ascii));
  drawRow(cells, ladder, row, frame, glyphs(ascii), isNamed);
  put(cells, notesAt, fitted(cellsOf(text, ascii), width - notesAt, ascii));
  return cells;
}

const labelWidth = 'dial-out'.length;

function put(cells: string[], at: number, text: Cells): void {
  for (const [place, cell] of text.entries()) cells[at + place] = cell;
}

/** What there is no room for goes into the last column. */
function fold(ladder: Ladder, most: number): Ladder {
  const { columns, bars, marks, ghosts } = ladder;
  if (columns.length <= most) return ladder;
  const last = most - 1;
  const folded = <Row extends LadderRow>(row: Row): Row => ({
    ...row,
    ...(row.column === undefined ? undefined : { column: Math.min(row.column, last) }),
    ...(row.otherColumn === undefined
      ? undefined
      : { otherColumn: Math.min(row.otherColumn, last) }),
  });
  return {
    ...ladder,
    columns: [...columns.slice(0, last), { title: 'others', kind: 'others' }],
    bars: bars.map((bar) => ({ ...bar, column: Math.min(bar.column, last) })),
    marks: marks.map(folded),
    ghosts: ghosts.map(folded),
  };
}
