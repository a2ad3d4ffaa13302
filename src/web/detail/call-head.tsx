import type { ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { wayOf } from '../../protocol/call-way.ts';
import { durationText } from '../../protocol/duration-text.ts';
import { outcomeLook } from '../look/outcome-look.ts';
import { countText } from '../text/count-text.ts';
import { useTimes } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import { CopyCall } from './copy-call.tsx';
import type { OpenPlace } from './open-place.ts';
import classes from './head.module.css';

const directions = {
  in: '↙ in',
  out: '↗ out',
  internal: '↔ internal',
} as const;

/** What became of a call, at a glance. @param event the chosen one */
export function CallHead({
  call,
  event,
  titleId,
  place,
}: {
  readonly call: ApiCallDetail;
  readonly event: ApiCallDetail['events'][number] | undefined;
  readonly titleId: string;
  readonly place: OpenPlace;
}): ReactNode {
  const { tone, sign, meaning } = outcomeLook(call.outcome);
  const name = call.callerName?.trim() ?? '';
  return (
    <>
      <div className={classes.top}>
        <span className={classes.outcome} data-tone={tone} title={meaning}>
          {sign !== '' && <span aria-hidden="true">{sign} </span>}
          {visible(call.outcome, 40)}
        </span>
        <span className={classes.direction}>{directions[call.direction]}</span>
        <span className={classes.space} />
        <CopyCall call={call} event={event} place={place} />
      </div>
      <header className={classes.head}>
        <h2 id={titleId} className={classes.sentence}>
          {visible(call.sentence, 300)}
        </h2>
        <p className={classes.way}>
          {wayOf(call).map((stop, at) => (
            // A way may lead to the same place twice.
            <span key={at}>
              {at > 0 && <span className={classes.arrow}> → </span>}
              <span className={classes.stop}>{visible(stop, 60)}</span>
              {at === 0 && name !== '' && name !== stop && (
                <span className={classes.dim}> {visible(name, 60)}</span>
              )}
            </span>
          ))}
        </p>
        <Facts call={call} />
        {call.partial === true && (
          <p className={classes.partial}>Some of its events were deleted here.</p>
        )}
      </header>
    </>
  );
}

function Facts({ call }: { readonly call: ApiCallDetail }): ReactNode {
  const times = useTimes();
  const { ringUs, talkUs, did, recIds, myids, eventCount, legs } = call;
  const facts: readonly (readonly [name: string, value: string | undefined, title?: string])[] = [
    ['rang', ringUs === undefined ? undefined : durationText(ringUs)],
    ['talked', talkUs === undefined ? undefined : durationText(talkUs)],
    ['began', times.time(call.startedAt), times.full(call.startedAt)],
    ['events', `${eventCount} in ${countText(legs.length, 'leg')}`],
    ['myid', myids.length === 0 ? 'none' : visible(myids.join(', '), 100)],
    ['dialled', did === undefined ? undefined : visible(did, 60)],
    ['recording', recIds.length === 0 ? undefined : visible(recIds.join(', '), 200)],
    ['CallID', visible(call.id, 120)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value, title]) =>
        value === undefined ? null : (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd title={title}>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
