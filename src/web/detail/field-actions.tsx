import type { ReactNode } from 'react';
import type { EventSummary } from '../../api/event.ts';
import { isPrintable, printable } from '../../formats/printable.ts';
import { opposed, withTerm } from '../filter/terms.ts';
import { go } from '../place/use-place.ts';
import { visible } from '../text/visible.ts';
import { copyText } from '../text/copy-text.ts';
import type { OpenPlace } from './open-place.ts';
import { fieldTerm } from './field-term.ts';
import type { ShownField } from './shown-fields.ts';
import classes from './fields.module.css';

/** What can be done with a value: look for it, leave it out, copy it. */
export function FieldActions({
  field: { name, value },
  event,
  place,
  onTold,
}: {
  readonly field: ShownField;
  readonly event: EventSummary;
  readonly place: OpenPlace;
  readonly onTold: (text: string) => void;
}): ReactNode {
  const term = fieldTerm(event, name, value);
  const shownName = visible(name, 40);
  const add = (added: string): void => {
    go({ ...place, q: withTerm(place.q, added) });
  };
  return (
    <>
      {term !== undefined && (
        <>
          <button
            type="button"
            className={classes.action}
            aria-label={`Only this ${shownName}`}
            title={`Filter: ${visible(term, 120)}`}
            onClick={() => {
              add(term);
            }}
          >
            +
          </button>
          <button
            type="button"
            className={classes.action}
            aria-label={`Leave out this ${shownName}`}
            title={`Filter: ${visible(opposed(term), 120)}`}
            onClick={() => {
              add(opposed(term));
            }}
          >
            −
          </button>
        </>
      )}
      <button
        type="button"
        className={classes.action}
        aria-label={`Copy ${shownName}`}
        title="Copy the value"
        onClick={() => {
          // Pasted into a terminal, a line feed would run it, and worse is to be had.
          void copyText(printable(value)).then((isWritten) => {
            const remark = isPrintable(value) ? '' : ', with escapes for its control characters';
            onTold(
              isWritten
                ? `Copied: ${shownName}${remark}`
                : 'This browser keeps the clipboard from pages without https.',
            );
          });
        }}
      >
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden>
          <path d="M4 3.5h6v7H4zM2 8.5V1.5h6" fill="none" stroke="currentColor" strokeWidth="1.2" />
        </svg>
      </button>
    </>
  );
}
