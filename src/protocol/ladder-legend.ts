import type { Cells } from './ladder-cells.ts';
import { glyphs } from './ladder-glyphs.ts';
import { wrapped } from './ladder-header.ts';
import type { Ladder } from './ladder.ts';

/** What the signs of a ladder mean, those that are in it. */
export function legendOf(ladder: Ladder, width: number, isAscii: boolean): readonly Cells[] {
  const { bars, marks, ghosts } = ladder;
  const { sender, end, ghost, bars: solid, dashedBars } = glyphs(isAscii);
  const states = (isDashed: boolean): ReadonlySet<string> =>
    new Set(
      bars
        .filter((bar) => bar.isDashed === isDashed)
        .flatMap(({ spans }) => spans.map(({ state }) => state)),
    );
  const whole = states(false);
  const dashed = states(true);
  const signs = [
    ...(marks.some(({ type, column }) => type !== 'hangup' && column !== undefined)
      ? [`${sender} who sent the event`]
      : []),
    ...(marks.some(({ type }) => type === 'hangup') ? [`${end} hangup (by whom is not told)`] : []),
    ...(whole.has('ringing') ? [`${solid.ringing} rings`] : []),
    ...(whole.has('talking') ? [`${solid.talking} talks`] : []),
    ...(whole.has('inside') ? [`${solid.inside} in the IVR or queue`] : []),
    ...(dashed.size > 0 ? [`${dashedBars.ringing} ${dashedBars.talking} the same, forwarded`] : []),
    ...(ghosts.length > 0 ? [`${ghost} missing`] : []),
    ...(marks.some(({ badges }) => badges.some((badge) => badge.startsWith('Bridged')))
      ? ['Bridged: whether a phone answered']
      : []),
  ];
  return signs.length === 0 ? [] : [[], ...wrapped(signs, '   ', width, isAscii)];
}
