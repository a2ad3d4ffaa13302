import { useId, type ReactNode } from 'react';
import type { Ladder } from '../../protocol/ladder.ts';
import { LadderBar, LadderPatterns } from './ladder-bars.tsx';
import classes from './ladder-legend.module.css';

const stateWords = {
  ringing: 'rings',
  talking: 'talks',
  inside: 'in the IVR or queue',
} as const;

/** What the signs of a ladder mean, those that are in it. */
export function LadderLegend({ ladder }: { readonly ladder: Ladder }): ReactNode {
  const id = useId();
  const { bars, marks, ghosts } = ladder;
  const spans = bars.flatMap(({ spans, isDashed }) =>
    spans.map(({ state }) => ({ state, isDashed })),
  );
  const states = (['ringing', 'talking', 'inside'] as const).filter((state) =>
    spans.some((span) => span.state === state),
  );
  return (
    <ul className={classes.legend} aria-label="Signs of the ladder">
      {states.map((state) => (
        <li key={state}>
          <svg width="9" height="14" aria-hidden="true">
            <LadderPatterns id={id + state} />
            <LadderBar id={id + state} state={state} isDashed={false} x={1} y={1} height={12} />
          </svg>
          {stateWords[state]}
        </li>
      ))}
      {spans.some(({ isDashed }) => isDashed) && (
        <li>
          <svg width="9" height="14" aria-hidden="true">
            <LadderBar id={id} state="talking" isDashed x={1} y={1} height={12} />
          </svg>
          dashed: forwarded
        </li>
      )}
      <li>● who sent the event</li>
      {marks.some(({ type }) => type === 'hangup') && <li>✕ hangup (by whom is not told)</li>}
      {ghosts.length > 0 && <li>◌ missing</li>}
      {marks.some(({ badges }) => badges.some((badge) => badge.startsWith('Bridged'))) && (
        <li>Bridged: whether a phone answered</li>
      )}
      {marks.some(({ isReordered }) => isReordered) && <li>crossing lines: out of order</li>}
    </ul>
  );
}
