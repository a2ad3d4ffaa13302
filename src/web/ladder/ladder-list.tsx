import type { ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { timeTexts } from '../../protocol/ladder-notes.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import type { LadderChoice } from './choice.ts';
import { rowTone } from './row-tone.ts';
import { shortWordsOf } from './words.ts';
import classes from './ladder-list.module.css';

/** The same in sentences, where there is no room to draw. */
export function LadderList({
  ladder,
  call,
  choice,
}: {
  readonly ladder: Ladder;
  readonly call: ApiCallDetail;
  readonly choice: LadderChoice;
}): ReactNode {
  const times = timeTexts(ladder);
  const events = new Map(call.events.map((event) => [event.id, event]));
  const rows = [...ladder.marks, ...ladder.ghosts].sort((a, b) => a.place - b.place);
  return (
    <ol className={classes.list}>
      {rows.map((row) => {
        const tone = rowTone(row);
        const time = <span className={classes.time}>{times.get(row.place) ?? ''}</span>;
        const words = shortWordsOf(row, 'missing' in row ? undefined : events.get(row.eventId));
        return (
          <li key={row.place} data-tone={tone}>
            {'missing' in row ? (
              <span className={classes.ghost}>
                {time} {words}
              </span>
            ) : (
              <button
                type="button"
                className={classes.event}
                aria-pressed={row.eventId === choice.selectedId}
                onClick={() => {
                  choice.onSelect(row.eventId, false);
                }}
              >
                {time} {words}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
