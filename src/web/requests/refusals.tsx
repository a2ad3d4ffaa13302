import { Button } from '../chrome/button.tsx';
import { useMemo, type ReactNode } from 'react';
import { fromBytes } from '../../formats/byte-string.ts';
import { feedNamed } from '../list/feed-cache.ts';
import { useFeed } from '../list/use-feed.ts';
import { useTimes } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import { refusalSource } from './refusal-source.ts';
import classes from './refusals.module.css';

/** The requests that were refused: what came, why it was not taken, and the bytes there were. */
export function Refusals(): ReactNode {
  const times = useTimes();
  const feed = useMemo(() => feedNamed('refusals', refusalSource, false), []);
  const { status, rows, refusal, hasOlder, isLoadingOlder } = useFeed(feed);
  if (status === 'loading') return <p className={classes.notice}>Loading …</p>;
  if (status === 'failed')
    return (
      <p role="alert" className={classes.notice}>
        {refusal?.message}
      </p>
    );
  if (rows.length === 0)
    return (
      <p className={classes.notice}>
        No request was refused. What is too large, comes from an address that is not allowed, or is
        no HTTP is told here.
      </p>
    );
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Refused requests">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Why</th>
            <th scope="col">Answer</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((fact) => (
            <tr key={fact.seq}>
              <td>
                <time dateTime={fact.at} title={times.full(fact.at)}>
                  {times.time(fact.at)}
                </time>
              </td>
              <td>
                <b>{fact.reason}</b> {visible(fact.message, 400)}
                {fact.bytesBase64 !== undefined && fact.bytesBase64 !== '' && (
                  <details>
                    <summary>What had arrived</summary>
                    <pre tabIndex={0}>{visible(textOf(fact.bytesBase64), 4096)}</pre>
                  </details>
                )}
              </td>
              <td>{fact.status ?? 'none'}</td>
              <td>{visible(fact.peer ?? '', 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {refusal && <p role="alert">{refusal.message}</p>}
      {hasOlder && (
        <Button aria-disabled={isLoadingOlder} onClick={() => void feed.loadOlder()}>
          Load older
        </Button>
      )}
    </div>
  );
}

function textOf(base64: string): string {
  return fromBytes(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
