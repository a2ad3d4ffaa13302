import type { ReactNode } from 'react';
import { linkTo } from '../place/use-place.ts';
import { useTimes } from '../text/times.ts';
import { filterOf } from '../filter/terms.ts';
import { visible } from '../text/visible.ts';
import { AdviceLine } from './advice-line.tsx';
import { agoText } from './relative-time.ts';
import { typeColumns, type SenderRow, type SentSum } from './sender-row.ts';
import classes from './set-up.module.css';
import type { SubscriptionMethod } from './subscription.ts';

const kindWords = { phone: 'phone', ivr: 'IVR', queue: 'queue', unknown: 'not known' } as const;

/** Extensions and the types of events they have sent. Below one that lacks a type stands what to do. */
export function SenderTable({
  rows,
  method,
  nowMs,
}: {
  readonly rows: readonly SenderRow[];
  readonly method: SubscriptionMethod;
  readonly nowMs: number;
}): ReactNode {
  const columns = typeColumns(rows);
  return (
    <div className={classes.scroller} role="region" aria-label="Extensions" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Extension</th>
            <th scope="col">myid</th>
            {columns.map((type) => (
              <th key={type} scope="col" className={classes.count}>
                {visible(type)}
              </th>
            ))}
            <th scope="col">Method</th>
          </tr>
        </thead>
        {rows.map((row) => (
          <tbody key={row.sender.extension} data-lacking={row.advice.missing.length > 0}>
            <Sent row={row} columns={columns} nowMs={nowMs} />
            {(row.advice.what !== '' || row.findings.length > 0) && (
              <tr className={classes.advice}>
                <td colSpan={columns.length + 3}>
                  <AdviceLine row={row} method={method} />
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Sent({
  row,
  columns,
  nowMs,
}: {
  readonly row: SenderRow;
  readonly columns: readonly string[];
  readonly nowMs: number;
}): ReactNode {
  const { sender, name, myids, byType, methods, advice } = row;
  return (
    <tr>
      <th scope="row" title={visible(sender.extension)}>
        <span className={classes.extension}>{visible(name, maxName)}</span>{' '}
        <span className={classes.kind}>{kindWords[sender.kind]}</span>
        {sender.extensionId !== undefined && (
          <span className={classes.id}>id {visible(sender.extensionId, maxName)}</span>
        )}
      </th>
      <td>{myids.length === 0 ? <Nothing /> : <Myids myids={myids} />}</td>
      {columns.map((type) => (
        <td key={type} className={classes.count}>
          <Cell
            sum={byType.get(type)}
            filter={filterOf({ type, ext: sender.extension })}
            isMissing={advice.missing.includes(type)}
            isNeedless={advice.needless.includes(type)}
            of={`${type} of ${visible(name, maxName)}`}
            nowMs={nowMs}
          />
        </td>
      ))}
      <td className={classes.methods}>
        {methods.map(([method, count]) => (
          <span key={method} title={`${count} by ${visible(method, maxName)}`}>
            {visible(method, maxName)}
            {methods.length > 1 && ` ${count}`}
          </span>
        ))}
      </td>
    </tr>
  );
}

function Myids({ myids }: { readonly myids: readonly string[] }): ReactNode {
  const shown = myids.slice(0, maxMyids).map((myid) => visible(myid, maxName));
  const more = myids.length - shown.length;
  return (
    <>
      {shown.join(', ')}
      {more > 0 && <span className={classes.dim}> and {more} more</span>}
    </>
  );
}

/** How often something came, and when last; a link to it. */
export function Cell({
  sum,
  filter,
  isMissing = false,
  isNeedless = false,
  of,
  nowMs,
}: {
  readonly sum: SentSum | undefined;
  readonly filter: string;
  readonly isMissing?: boolean;
  readonly isNeedless?: boolean;
  readonly of: string;
  readonly nowMs: number;
}): ReactNode {
  const times = useTimes();
  if (!sum)
    return isMissing ? (
      <span className={classes.never}>
        <span aria-hidden>○</span> never
      </span>
    ) : (
      <Nothing />
    );
  return (
    <a className={classes.sum} {...linkTo({ view: 'requests', q: filter })}>
      <span>
        {sum.count.toLocaleString('en')}
        <span className={classes.unseen}> {of}, last</span>
      </span>
      <time className={classes.ago} dateTime={sum.lastAt} title={times.full(sum.lastAt)}>
        {agoText(sum.lastAt, nowMs)}
      </time>
      {isNeedless && <span className={classes.needless}>not needed</span>}
    </a>
  );
}

function Nothing(): ReactNode {
  return (
    <span className={classes.dim}>
      <span aria-hidden>–</span>
      <span className={classes.unseen}>none</span>
    </span>
  );
}

const maxName = 40;
const maxMyids = 3;
