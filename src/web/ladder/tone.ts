import type { LadderGhost, LadderMark } from '../../protocol/ladder.ts';

/** What kind of thing happened; drawn in a colour of its own, beside its word. */
export type Tone = 'dial' | 'answer' | 'end' | 'other' | 'missing';

export function toneOf(row: LadderMark | LadderGhost): Tone {
  if ('missing' in row) return 'missing';
  switch (row.type) {
    case 'dial-in':
    case 'dial-out':
      return 'dial';
    case 'answer':
      return 'answer';
    case 'hangup':
      return 'end';
    default:
      return 'other';
  }
}
