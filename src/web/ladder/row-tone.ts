import type { LadderGhost, LadderMark } from '../../protocol/ladder.ts';

/** What kind of thing happened; drawn in a colour of its own, beside its word. */
export type RowTone = 'dial' | 'answer' | 'end' | 'other' | 'missing';

const tones: Readonly<Partial<Record<LadderMark['type'], RowTone>>> = {
  'dial-in': 'dial',
  'dial-out': 'dial',
  answer: 'answer',
  hangup: 'end',
};

export function rowTone(row: LadderMark | LadderGhost): RowTone {
  return 'missing' in row ? 'missing' : (tones[row.type] ?? 'other');
}
