import type { ReactNode } from 'react';
import type { Place } from '../place/place.ts';
import { linkTo } from '../place/use-place.ts';
import classes from './request-kind.module.css';

/** Which requests are listed: those that were stored, or those that were refused. */
export function RequestKind({ place }: { readonly place: Place }): ReactNode {
  const isRefused = place.isRefused === true;
  return (
    <nav aria-label="Which requests" className={classes.kinds}>
      <a
        aria-current={isRefused ? undefined : 'page'}
        {...linkTo({ view: 'requests', q: place.q })}
      >
        Stored
      </a>
      <a
        aria-current={isRefused ? 'page' : undefined}
        {...linkTo({ view: 'requests', q: place.q, isRefused: true })}
      >
        Refused
      </a>
    </nav>
  );
}
