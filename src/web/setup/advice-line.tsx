import type { ReactNode } from 'react';
import { Snippet } from '../play/snippet.tsx';
import { visible } from '../text/visible.ts';
import type { SenderRow } from './sender-row.ts';
import classes from './set-up.module.css';
import {
  subscriptionCurl,
  subscriptionJson,
  urlWithMyid,
  type SubscriptionMethod,
} from './subscription.ts';

/** What an extension lacks, why that matters, and what to send to the PBX's API to have it. */
export function AdviceLine({
  row,
  method,
}: {
  readonly row: SenderRow;
  readonly method: SubscriptionMethod;
}): ReactNode {
  const { advice, findings } = row;
  const { missing, what, why } = advice;
  return (
    <div className={classes.lines}>
      {what !== '' && (
        <p data-level={missing.length > 0 ? 'warn' : 'info'}>
          <Mark level={missing.length > 0 ? 'warn' : 'info'} /> <b>{what}</b> {why}
        </p>
      )}
      {findings.map(({ rule, level, message }, at) => (
        <p key={at} data-level={level}>
          <Mark level={level} /> {visible(message)} <span className={classes.dim}>{rule}</span>
        </p>
      ))}
      {missing.length > 0 && <Missing row={row} method={method} />}
    </div>
  );
}

function Mark({ level }: { readonly level: string }): ReactNode {
  return (
    <span aria-hidden className={classes.mark}>
      {level === 'info' ? '•' : '▲'}
    </span>
  );
}

function Missing({
  row,
  method,
}: {
  readonly row: SenderRow;
  readonly method: SubscriptionMethod;
}): ReactNode {
  const url = urlWithMyid(document.body.dataset.exampleUrl ?? '', row.myid);
  const { missing } = row.advice;
  return (
    <details className={classes.subscriptions}>
      <summary>
        {missing.length === 1 ? 'The subscription to add' : 'The subscriptions to add'}
      </summary>
      <p className={classes.dim}>
        <code>POST /extension/{visible(row.apiName)}/event/</code> of the PBX’s API takes:
      </p>
      <div className={classes.pairs}>
        {missing.map((type) => {
          const subscription = { url, type, method };
          return (
            <div key={type} className={classes.pair}>
              <Snippet label={`${type}, as JSON`} text={subscriptionJson(subscription)} />
              <Snippet
                label={`${type}, for a shell`}
                text={subscriptionCurl(row.apiName, subscription)}
              />
            </div>
          );
        })}
      </div>
    </details>
  );
}
