import { Button } from '../chrome/button.tsx';
import { Choice } from '../chrome/choice.tsx';
import { useState, type ReactNode } from 'react';
import type { ApiSenders } from '../../api/sender-routes.ts';
import { useAnswer } from '../server/use-answer.ts';
import type { Place } from '../place/place.ts';
import { EmptyState } from '../play/empty-state.tsx';
import { ask } from '../server/ask.ts';
import { useTimes } from '../text/times.ts';
import { agoText } from './relative-time.ts';
import { SenderTable } from './sender-table.tsx';
import { senderRows, usualMethod, type SenderRow } from './sender-row.ts';
import classes from './set-up.module.css';
import { StrayTable } from './stray-table.tsx';
import { methods, type SubscriptionMethod } from './subscription.ts';
import { useNow } from './use-now.ts';
import { watchJournal } from './watch-journal.ts';

/** What each extension has sent, and what it should send but never did, with the subscription to add. */
export function SetUp({ place }: { readonly place: Place }): ReactNode {
  const answer = useAnswer('senders', loadSenders, watchJournal);
  if (answer.status === 'loading') return <p className={classes.notice}>Loading …</p>;
  if (answer.status === 'ready')
    return answer.value.senders.length === 0 ? (
      <EmptyState place={place} />
    ) : (
      <Known answer={answer.value} stale={answer.stale} />
    );
  return (
    <div className={classes.notice} role="alert">
      <p>{answer.status === 'failed' ? answer.why : 'This server does not tell who sends.'}</p>
      <Button onClick={answer.askAgain}>Try again</Button>
    </div>
  );
}

function loadSenders(_key: string, signal: AbortSignal): Promise<ApiSenders> {
  return ask('senders', 'api/v1/senders', { signal });
}

function Known({
  answer,
  stale,
}: {
  readonly answer: ApiSenders;
  readonly stale: string | undefined;
}): ReactNode {
  const { senders, isComplete } = answer;
  const [chosen, setChosen] = useState<SubscriptionMethod>();
  const nowMs = useNow(10_000);
  const method = chosen ?? usualMethod(senders);
  const rows = senderRows(senders);
  const strays = senders.filter(({ extension }) => extension === '');
  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <p className={classes.summary}>
          <Summary answer={answer} rows={rows} nowMs={nowMs} />
        </p>
        <Choice
          label="New subscriptions send by"
          isLabelShown
          options={methods.map((value) => ({ value, name: value }))}
          value={method}
          onChoose={setChosen}
        />
      </div>
      {stale !== undefined && (
        <p className={classes.stale} role="status">
          This may be out of date: {stale}
        </p>
      )}
      {!isComplete && (
        <p className={classes.stale}>
          There is more: the 1,000 most recent kinds of events are counted here.
        </p>
      )}
      {rows.length > 0 && <SenderTable rows={rows} method={method} nowMs={nowMs} />}
      {strays.length > 0 && <StrayTable senders={strays} nowMs={nowMs} />}
    </div>
  );
}

function Summary({
  answer,
  rows,
  nowMs,
}: {
  readonly answer: ApiSenders;
  readonly rows: readonly SenderRow[];
  readonly nowMs: number;
}): ReactNode {
  const times = useTimes();
  const lacking = rows.filter(({ advice }) => advice.missing.length > 0).length;
  const lastAt = answer.senders[0]?.lastAt ?? '';
  return (
    <>
      <b>{countText(rows.length)}</b>
      {rows.length === 0
        ? '.'
        : lacking === 0
          ? ', with every type that is recommended.'
          : `; ${rows.length === 1 ? 'it lacks' : `${lacking} of them without`} a type that is recommended.`}{' '}
      <span className={classes.dim} title={times.full(lastAt)}>
        The last came {agoText(lastAt, nowMs)}.
      </span>
    </>
  );
}

function countText(count: number): string {
  if (count === 0) return 'No extension has sent events yet';
  return count === 1 ? 'One extension has sent events' : `${count} extensions have sent events`;
}
