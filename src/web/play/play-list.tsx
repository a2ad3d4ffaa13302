import { Choice } from '../chrome/choice.tsx';
import type { ReactNode } from 'react';
import { orderOf, paces, pieceGroups, totalOf, type Pace, type Piece } from './order.ts';
import classes from './play-menu.module.css';
import { PlayProgress, StopButton } from './play-progress.tsx';
import { play, usePlaying } from './playing.ts';
import { sentLine } from './run-line.ts';
import { useOtherRuns } from './use-other-runs.ts';
import { useScenarios } from './use-scenarios.ts';

/** Everything that can be played, and what is being played. */
export function PlayList({
  pace,
  onPace,
  onStarted,
}: {
  readonly pace: Pace;
  readonly onPace: (pace: Pace) => void;
  readonly onStarted: () => void;
}): ReactNode {
  const { scenarios, fault } = useScenarios();
  const playing = usePlaying();
  const others = useOtherRuns(playing?.run?.id);
  const start = (piece: Piece): void => {
    const scenario = scenarios?.find(({ name }) => name === piece.scenario);
    const order = orderOf(piece, scenario, { pace, myid: '' });
    void play(order, piece.title, totalOf(piece, scenario)).then((hasBegun) => {
      if (hasBegun) onStarted();
    });
  };
  return (
    <div className={classes.list}>
      <p className={classes.lead}>
        The simulator sends what a PBX would, into this receiver. The events are marked{' '}
        <code>origin:fixture</code>.
      </p>
      {playing && (
        <div className={classes.now}>
          <PlayProgress playing={playing} />
        </div>
      )}
      {others.map((run) => (
        <div key={run.id} className={classes.other}>
          <span>
            {run.what}: {sentLine(run)}
          </span>
          <StopButton id={run.id} title={run.what} />
        </div>
      ))}
      <Choice
        label="How fast"
        options={paces.map((value) => ({ value, name: paceWords[value] }))}
        value={pace}
        onChoose={onPace}
      />
      {fault !== undefined && <p role="alert">{fault}</p>}
      {!scenarios && fault === undefined && <p className={classes.lead}>Loading …</p>}
      {pieceGroups(scenarios ?? []).map(({ title, pieces }) => (
        <section key={title} aria-label={title}>
          <h3 className={classes.group}>{title}</h3>
          <ul className={classes.pieces}>
            {pieces.map((piece) => (
              <li key={piece.title}>
                <button
                  type="button"
                  className={classes.piece}
                  onClick={() => {
                    start(piece);
                  }}
                >
                  <b>{piece.title}</b>
                  <span>{piece.sentence}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const paceWords = {
  quick: 'In 10 seconds',
  real: 'As long as it takes',
  instant: 'At once',
} as const;
