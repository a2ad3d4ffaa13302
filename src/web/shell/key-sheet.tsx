import { Dialog } from '../chrome/dialog.tsx';
import type { ReactNode } from 'react';
import classes from './key-sheet.module.css';

/** The keys of the page. Each has a button or a link as well. */
const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['j', 'k'], 'next and previous row'],
  [['Enter'], 'open the row'],
  [['Esc'], 'close what is open'],
  [[']', '['], 'next and previous row with a finding'],
  [['/'], 'filter'],
  [['g c', 'g r', 'g f', 'g s'], 'calls, requests, findings, set-up'],
  [['Space'], 'pause, go on'],
  [['t'], 'clock of the ladder'],
  [['y'], 'copy'],
  [['?'], 'this sheet'],
];

export function KeySheet({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys">
      <dl className={classes.keys}>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
