import type { ReactNode } from 'react';
import type { DrawnSpan } from './geometry.ts';
import classes from './ladder-bars.module.css';

const barWidth = 7;

type State = DrawnSpan['state'];

/** The textures of the bars: whoever sees no colours sees stripes for ringing, dots inside an IVR or queue, and nothing in talk. */
export function LadderPatterns({ id }: { readonly id: string }): ReactNode {
  return (
    <defs>
      <pattern
        id={`${id}ringing`}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="2.4" height="5" className={classes.ringing} />
      </pattern>
      <pattern id={`${id}inside`} width="3.5" height="4" patternUnits="userSpaceOnUse">
        <circle cx="1.75" cy="2" r="1.1" className={classes.inside} />
      </pattern>
    </defs>
  );
}

/** What the legs were from event to event. */
export function LadderBars({
  id,
  spans,
}: {
  readonly id: string;
  readonly spans: readonly DrawnSpan[];
}): ReactNode {
  return spans.map(({ key, state, isDashed, x, top, bottom }) => (
    <LadderBar
      key={key}
      id={id}
      state={state}
      isDashed={isDashed}
      x={x - barWidth / 2}
      y={top}
      height={Math.max(0, bottom - top)}
    />
  ));
}

/** One bar. @param id of the patterns */
export function LadderBar({
  id,
  state,
  isDashed,
  x,
  y,
  height,
}: {
  readonly id: string;
  readonly state: State;
  readonly isDashed: boolean;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}): ReactNode {
  const fill = state === 'talking' ? undefined : `url(#${id}${state})`;
  return (
    <rect
      x={x}
      y={y}
      width={barWidth}
      height={height}
      className={classes.bar}
      data-state={state}
      data-dashed={isDashed}
      {...(fill === undefined ? {} : { fill })}
    />
  );
}
