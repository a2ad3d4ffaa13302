import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { ApiCallDetail } from '../../api/call.ts';
import { durationText } from '../../protocol/duration-text.ts';
import { ladderClocks, type Ladder as Layout, type LadderClock } from '../../protocol/ladder.ts';
import { Choice } from '../chrome/choice.tsx';
import { isForOther } from '../shell/is-for-other.ts';
import { clockAfter, clockNames, keepClock, readClock } from './clock.ts';
import { LadderDrawing } from './ladder-drawing.tsx';
import { LadderLegend } from './ladder-legend.tsx';
import { LadderList } from './ladder-list.tsx';
import { playedFastText, type DrawnLadder } from '../../protocol/ladder-played.ts';
import { layoutOf } from './layout.ts';
import type { LadderChoice } from './choice.ts';
import { useWidth } from './use-width.ts';
import { between, wordsOf } from './words.ts';
import classes from './ladder.module.css';

/** On less there are sentences instead of a drawing, px. */
const leastWidth = 440;

/**
 * A call as a ladder: who takes part from left to right, time running down.
 * @param selectedId the event that is shown below
 */
export function Ladder({
  call,
  selectedId,
  onSelect,
}: {
  readonly call: ApiCallDetail;
  readonly selectedId: string | undefined;
  readonly onSelect: (eventId: string) => void;
}): ReactNode {
  const [frame, width] = useWidth<HTMLElement>();
  const [clock, setClock] = useClock();
  const [activePlace, setActivePlace] = useState<number>();
  const [comparedId, setComparedId] = useState<string>();
  const ladder = useMemo(() => layoutOf(call, clock), [call, clock]);
  const choice: LadderChoice = {
    selectedId,
    comparedId: comparedId === selectedId ? undefined : comparedId,
    activePlace,
    onActive: setActivePlace,
    onSelect: (eventId, isSecond) => {
      setComparedId(isSecond ? eventId : undefined);
      if (!isSecond) onSelect(eventId);
    },
  };
  const isDrawn = width >= leastWidth;
  return (
    <section className={classes.ladder} ref={frame} aria-label="Ladder">
      <div className={classes.head}>
        <h3 className={classes.title}>Ladder</h3>
        <Choice
          label="Order of the ladder (key t)"
          options={ladderClocks.map((value) => ({ value, name: clockNames[value] }))}
          value={clock}
          onChoose={setClock}
        />
      </div>
      {width > 0 &&
        (isDrawn ? (
          <LadderDrawing ladder={ladder} call={call} width={width} choice={choice} />
        ) : (
          <LadderList ladder={ladder} call={call} choice={choice} />
        ))}
      <Remarks ladder={ladder} />
      {isDrawn && <LadderLegend ladder={ladder} />}
      {isDrawn && <Readout ladder={ladder} call={call} choice={choice} />}
    </section>
  );
}

function useClock(): readonly [LadderClock, (clock: LadderClock) => void] {
  const [clock, setClock] = useState(readClock);
  const choose = (next: LadderClock): void => {
    keepClock(next);
    setClock(next);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 't' || event.shiftKey || isForOther(event)) return;
      event.preventDefault();
      setClock((before) => {
        const next = clockAfter(before);
        keepClock(next);
        return next;
      });
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
  return [clock, choose];
}

/** What holds for the ladder as a whole. */
function Remarks({ ladder }: { readonly ladder: DrawnLadder }): ReactNode {
  const { clockDifferenceUs = 0, isPlayedFast, moreEvents } = ladder;
  const ahead = clockDifferenceUs > 0 ? 'behind' : 'ahead of';
  return (
    <>
      {moreEvents > 0 && (
        <p className={classes.remark}>
          … {moreEvents} more {moreEvents === 1 ? 'event is' : 'events are'} not drawn.
        </p>
      )}
      {isPlayedFast && <p className={classes.remark}>{playedFastText}</p>}
      {!isPlayedFast && clockDifferenceUs !== 0 && (
        <p className={classes.remark}>
          The PBX’s clock is {durationText(Math.abs(clockDifferenceUs))} {ahead} this server’s; that
          is taken out of all times here.
        </p>
      )}
    </>
  );
}

/** What there is to say about the row under the pointer or the focus; else about what is selected. Its height never changes. */
function Readout({
  ladder,
  call,
  choice,
}: {
  readonly ladder: Layout;
  readonly call: ApiCallDetail;
  readonly choice: LadderChoice;
}): ReactNode {
  const { marks, ghosts } = ladder;
  const { activePlace, selectedId, comparedId } = choice;
  const first = marks.find(({ eventId }) => eventId === selectedId);
  const second = marks.find(({ eventId }) => eventId === comparedId);
  const row = [...marks, ...ghosts].find(({ place }) => place === activePlace) ?? first;
  const event =
    row === undefined || 'missing' in row
      ? undefined
      : call.events.find(({ id }) => id === row.eventId);
  return (
    <div className={classes.readout}>
      <p className={classes.said} aria-hidden="true">
        {row === undefined ? 'Point at an event to read what happened.' : wordsOf(row, event)}
      </p>
      <p className={classes.compared} role="status">
        {first && second ? between(first, second) : ''}
      </p>
      {first && !second && (
        <p className={classes.hint}>Shift-click another event for the time between them.</p>
      )}
    </div>
  );
}
