import { useMemo, type ReactNode } from 'react';
import { useTimes, type Times } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import { chipText } from './chip-text.ts';
import classes from './filter-chips.module.css';
import { negated, termsOf, withoutTerm, type TermPiece } from './terms.ts';

/** The terms of the filter in force. */
export function FilterChips({
  q,
  onShow,
  onEdit,
  onBare,
}: {
  readonly q: string;
  readonly onShow: (q: string) => void;
  /** Selects a stretch of the filter in the box. */
  readonly onEdit: (at: number, length: number) => void;
  /** Called when the last one is removed: the focus has no next one to go to. */
  readonly onBare: () => void;
}): ReactNode {
  const times = useTimes();
  const pieces = useMemo(() => termsOf(q), [q]);
  if (pieces.length === 0)
    return (
      <p className={classes.hint}>
        <kbd>/</kbd> to filter · words find any text, <code>&quot;…&quot;</code> a phrase ·{' '}
        <code>-…</code> excludes · <kbd>↓</kbd> lists all keys
      </p>
    );
  return (
    <ul className={classes.chips} aria-label="Terms of the filter">
      {pieces.map((piece, index) => (
        <Chip
          // By its place: the focus stays when it is changed, and is on the next one when it goes.
          key={index}
          piece={piece}
          times={times}
          onEdit={() => {
            onEdit(piece.at, piece.text.length);
          }}
          onNegate={() => {
            onShow(negated(q, index));
          }}
          onRemove={() => {
            onShow(withoutTerm(q, index));
            if (index === pieces.length - 1) onBare();
          }}
        />
      ))}
    </ul>
  );
}

function Chip({
  piece,
  times,
  onEdit,
  onNegate,
  onRemove,
}: {
  readonly piece: TermPiece;
  readonly times: Times;
  readonly onEdit: () => void;
  readonly onNegate: () => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { isNegated, text } = piece;
  const { key, value, moment } = chipText(piece);
  const shown = visible(moment === undefined ? value : shortTime(times.time(moment)), 80);
  const name = visible(text, 80);
  return (
    <li className={classes.chip} data-negated={isNegated}>
      <button
        type="button"
        className={classes.negate}
        aria-pressed={isNegated}
        aria-label={`Not ${name.replace(/^-/, '')}`}
        title={isNegated ? 'Excluded: ask for it instead' : 'Exclude it instead'}
        onClick={onNegate}
      >
        {isNegated ? 'not' : '−'}
      </button>
      <button
        type="button"
        className={classes.term}
        aria-label={`Edit ${name}`}
        title={moment === undefined ? 'Edit it in the box' : times.full(moment)}
        onClick={onEdit}
      >
        {key !== '' && <span className={classes.key}>{visible(key, 60)}: </span>}
        <span className={classes.value}>{shown}</span>
      </button>
      <button
        type="button"
        className={classes.remove}
        aria-label={`Remove ${name}`}
        title="Remove it"
        onClick={onRemove}
      >
        ✕
      </button>
    </li>
  );
}

/** Without the seconds and their fraction where they say nothing. */
function shortTime(time: string): string {
  return time.replace(/(?::00)?\.000$/, '');
}
