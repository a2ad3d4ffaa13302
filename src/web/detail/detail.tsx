import { useId, type ReactNode } from 'react';
import { CloseButton } from '../chrome/button.tsx';
import { go } from '../place/use-place.ts';
import { CallDetail } from './call-detail.tsx';
import { EventDetail } from './event-detail.tsx';
import type { OpenPlace } from './open-place.ts';
import classes from './detail.module.css';

/** What is open beside the list: a call or an event, with all there is to show of it. */
export function Detail({ place }: { readonly place: OpenPlace }): ReactNode {
  const titleId = useId();
  const { kind, id } = place.opened;
  return (
    <section className={classes.detail} aria-labelledby={titleId}>
      <CloseButton
        className={classes.close ?? ''}
        title="Close (Esc)"
        onClick={() => {
          go({ ...place, opened: undefined, tab: undefined });
        }}
      />
      {kind === 'call' ? (
        <CallDetail key={id} id={id} place={place} titleId={titleId} />
      ) : (
        <EventDetail key={id} id={id} place={place} titleId={titleId} />
      )}
    </section>
  );
}
