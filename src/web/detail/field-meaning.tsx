import type { ReactNode } from 'react';
import type { ShownField } from './shown-fields.ts';
import classes from './fields.module.css';

/** What the dictionary says of a field. */
export function FieldMeaning({ field: { name, row } }: { readonly field: ShownField }): ReactNode {
  if (row === undefined)
    return name === 'myid'
      ? 'Your own tag, from the address you gave the PBX.'
      : 'Unknown: the dictionary of the PBX’s fields does not have it. It may be yours, from the address.';
  return (
    <>
      <p className={classes.meaning}>{row.meaning}</p>
      {row.when !== undefined && <p className={classes.meaning}>Sent when {row.when}.</p>}
      {row.values !== undefined && (
        <ul className={classes.words}>
          {row.values.map(({ word, meaning }) => (
            <li key={word}>
              <b>{word}</b>: {meaning}
            </li>
          ))}
        </ul>
      )}
      <p className={classes.source}>
        Source: {row.source}; confidence {row.confidence}
      </p>
    </>
  );
}
