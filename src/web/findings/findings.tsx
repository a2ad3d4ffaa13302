import { useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { ruleRow, ruleTable } from '../../protocol/rule-table.ts';
import { FeedList } from '../list/feed-list.tsx';
import { feedNamed } from '../list/feed-cache.ts';
import { levelSigns } from '../look/level-signs.ts';
import { NoMatch } from '../list/no-match.tsx';
import type { RowDrawing } from '../list/row-drawing.ts';
import type { Place } from '../place/place.ts';
import { currentPlace, serverUrl } from '../place/use-place.ts';
import { useTimes, type Times } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import { findingSource, type FindingRow } from './finding-source.ts';
import classes from './findings.module.css';

/** What the rules say, each with a link to what it is about. */
export function Findings({ place }: { readonly place: Place }): ReactNode {
  const { q, opened } = place;
  const feed = useMemo(() => feedNamed(`findings ${q}`, () => findingSource(q), false), [q]);
  const times = useTimes();
  const drawing = useMemo(() => drawingOf(times), [times]);
  const { rows } = useSyncExternalStore(feed.subscribe, feed.state);
  return (
    <FeedList
      key={q}
      feed={feed}
      label="Findings"
      drawing={drawing}
      openedKey={openedRow(rows, opened)?.key}
      empty={q === '' ? <Nothing /> : <NoMatch q={q} what="finding" />}
    />
  );
}

function Nothing(): ReactNode {
  return (
    <div className={classes.nothing}>
      <h2>Nothing to complain about</h2>
      <p>
        Every stored event is judged by {ruleTable.length} rules of the protocol: fields that are
        missing or misspelt, calls that never end, times that go backwards. What they find appears
        here, and <a href={serverUrl('docs#rules')}>the documentation has them all</a>.
      </p>
    </div>
  );
}

/** Of a call that is open, the finding of the chosen event, or else its first. */
function openedRow(rows: readonly FindingRow[], opened: Place['opened']): FindingRow | undefined {
  if (opened === undefined) return undefined;
  const { kind, id } = opened;
  if (kind === 'event') return rows.find(({ finding }) => finding.eventId === id);
  const own = rows.filter(({ finding }) => finding.callId === id.toLowerCase());
  return own.find(({ finding }) => finding.eventId === opened.eventId) ?? own[0];
}

function placeOf({ finding }: FindingRow): Place {
  const { view, q } = currentPlace();
  const { callId, eventId } = finding;
  if (callId !== undefined)
    return { view, q, opened: { kind: 'call', id: callId, eventId }, tab: 'findings' };
  if (eventId !== undefined)
    return { view, q, opened: { kind: 'event', id: eventId }, tab: 'findings' };
  return { view, q };
}

function drawingOf(times: Times): RowDrawing<FindingRow> {
  return {
    rowHeight: 56,
    keyOf: ({ key }) => key,
    isRemarkable: ({ finding }) => finding.level !== 'info',
    placeOf,
    labelOf: ({ finding }) =>
      `${finding.level}: ${visible(finding.message, 300)}; ${times.time(finding.at)}`,
    draw: ({ finding }) => (
      <span className={classes.finding}>
        <span className={classes.level} data-level={finding.level}>
          <span aria-hidden>{levelSigns[finding.level]}</span> {finding.level}
        </span>
        <span className={classes.message}>{visible(finding.message, 300)}</span>
        <time className={classes.time} dateTime={finding.at} title={times.full(finding.at)}>
          {times.time(finding.at)}
        </time>
        <span className={classes.rule}>
          {finding.rule} {ruleRow(finding.rule)?.title}
          {finding.callId !== undefined && ` · call ${visible(finding.callId.slice(0, 8))}`}
        </span>
      </span>
    ),
  };
}
