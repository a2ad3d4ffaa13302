import { memo, useMemo, type KeyboardEvent, type ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { isoTime } from '../../formats/iso-time.ts';
import { durationText } from '../../protocol/duration-text.ts';
import { eventTimeOf } from '../../protocol/event-time.ts';
import { shortName } from '../../protocol/short-name.ts';
import { layoutOf } from '../ladder/layout.ts';
import { microseconds, stepText } from '../text/microseconds.ts';
import { useTimes } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import classes from './event-table.module.css';

type CallEvent = ApiCallDetail['events'][number];

/** The events of a call in the order they were stored. */
export function EventTable({
  call,
  selectedId,
  onSelect,
}: {
  readonly call: ApiCallDetail;
  readonly selectedId: string | undefined;
  readonly onSelect: (eventId: string) => void;
}): ReactNode {
  const { events, eventCount, legs } = call;
  const extensions = new Map(
    legs.flatMap(({ extension, eventIds }) => eventIds.map((id) => [id, extension] as const)),
  );
  const times = events.map(({ receivedAt }) => microseconds(receivedAt));
  const lags = useMemo(
    () => new Map(layoutOf(call, 'sequence').marks.map(({ eventId, lagUs }) => [eventId, lagUs])),
    [call],
  );
  return (
    <>
      <table className={classes.events} onKeyDown={moveFocus}>
        <thead>
          <tr>
            <th scope="col">Δ</th>
            <th scope="col">PBX clock</th>
            <th scope="col">Received, lag</th>
            <th scope="col">Event</th>
            <th scope="col">Our answer</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, row) => (
            <EventRow
              key={event.id}
              event={event}
              extension={extensions.get(event.id)}
              stepUs={row === 0 ? undefined : (times[row] ?? 0) - (times[row - 1] ?? 0)}
              lagUs={lags.get(event.id)}
              isSelected={event.id === selectedId}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
      {eventCount > events.length && (
        <p className={classes.more}>… {eventCount - events.length} more not held here.</p>
      )}
    </>
  );
}

const EventRow = memo(function EventRow({
  event,
  extension,
  stepUs,
  lagUs,
  isSelected,
  onSelect,
}: {
  readonly event: CallEvent;
  readonly extension: string | undefined;
  readonly stepUs: number | undefined;
  /** How long it was on its way; undefined where the clocks do not tell. */
  readonly lagUs: number | undefined;
  readonly isSelected: boolean;
  readonly onSelect: (eventId: string) => void;
}): ReactNode {
  const times = useTimes();
  const { id, type, receivedAt, sentence, answer, duplicateOf } = event;
  const sentUs = eventTimeOf(event.fields);
  const sentAt = sentUs === undefined ? undefined : isoTime(sentUs);
  return (
    <tr
      className={classes.row}
      data-selected={isSelected}
      onClick={() => {
        onSelect(id);
      }}
    >
      <td className={classes.step}>{stepUs === undefined ? '' : stepText(stepUs)}</td>
      <td title={sentAt && times.full(sentAt)}>
        {sentAt === undefined ? (
          <span className={classes.dim}>none</span>
        ) : (
          clockOf(times.time(sentAt))
        )}
      </td>
      <td title={times.full(receivedAt)}>
        {clockOf(times.time(receivedAt))}
        {lagUs !== undefined && <span className={classes.second}>+{durationText(lagUs)}</span>}
      </td>
      <td className={classes.event}>
        <button type="button" className={classes.choose} aria-pressed={isSelected} data-type={type}>
          {visible(type, 40)}
        </button>
        {extension !== undefined && (
          <span className={classes.extension}> {visible(shortName(extension), 40)}</span>
        )}
        {duplicateOf !== undefined && <span className={classes.extension}> duplicate</span>}
        <span className={classes.second}>{visible(sentence, 300)}</span>
      </td>
      <td>{answer.status}</td>
    </tr>
  );
});

/** Without the day, which is in the tooltip. */
function clockOf(time: string): string {
  return time.slice(time.lastIndexOf(' ') + 1);
}

/** Arrow keys go from row to row, from the button that has the focus. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('tbody button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = at === -1 ? undefined : buttons[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
