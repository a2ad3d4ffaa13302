import type { ColumnKind, LadderColumn } from '../../protocol/ladder.ts';
import { visible } from '../text/visible.ts';

/** What stands over a column. */
interface Title {
  /** Captured text, made safe to show. */
  readonly title: string;
  /** What it is, or its name. */
  readonly note: string;
  /** px */
  readonly width: number;
}

export interface Heading extends Title {
  readonly kind: ColumnKind;
  readonly x: number;
  /** 0 is nearest to the drawing; those that would touch stand above each other. */
  readonly level: number;
}

const kindNames: Readonly<Record<ColumnKind, string>> = {
  outside: 'outside',
  ivr: 'IVR',
  queue: 'queue',
  phone: 'phone',
  extension: 'extension',
  others: '',
};

const maxTitle = 20;
const maxNote = 18;
/** About as wide as digits of 12 px, bold, and letters of 10.5 px are. */
const titleCharPx = 7.8;
const noteCharPx = 5.9;
const iconPx = 14;
const gapPx = 8;

/** The heading of a column, and about how wide it is. */
export function titleOf(column: LadderColumn): Title {
  const title = visible(column.title, maxTitle);
  const kind = kindNames[column.kind];
  const name = column.name === undefined ? kind : visible(column.name.trim(), maxNote);
  const note = name === title ? kind : name;
  const width = Math.max(title.length * titleCharPx + iconPx, note.length * noteCharPx) + gapPx;
  return { title, note, width: Math.ceil(width) };
}

/** The headings of the columns, on as few levels as they fit. @param xs the middles of the columns, px */
export function headingsOf(
  columns: readonly LadderColumn[],
  xs: readonly number[],
): readonly Heading[] {
  const ends: number[] = [];
  return columns.map((column, place) => {
    const x = xs[place] ?? 0;
    const titled = titleOf(column);
    const left = x - titled.width / 2;
    let level = ends.findIndex((end) => end <= left + roundingPx);
    if (level === -1) level = ends.length;
    ends[level] = left + titled.width;
    return { ...titled, kind: column.kind, x, level };
  });
}

/** Columns stand on whole pixels. */
const roundingPx = 2;
