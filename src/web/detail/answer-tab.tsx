import type { ReactNode } from 'react';
import type { EventSummary } from '../../api/event.ts';
import { durationText } from '../../protocol/duration-text.ts';
import { microseconds } from '../text/microseconds.ts';
import { useTimes } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import classes from './answer-tab.module.css';

const origins = {
  received: 'received: a sender brought it',
  fixture: 'fixture: the simulator of this server sent it',
  import: 'import: read from a file, not received here',
} as const;

/** What became of an event here: the answer, when it was stored, who sent it. */
export function AnswerTab({ event }: { readonly event: EventSummary }): ReactNode {
  const times = useTimes();
  const { id, answer, receivedAt, storedAt, origin, request } = event;
  const storingUs = microseconds(storedAt) - microseconds(receivedAt);
  const isOk = answer.status === 200;
  return (
    <dl className={classes.facts}>
      <dt>status</dt>
      <dd>
        <b data-ok={isOk} className={classes.status}>
          {answer.status}
        </b>
        {isOk && ' with the text ok and this event’s id as X-Event-Id'}
      </dd>
      <dt>received</dt>
      <dd>{times.full(receivedAt)}</dd>
      <dt>stored</dt>
      <dd>
        {times.full(storedAt)}
        {storingUs >= 0 && origin !== 'import' && (
          <span className={classes.note}>
            {' '}
            {durationText(storingUs)} after receipt; the answer went out after that
          </span>
        )}
      </dd>
      <dt>sender</dt>
      <dd>{visible(request.peer, 100)}</dd>
      {request.forwardedPeer !== undefined && (
        <>
          <dt>forwarded for</dt>
          <dd>{visible(request.forwardedPeer, 100)}</dd>
        </>
      )}
      <dt>origin</dt>
      <dd>{origins[origin]}</dd>
      <dt>id</dt>
      <dd className={classes.mono}>{visible(id, 60)}</dd>
    </dl>
  );
}
