import type { LadderSpan } from './ladder.ts';

/** What a ladder is drawn with: each one cell wide. */
export interface LadderGlyphs {
  readonly line: string;
  readonly ghostLine: string;
  readonly right: string;
  readonly left: string;
  /** Where a line crosses the bar of another. */
  readonly crossing: string;
  /** At the extension that sent the event. */
  readonly sender: string;
  readonly end: string;
  readonly ghost: string;
  readonly life: string;
  readonly bars: Readonly<Record<LadderSpan['state'], string>>;
  readonly dashedBars: Readonly<Record<LadderSpan['state'], string>>;
}

const unicode: LadderGlyphs = {
  line: '─',
  ghostLine: '╌',
  right: '▶',
  left: '◀',
  crossing: '┼',
  sender: '●',
  end: '✕',
  ghost: '○',
  life: '·',
  bars: { ringing: '│', talking: '┃', inside: '║' },
  dashedBars: { ringing: '┆', talking: '┇', inside: '║' },
};

const ascii: LadderGlyphs = {
  line: '-',
  ghostLine: '~',
  right: '>',
  left: '<',
  crossing: '+',
  sender: 'o',
  end: 'x',
  ghost: '?',
  life: '.',
  bars: { ringing: '|', talking: '#', inside: 'H' },
  dashedBars: { ringing: ':', talking: '%', inside: 'H' },
};

export function glyphs(isAscii: boolean): LadderGlyphs {
  return isAscii ? ascii : unicode;
}
