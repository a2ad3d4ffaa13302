import { labelOf, noteOf, timeTexts } from '../../protocol/ladder-notes.ts';
import type { Ladder, LadderGhost, LadderMark } from '../../protocol/ladder.ts';

/** One row: an event, or one that is missing. */
export interface PlacedRow {
  readonly place: number;
  readonly row: LadderMark | LadderGhost;
  /** Its middle, px from the top of the drawing. */
  readonly y: number;
  /** By the ladder's clock; empty where nobody knows. */
  readonly time: string;
  readonly label: string;
  /** What else there is to say, without the badges. It quotes what was sent. */
  readonly note: string;
  /** How long nothing had happened before it, if that is long. */
  readonly pauseUs?: number;
}

export const rowHeight = 26;
const pauseHeight = 16;
/** Longer pauses are told. */
const longPauseUs = 1_000_000;
/** A ladder of more rows has no room for them. */
const maxSpacedRows = 60;

/** The rows of a ladder, evenly below each other but for a little room where time passed. */
export function rowsOf(ladder: Ladder): readonly PlacedRow[] {
  const times = timeTexts(ladder);
  const rows = [...ladder.marks, ...ladder.ghosts].sort((a, b) => a.place - b.place);
  const isSpaced = rows.length <= maxSpacedRows;
  let bottom = 0;
  return rows.map((row, at) => {
    const pauseUs = isSpaced ? pauseBefore(row, rows[at - 1], ladder) : 0;
    const isLong = pauseUs >= longPauseUs;
    const y = bottom + (isLong ? pauseHeight : 0) + rowHeight / 2;
    bottom = y + rowHeight / 2;
    return {
      place: row.place,
      row,
      y,
      time: times.get(row.place) ?? '',
      label: labelOf(row),
      note: noteOf('missing' in row ? row : { ...row, badges: [] }, ladder),
      ...(isLong ? { pauseUs } : undefined),
    };
  });
}

function pauseBefore(
  row: LadderMark | LadderGhost,
  before: LadderMark | LadderGhost | undefined,
  { clock }: Ladder,
): number {
  // When a missing hangup should have been, nobody knows.
  if (before === undefined || ('missing' in row && row.missing === 'hangup')) return 0;
  return clock === 'received' ? row.receivedUs - before.receivedUs : row.pbxUs - before.pbxUs;
}
