import { useMemo, type ReactNode } from 'react';
import { durationText } from '../../protocol/duration-text.ts';
import { FeedList } from '../list/feed-list.tsx';
import { feedNamed } from '../list/feed-cache.ts';
import { findingWords, isRemarkable } from '../list/finding-counts.ts';
import { FindingMarks } from '../list/marks.tsx';
import { NoMatch } from '../list/no-match.tsx';
import type { RowDrawing } from '../list/row-drawing.ts';
import { outcomeLook } from '../look/outcome-look.ts';
import type { Place } from '../place/place.ts';
import { placeWith } from '../place/use-place.ts';
import { EmptyState } from '../play/empty-state.tsx';
import { countText } from '../text/count-text.ts';
import { useTimes, type Times } from '../text/times.ts';
import type { CallRow } from './call-row.ts';
import { callSource } from './call-source.ts';
import classes from './calls.module.css';

/** The list of calls. */
export function Calls({ place }: { readonly place: Place }): ReactNode {
  const { q, opened } = place;
  const times = useTimes();
  const feed = useMemo(() => feedNamed(`calls ${q}`, () => callSource(q), true), [q]);
  const drawing = useMemo(() => drawingOf(times), [times]);
  return (
    <FeedList
      key={q}
      feed={feed}
      label="Calls"
      drawing={drawing}
      openedKey={opened?.kind === 'call' ? opened.id.toLowerCase() : undefined}
      empty={q === '' ? <EmptyState place={place} /> : <NoMatch q={q} what="call" />}
    />
  );
}

const arrows = { in: '↙', out: '↗', internal: '↔' } as const;
const directionWords = { in: 'incoming', out: 'outgoing', internal: 'internal' } as const;

function drawingOf(times: Times): RowDrawing<CallRow> {
  return {
    rowHeight: 56,
    keyOf: ({ id }) => id,
    isRemarkable: ({ findings }) => isRemarkable(findings),
    placeOf: ({ id }) => placeWith({ kind: 'call', id }),
    labelOf: (row) =>
      [
        `${row.outcome}: ${row.sentence}`,
        times.time(row.startedAt),
        countText(row.eventCount, 'event'),
        ...(row.myids.length === 0 ? [] : [`myid ${row.myids.join(', ')}`]),
        ...(findingWords(row.findings) === '' ? [] : [findingWords(row.findings)]),
      ].join('; '),
    draw: (row) => <Row row={row} times={times} />,
  };
}

function Row({ row, times }: { readonly row: CallRow; readonly times: Times }): ReactNode {
  const [from = '', ...stops] = row.way;
  const to = stops.pop();
  const facts = [
    ...(row.stage === undefined ? [] : [row.stage]),
    ...(row.ringUs === undefined || row.talkUs !== undefined
      ? []
      : [`rang ${durationText(row.ringUs)}`]),
    ...(row.talkUs === undefined ? [] : [`talked ${durationText(row.talkUs)}`]),
    ...(row.hasVoicemail ? ['voice message'] : []),
    countText(row.eventCount, 'event'),
    ...(row.hasRecording ? ['recorded'] : []),
  ];
  return (
    <span className={classes.call}>
      <span className={classes.way}>
        <span className={classes.arrow} title={directionWords[row.direction]}>
          {arrows[row.direction]}
        </span>
        <b className={classes.party}>{from}</b>
        {row.callerName !== undefined && <span className={classes.name}>{row.callerName}</span>}
        {stops.map((stop, at) => (
          <span key={at} className={classes.stop}>
            → {stop}
          </span>
        ))}
        {to !== undefined && <b className={classes.party}>→ {to}</b>}
      </span>
      <time className={classes.time} dateTime={row.startedAt} title={times.full(row.startedAt)}>
        {times.time(row.startedAt).replace(/\.\d+$/, '')}
      </time>
      <span className={classes.state}>
        <span className={classes.outcome} data-tone={outcomeLook(row.outcome).tone}>
          {row.outcome}
        </span>
        <span className={classes.facts}>{facts.join(' · ')}</span>
      </span>
      <span className={classes.marks}>
        <FindingMarks counts={row.findings} />
        {row.myids.length > 0 && (
          <span className={classes.myid} title="myid">
            {row.myids.join(', ')}
          </span>
        )}
      </span>
    </span>
  );
}
