import { Button } from '../chrome/button.tsx';
import { Dialog } from '../chrome/dialog.tsx';
import { useState, type ReactNode } from 'react';
import type { Pace } from './order.ts';
import { PlayList } from './play-list.tsx';
import classes from './play-menu.module.css';
import { isPlaying, usePlaying } from './playing.ts';

/** The button in the header that opens all that can be played; it tells how far what is being played has come. */
export function PlayMenu(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [pace, setPace] = useState<Pace>('quick');
  const playing = usePlaying();
  const isBusy = playing !== undefined && isPlaying(playing);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <>
      <Button
        aria-haspopup="dialog"
        onClick={() => {
          setOpen(true);
        }}
      >
        <span aria-hidden>▶</span>
        {isBusy ? <Progress sent={playing.run?.sent ?? 0} total={playing.total} /> : 'Play'}
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title="Play a call" width="wide">
        <PlayList pace={pace} onPace={setPace} onStarted={close} />
      </Dialog>
    </>
  );
}

function Progress({
  sent,
  total,
}: {
  readonly sent: number;
  readonly total: number | undefined;
}): ReactNode {
  return (
    <span className={classes.count}>
      Playing {sent}
      {total !== undefined && ` / ${total}`}
    </span>
  );
}
