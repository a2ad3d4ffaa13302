import type { ReactNode } from 'react';
import type { Place } from '../place/place.ts';
import classes from './help-panel.module.css';
import { HelpPanel } from './help-panel.tsx';

/** What a list shows while nothing has come yet: how to change that. */
export function EmptyState({ place }: { readonly place: Place }): ReactNode {
  return (
    <div className={classes.empty}>
      <h2 className={classes.title}>{titles[place.view]}</h2>
      <p className={classes.lead}>
        Whatever is sent to the receiver is kept byte for byte, and shows up here at once.
      </p>
      <HelpPanel />
    </div>
  );
}

const titles = {
  calls: 'No calls yet',
  requests: 'No requests yet',
  findings: 'Nothing has come yet',
  setup: 'Nothing has come yet',
} as const;
