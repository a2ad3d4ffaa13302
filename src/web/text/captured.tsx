import type { ReactNode } from 'react';
import { piecesOf } from './invisible.ts';
import classes from './captured.module.css';

/** Captured text, what is invisible in it shown by signs. */
export function Captured({
  text,
  isMultiline = false,
  isOneOfMany = false,
}: {
  readonly text: string;
  /** Whether a line feed begins a new line, too; where white space is kept. */
  readonly isMultiline?: boolean;
  /** Whether a sender can have many of them on the page at once: of each, less is shown. */
  readonly isOneOfMany?: boolean;
}): ReactNode {
  const pieces = isOneOfMany ? piecesOf(text, manyMax, manyPieces) : piecesOf(text);
  return pieces.map((piece, place) =>
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

/** Two hundred of so many are drawn in a blink. */
const manyMax = 16 * 1024;
const manyPieces = 100;
