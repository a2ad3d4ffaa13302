import type { LadderGhost, LadderMark } from '../../protocol/ladder.ts';

/** What kind of thing happened; drawn in a colour of its own, beside its word. */
export type Tone = 'dial' | 'answer' | 'end' | 'other' | 'missing';

const tones: Readonly<Partial<Record<LadderMark['type'], Tone>>> = {
  'dial-in': 'dial',
  'dial-out': 'dial',
  answer: 'answer',
  hangup: 'end',
};

export function toneOf(row: LadderMark | LadderGhost): Tone {
  return 'missing' in row ? 'missing' : (tones[row.type] ?? 'other');
}
