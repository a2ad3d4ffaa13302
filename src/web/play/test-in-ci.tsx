import type { ReactNode } from 'react';
import { rootUrl } from '../place/use-place.ts';
import { sendLine, waitLines } from './ci-lines.ts';
import classes from './help-panel.module.css';
import { Snippet } from './snippet.tsx';

/** How a test waits for an event, and makes one. */
export function TestInCi({
  url,
  myid,
}: {
  readonly url: string;
  readonly myid: string;
}): ReactNode {
  return (
    <section className={classes.column}>
      <h3>
        <span className={classes.number}>3</span> Test in CI
      </h3>
      <p className={classes.dim}>
        Wait until the event is there: status 0 and the event, or 4 after 30 s, with what came
        nearest.
      </p>
      <Snippet label="Wait for a hangup" text={waitLines(myid, rootUrl.href)} />
      <p className={classes.dim}>
        Where the data directory is not at hand, <code>RINGLOG_TOKEN</code> has the token.
      </p>
      <Snippet label="Send one event by hand" text={sendLine(url, myid)} />
    </section>
  );
}
