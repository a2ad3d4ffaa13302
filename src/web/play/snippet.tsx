import type { ReactNode } from 'react';
import { visible } from '../text/visible.ts';
import { CopyButton } from './copy-button.tsx';
import classes from './snippet.module.css';

/** Something to paste elsewhere: what it is, the text, and a button that copies it. */
export function Snippet({
  label,
  text,
}: {
  readonly label: string;
  readonly text: string;
}): ReactNode {
  return (
    <div className={classes.snippet} role="group" aria-label={label}>
      <div className={classes.bar}>
        <span className={classes.label}>{label}</span>
        <CopyButton text={text} label={label} />
      </div>
      <code className={classes.text}>
        {text.split('\n').map((line, at) => (
          <span key={at} className={classes.line}>
            {visible(line)}
          </span>
        ))}
      </code>
    </div>
  );
}
