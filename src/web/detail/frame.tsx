import type { ReactNode } from 'react';
import { Button } from '../chrome/button.tsx';
import type { Answer } from '../server/use-answer.ts';
import classes from './detail.module.css';

/** What is shown of something before it is known, or when it is not there. @param what `call` or `event` */
export function Unknown<T>({
  what,
  titleId,
  answer,
}: {
  readonly what: string;
  readonly titleId: string;
  readonly answer: Exclude<Answer<T>, { readonly status: 'ready' }> & {
    readonly askAgain: () => void;
  };
}): ReactNode {
  if (answer.status === 'loading')
    return (
      <div className={classes.body} aria-busy="true">
        <h2 id={titleId} className={classes.quiet}>
          Loading the {what} …
        </h2>
      </div>
    );
  if (answer.status === 'missing')
    return (
      <div className={classes.body}>
        <h2 id={titleId} className={classes.title}>
          This {what} is not here
        </h2>
        <p>It may have been deleted, or the link is not whole.</p>
      </div>
    );
  return (
    <div className={classes.body}>
      <h2 id={titleId} className={classes.title}>
        The {what} could not be read
      </h2>
      <p role="alert">{answer.why}</p>
      <Button onClick={answer.askAgain}>Try again</Button>
    </div>
  );
}

/** Told when what is shown may be old. */
export function Stale({ why }: { readonly why: string | undefined }): ReactNode {
  return why === undefined ? null : (
    <p className={classes.stale} role="status">
      {why} What is shown is what was known before.
    </p>
  );
}
