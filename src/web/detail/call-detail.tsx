import type { ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { Ladder } from '../ladder/ladder.tsx';
import { currentPlace, go } from '../place/use-place.ts';
import type { Tab } from '../place/place.ts';
import { CallHead } from './call-head.tsx';
import { DetailTabs } from './detail-tabs.tsx';
import type { OpenPlace } from './open-place.ts';
import { EventTable } from './event-table.tsx';
import { Findings } from './findings.tsx';
import { Stale, Unknown } from './frame.tsx';
import { AnswerTab } from './answer-tab.tsx';
import { Fields } from './fields.tsx';
import { RawTab } from './raw-tab.tsx';
import { useCall } from './use-call.ts';
import classes from './detail.module.css';

/** A step within what is open: going back leads out of it. */
function select(eventId: string): void {
  const place = currentPlace();
  if (place.opened?.kind === 'call') go({ ...place, opened: { ...place.opened, eventId } }, true);
}

/** A call: what became of it, its ladder, its events. */
export function CallDetail({
  id,
  place,
  titleId,
}: {
  readonly id: string;
  readonly place: OpenPlace;
  readonly titleId: string;
}): ReactNode {
  const answer = useCall(id);
  if (answer.status !== 'ready') return <Unknown what="call" titleId={titleId} answer={answer} />;
  return <Known call={answer.value} stale={answer.stale} place={place} titleId={titleId} />;
}

function Known({
  call,
  stale,
  place,
  titleId,
}: {
  readonly call: ApiCallDetail;
  readonly stale: string | undefined;
  readonly place: OpenPlace;
  readonly titleId: string;
}): ReactNode {
  const { opened, tab = 'events' } = place;
  const wantedId = opened.kind === 'call' ? opened.eventId : undefined;
  const event = call.events.find(({ id }) => id === wantedId) ?? call.events[0];
  const choose = (next: Tab): void => {
    go({ ...place, tab: next }, true);
  };
  const panel = (): ReactNode => {
    if (tab === 'events')
      return <EventTable call={call} selectedId={event?.id} onSelect={select} />;
    if (tab === 'findings')
      return <Findings findings={call.findings} place={place} onSelect={select} />;
    if (!event) return <p>None of its events is held here.</p>;
    const which = (
      <p className={classes.which}>
        Event {call.events.indexOf(event) + 1} of {call.events.length}, {event.type}
      </p>
    );
    if (tab === 'fields')
      return (
        <>
          {which}
          <Fields event={event} place={place} />
        </>
      );
    if (tab === 'raw')
      return (
        <>
          {which}
          <RawTab key={event.id} id={event.id} />
        </>
      );
    return (
      <>
        {which}
        <AnswerTab event={event} />
      </>
    );
  };
  return (
    <div className={classes.body}>
      <CallHead call={call} event={event} titleId={titleId} place={place} />
      <Stale why={stale} />
      <Ladder call={call} selectedId={event?.id} onSelect={select} />
      <DetailTabs
        tabs={['events', 'fields', 'raw', 'answer', 'findings']}
        tab={tab}
        onTab={choose}
        counts={{ events: call.eventCount, findings: call.findings.length }}
      >
        {panel()}
      </DetailTabs>
    </div>
  );
}
