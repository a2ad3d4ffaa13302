import type { ReactNode } from 'react';
import type { ApiSender } from '../../api/sender-routes.ts';
import { filterOf } from '../filter/terms.ts';
import { visible } from '../text/visible.ts';
import { Cell } from './sender-table.tsx';
import classes from './set-up.module.css';

/** What came without naming an extension: messages, and requests of somebody else. */
export function StrayTable({
  senders,
  nowMs,
}: {
  readonly senders: readonly ApiSender[];
  readonly nowMs: number;
}): ReactNode {
  const sent = senders.flatMap((sender) => sender.sent);
  return (
    <div>
      <h2 className={classes.heading}>Without an extension</h2>
      <p className={classes.dim}>
        Some messages name none. What is unknown may be a probe, a browser, or a subscription of
        another kind.
      </p>
      <div
        className={classes.scroller}
        role="region"
        aria-label="Without an extension"
        tabIndex={0}
      >
        <table className={`${classes.table ?? ''} ${classes.narrow ?? ''}`}>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">myid</th>
              <th scope="col">Method</th>
              <th scope="col" className={classes.count}>
                events
              </th>
            </tr>
          </thead>
          <tbody>
            {sent.map(({ type, myid, method, count, lastAt }) => (
              <tr key={`${type}\0${myid}\0${method}`}>
                <th scope="row">{type}</th>
                <td>
                  {myid === '' ? <span className={classes.dim}>none</span> : visible(myid, 40)}
                </td>
                <td>{visible(method, 40)}</td>
                <td className={classes.count}>
                  <Cell
                    sum={{ count, lastAt }}
                    filter={filterOf({ type, myid, method })}
                    of={`${type} under ${myid === '' ? 'no myid' : `myid ${visible(myid, 40)}`}`}
                    nowMs={nowMs}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
