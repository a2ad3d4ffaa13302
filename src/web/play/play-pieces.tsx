import type { ReactNode } from 'react';
import classes from './help-panel.module.css';
import { orderOf, sixPieces, totalOf } from './order.ts';
import { PlayProgress } from './play-progress.tsx';
import { isPlaying, play, usePlaying } from './playing.ts';
import { useScenarios } from './use-scenarios.ts';

/** Six calls to play with one click. */
export function PlayPieces({ myid }: { readonly myid: string }): ReactNode {
  const { scenarios } = useScenarios();
  const playing = usePlaying();
  const isBusy = playing !== undefined && isPlaying(playing);
  return (
    <section className={classes.column}>
      <h3>
        <span className={classes.number}>2</span> No PBX? Play one
      </h3>
      <p className={classes.dim}>
        The simulator sends what a PBX would, into this receiver. It takes some seconds, and its
        events are marked <code>origin:fixture</code>.
      </p>
      <ul className={classes.pieces}>
        {sixPieces.map((piece) => (
          <li key={piece.title}>
            <button
              type="button"
              className={classes.piece}
              aria-disabled={isBusy}
              onClick={() => {
                if (isBusy) return;
                const scenario = scenarios?.find(({ name }) => name === piece.scenario);
                const order = orderOf(piece, scenario, { pace: 'quick', myid });
                void play(order, piece.title, totalOf(piece, scenario));
              }}
            >
              <b>{piece.title}</b>
              <span>{piece.sentence}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className={classes.progress}>{playing && <PlayProgress playing={playing} />}</div>
    </section>
  );
}
