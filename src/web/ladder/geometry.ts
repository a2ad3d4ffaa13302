import type { Ladder, LadderBar } from '../../protocol/ladder.ts';
import { headingsOf, type Heading } from './headings.ts';
import { rowHeight, rowsOf, type PlacedRow } from './rows.ts';
import { spacingOf, type Spacing } from './spacing.ts';
import { tailsOf, type Tail } from './tails.ts';

export interface DrawnRow extends PlacedRow {
  /** Of what it is about; absent where no column is known. */
  readonly x?: number | undefined;
  readonly otherX?: number | undefined;
}

/** What a leg was for a while. */
export interface DrawnSpan {
  readonly key: string;
  readonly state: LadderBar['spans'][number]['state'];
  readonly isDashed: boolean;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where everything is, px from the top left of the drawing. Beside it stand the times and the words of its rows. */
export interface Drawing {
  readonly timesWidth: number;
  readonly width: number;
  readonly wordsWidth: number;
  readonly height: number;
  readonly headings: readonly Heading[];
  readonly headingLevels: number;
  readonly rows: readonly DrawnRow[];
  readonly spans: readonly DrawnSpan[];
  readonly tails: readonly Tail[];
  /** Where the strip with the tails begins; the width of the drawing if there is none. */
  readonly tailsAt: number;
}

const lanePitch = 9;
const tailsWidth = 40;
/** Behind the last bar. */
const lanePadding = 10;

/** Where everything of a ladder is drawn. @param room px there are for all of it; more are taken if it does not fit */
export function drawingOf(ladder: Ladder, room: number): Drawing {
  const rows = rowsOf(ladder);
  const tails = tailsOf(ladder, rows);
  const strip = tails.length > 0 ? tailsWidth : 0;
  const timesWidth = timesWidthOf(rows);
  const { spacing, wordsWidth } = shared(ladder, rows, {
    room: room - timesWidth - strip,
    before: timesWidth,
  });
  const { xs, width: tailsAt } = spacing;
  const headings = headingsOf(ladder.columns, xs);
  const height = (rows.at(-1)?.y ?? 0) + rowHeight / 2;
  const xOf = xFinder(ladder, xs);
  return {
    timesWidth,
    width: tailsAt + strip,
    wordsWidth,
    height,
    headings,
    headingLevels: Math.max(0, ...headings.map(({ level }) => level + 1)),
    rows: rows.map((placed) => ({
      ...placed,
      x: xOf(placed.row.column, placed.row.leg),
      otherX: xOf(placed.row.otherColumn, undefined),
    })),
    spans: ladder.bars.flatMap((bar) => spansOf(bar, rows, xOf(bar.column, bar.leg) ?? 0, height)),
    tails,
    tailsAt,
  };
}

/** What the columns and the words get of the room they share: the columns so much that their headings fit, the words the rest. */
function shared(
  { columns, bars }: Ladder,
  rows: readonly PlacedRow[],
  { room, before }: { readonly room: number; readonly before: number },
): { readonly spacing: Spacing; readonly wordsWidth: number } {
  const lanes = bars.filter(({ column }) => column === columns.length - 1).map(({ lane }) => lane);
  const tail = Math.max(0, ...lanes) * lanePitch + lanePadding;
  const edges = { tail, before };
  const wanted = wordsWidthOf(rows);
  const least = spacingOf(columns, 0, edges).width;
  if (least > room - leastWords) return scrolled(columns, tail);
  const words = Math.max(leastWords, Math.min(wanted, room - least));
  const generous = spacingOf(columns, room - words, edges);
  // Words can be cut, and are told in full below; headings cannot.
  const most = Math.min(room - leastWords, generous.naturalWidth);
  const spacing = generous.isWide ? generous : spacingOf(columns, most, edges);
  return { spacing, wordsWidth: Math.max(leastWords, room - spacing.width) };
}

/** What has to scroll anyway need not be narrow; nor does its first heading reach over the times, below which it moves. */
function scrolled(columns: Ladder['columns'], tail: number): ReturnType<typeof shared> {
  const edges = { tail, before: 0 };
  const { naturalWidth } = spacingOf(columns, 0, edges);
  return { spacing: spacingOf(columns, naturalWidth, edges), wordsWidth: leastWords };
}

/** About as wide as letters of 11.5 px are. */
const charPx = 6.2;
const timePadding = 14;
const wordPadding = 22;
const badgePadding = 14;
const leastWords = 132;
const mostWords = 300;

function timesWidthOf(rows: readonly PlacedRow[]): number {
  const longest = Math.max(6, ...rows.map(({ time }) => time.length));
  return Math.ceil(longest * charPx) + timePadding;
}

function wordsWidthOf(rows: readonly PlacedRow[]): number {
  const widths = rows.map(({ row, label, note }) => {
    const badges = 'missing' in row ? [] : row.badges;
    const chars = label.length + note.length + badges.join('').length;
    return chars * charPx + badges.length * badgePadding + wordPadding;
  });
  return Math.ceil(Math.min(mostWords, Math.max(leastWords, ...widths)));
}

function xFinder(
  { bars }: Ladder,
  xs: readonly number[],
): (column: number | undefined, leg: number | undefined) => number | undefined {
  const laneOf = new Map(bars.map(({ leg, lane }) => [leg, lane]));
  return (column, leg) => {
    const x = column === undefined ? undefined : xs[column];
    return x === undefined || leg === undefined ? x : x + (laneOf.get(leg) ?? 0) * lanePitch;
  };
}

function spansOf(
  { leg, spans, isDashed }: LadderBar,
  rows: readonly PlacedRow[],
  x: number,
  height: number,
): readonly DrawnSpan[] {
  const yOf = (place: number | undefined): number =>
    place === undefined ? height : (rows[place]?.y ?? height);
  return spans.map(({ state, fromPlace, toPlace }, part) => ({
    key: `${leg}-${part}`,
    state,
    isDashed,
    x,
    top: yOf(fromPlace),
    bottom: yOf(toPlace),
  }));
}
