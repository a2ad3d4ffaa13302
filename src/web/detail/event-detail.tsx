import type { ReactNode } from 'react';
import type { ApiEvent } from '../../api/contract.ts';
import type { Tab } from '../place/place.ts';
import { go, linkTo, rootUrl } from '../place/use-place.ts';
import { waitLinesFor } from '../play/ci-lines.ts';
import { eventSentence } from '../requests/event-sentence.ts';
import { useTimes } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import { AnswerTab } from './answer-tab.tsx';
import { jsonItem, linkItem, waitItem } from './copy-call.tsx';
import { sendItems } from './copy-items.ts';
import { CopyMenu } from './copy-menu.tsx';
import { DetailTabs } from './detail-tabs.tsx';
import type { OpenPlace } from './open-place.ts';
import { Fields } from './fields.tsx';
import { Findings } from './findings.tsx';
import { Unknown } from './frame.tsx';
import { RawTab } from './raw-tab.tsx';
import { useEvent } from './use-event.ts';
import { filterLike } from './wait-line.ts';
import classes from './detail.module.css';
import headClasses from './head.module.css';

const tabs = ['fields', 'raw', 'answer', 'findings'] as const satisfies readonly Tab[];

/** One event by itself. */
export function EventDetail({
  id,
  place,
  titleId,
}: {
  readonly id: string;
  readonly place: OpenPlace;
  readonly titleId: string;
}): ReactNode {
  const answer = useEvent(id);
  if (answer.status !== 'ready') return <Unknown what="event" titleId={titleId} answer={answer} />;
  const event = answer.value;
  const tab = tabs.find((each) => each === place.tab) ?? 'fields';
  return (
    <div className={classes.body}>
      <EventHead event={event} titleId={titleId} place={place} />
      <DetailTabs
        tabs={tabs}
        tab={tab}
        onTab={(next) => {
          go({ ...place, tab: next }, true);
        }}
        counts={{ findings: event.findings.length }}
      >
        {tab === 'fields' && <Fields event={event} place={place} />}
        {tab === 'raw' && <RawTab id={id} />}
        {tab === 'answer' && <AnswerTab event={event} />}
        {tab === 'findings' && <Findings findings={event.findings} place={place} />}
      </DetailTabs>
    </div>
  );
}

function EventHead({
  event,
  titleId,
  place,
}: {
  readonly event: ApiEvent;
  readonly titleId: string;
  readonly place: OpenPlace;
}): ReactNode {
  const times = useTimes();
  const { type, myid, receivedAt, callId, duplicateOf, origin } = event;
  return (
    <>
      <div className={headClasses.top}>
        <span className={headClasses.type}>{visible(type, 40)}</span>
        {origin !== 'received' && <span className={headClasses.direction}>{origin}</span>}
        <span className={headClasses.space} />
        <CopyMenu
          items={[
            ...sendItems(event),
            linkItem(place),
            jsonItem(event, 'the event with its headers'),
            waitItem(
              'waits in a test for another event like this',
              waitLinesFor(filterLike(event), rootUrl.href),
            ),
          ]}
        />
      </div>
      <header className={headClasses.head}>
        <h2 id={titleId} className={headClasses.sentence}>
          {visible(eventSentence(event), 300)}
        </h2>
        <dl className={headClasses.facts}>
          <div className={headClasses.fact}>
            <dt>received</dt>
            <dd title={times.full(receivedAt)}>{times.time(receivedAt)}</dd>
          </div>
          <div className={headClasses.fact}>
            <dt>myid</dt>
            <dd>{myid === '' ? 'none' : visible(myid, 100)}</dd>
          </div>
          {callId !== undefined && (
            <div className={headClasses.fact}>
              <dt>call</dt>
              <dd>
                <a
                  {...linkTo({
                    ...place,
                    opened: { kind: 'call', id: callId.toLowerCase(), eventId: event.id },
                    tab: undefined,
                  })}
                >
                  {visible(callId, 60)}
                </a>
              </dd>
            </div>
          )}
        </dl>
        {duplicateOf !== undefined && (
          <p className={headClasses.partial}>
            The same was received before, within 24 hours:{' '}
            <a {...linkTo({ ...place, opened: { kind: 'event', id: duplicateOf } })}>
              the first one
            </a>
          </p>
        )}
      </header>
    </>
  );
}
