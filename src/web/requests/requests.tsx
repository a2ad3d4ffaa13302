import { useMemo, type ReactNode } from 'react';
import { durationText } from '../../protocol/duration-text.ts';
import { FeedList } from '../list/feed-list.tsx';
import { feedNamed } from '../list/feed-cache.ts';
import { findingWords, isRemarkable } from '../list/finding-counts.ts';
import { FindingMarks } from '../list/marks.tsx';
import { NoMatch } from '../list/no-match.tsx';
import type { RowDrawing } from '../list/row-drawing.ts';
import type { Place } from '../place/place.ts';
import { placeWith } from '../place/use-place.ts';
import { EmptyState } from '../play/empty-state.tsx';
import { useTimes, type Times } from '../text/times.ts';
import type { EventRow } from './event-row.ts';
import { eventSource } from './event-source.ts';
import classes from './requests.module.css';

/** The list of requests that were stored. */
export function Requests({ place }: { readonly place: Place }): ReactNode {
  const { q, opened } = place;
  const times = useTimes();
  const feed = useMemo(() => feedNamed(`requests ${q}`, () => eventSource(q), false), [q]);
  const drawing = useMemo(() => drawingOf(times), [times]);
  return (
    <FeedList
      key={q}
      feed={feed}
      label="Requests"
      drawing={drawing}
      openedKey={opened?.kind === 'event' ? opened.id : undefined}
      empty={q === '' ? <EmptyState place={place} /> : <NoMatch q={q} what="request" />}
    />
  );
}

function drawingOf(times: Times): RowDrawing<EventRow> {
  return {
    rowHeight: 50,
    keyOf: ({ id }) => id,
    isRemarkable: ({ findings }) => isRemarkable(findings),
    placeOf: ({ id }) => placeWith({ kind: 'event', id }),
    labelOf: (row) =>
      [
        `${row.type}: ${row.sentence}`,
        times.time(row.receivedAt),
        ...(row.myid === '' ? [] : [`myid ${row.myid}`]),
        ...(findingWords(row.findings) === '' ? [] : [findingWords(row.findings)]),
      ].join('; '),
    draw: (row) => <Row row={row} times={times} />,
  };
}

function Row({ row, times }: { readonly row: EventRow; readonly times: Times }): ReactNode {
  const facts = [
    ...(row.status === '' ? [] : [row.status]),
    ...(row.talkUs === undefined ? [] : [durationText(row.talkUs)]),
    ...(row.callId === undefined ? [] : [`call ${row.callId.slice(0, 8)}`]),
    `${row.method} ${row.answerStatus}`,
    ...(row.origin === 'received' ? [] : [row.origin]),
    ...(row.isRepeated ? ['repeated'] : []),
  ];
  return (
    <span className={classes.request}>
      <span className={classes.type}>{row.type}</span>
      <span className={classes.sentence}>{row.sentence}</span>
      <time className={classes.time} dateTime={row.receivedAt} title={times.full(row.receivedAt)}>
        {times.time(row.receivedAt)}
      </time>
      <span className={classes.facts}>{facts.join(' · ')}</span>
      <span className={classes.marks}>
        <FindingMarks counts={row.findings} />
        {row.myid !== '' && <span title="myid">{row.myid}</span>}
      </span>
    </span>
  );
}
