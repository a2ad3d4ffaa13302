import type { Ladder, LadderMark } from './ladder.ts';

/** A second more or less of a call is the network's. */
const noticedUs = 1_000_000;

/** Whether the simulator played the call faster than its own clock says it was. */
export function isPlayedFast({ marks }: Pick<Ladder, 'marks'>): boolean {
  const spanOf = (times: readonly number[]): number => Math.max(...times) - Math.min(...times);
  const saidUs = spanOf(marks.map(({ pbxUs }) => pbxUs));
  return spanOf(marks.map(({ receivedUs }) => receivedUs)) < saidUs - noticedUs;
}

/**
 * The ladder of a call that was played fast, without how late each event came and what the clocks differ by: both tell nothing then. The
 * first events seem to have been on their way for all the time that was left out.
 */
export function withoutLags(ladder: Ladder): Ladder {
  const rest: { clockDifferenceUs?: number } & Omit<Ladder, 'clockDifferenceUs'> = { ...ladder };
  delete rest.clockDifferenceUs;
  return { ...rest, marks: ladder.marks.map(withoutLag) };
}

function withoutLag(mark: LadderMark): LadderMark {
  const rest: { lagUs?: number } & Omit<LadderMark, 'lagUs'> = { ...mark };
  delete rest.lagUs;
  return rest;
}

/** What is said in their place. */
export const playedFastText =
  'Played faster than real time, so how late each event came is not shown.';
