import type { ReactNode } from 'react';
import { piecesOf } from './invisible.ts';
import classes from './captured.module.css';

/** Captured text, what is invisible in it shown by signs. */
export function Captured({
  text,
  isMultiline = false,
}: {
  readonly text: string;
  /** Whether a line feed begins a new line, too; where white space is kept. */
  readonly isMultiline?: boolean;
}): ReactNode {
  return piecesOf(text).map((piece, place) =>
    piece.meaning === undefined ? (
      piece.text
    ) : (
      // Pieces have no identity but their place.
      <span key={place} className={classes.sign} title={piece.meaning}>
        {isMultiline && piece.meaning === 'line feed'
          ? piece.text.replaceAll('↵', '↵\n')
          : piece.text}
      </span>
    ),
  );
}
