import { Button } from '../chrome/button.tsx';
import { useState, type ReactNode } from 'react';
import classes from './play-progress.module.css';
import { isPlaying, stopRun } from './playing.ts';
import { playingLine, type Playing } from './run-line.ts';

/** How far something is that this page has played, and a way to stop it. */
export function PlayProgress({ playing }: { readonly playing: Playing }): ReactNode {
  const { title, run, total, fault } = playing;
  const isRunning = isPlaying(playing);
  const isBad = fault !== undefined || run?.state === 'failed';
  return (
    <div className={classes.progress}>
      <div className={classes.line}>
        <span role={isBad ? 'alert' : 'status'} className={isBad ? classes.bad : undefined}>
          {playingLine(playing)}
        </span>
        {isRunning && run && <StopButton id={run.id} title={title} />}
      </div>
      {isRunning && (
        <progress
          className={classes.bar}
          aria-label={title}
          {...(total === undefined ? {} : { max: total, value: Math.min(run?.sent ?? 0, total) })}
        />
      )}
    </div>
  );
}

/** Stops a run, and says so if that fails. */
export function StopButton({
  id,
  title,
}: {
  readonly id: string;
  readonly title: string;
}): ReactNode {
  const [fault, setFault] = useState<string>();
  return (
    <>
      {fault !== undefined && (
        <span role="alert" className={classes.bad}>
          {fault}
        </span>
      )}
      <Button
        aria-label={`Stop ${title}`}
        onClick={() => {
          void stopRun(id).then(setFault);
        }}
      >
        Stop
      </Button>
    </>
  );
}
