import type { Ladder, LadderMark } from './ladder.ts';

/** A ladder as it is drawn. */
export interface DrawnLadder extends Ladder {
  /** It tells nothing of how late its events came: `playedFastText`. */
  readonly isPlayedFast: boolean;
}

/**
 * A ladder without what is false of a call that the simulator played faster than its own clock says it was: how late each event came and
 * what the clocks differ by tell nothing then. The first events seem to have been on their way for all the time that was left out.
 * @param events those of the call, for where they came from
 */
export function asPlayed(
  ladder: Ladder,
  events: readonly { readonly origin: string }[],
): DrawnLadder {
  if (!events.every(({ origin }) => origin === 'fixture') || !isPlayedFast(ladder))
    return { ...ladder, isPlayedFast: false };
  const rest: { clockDifferenceUs?: number } & Omit<Ladder, 'clockDifferenceUs'> = { ...ladder };
  delete rest.clockDifferenceUs;
  return { ...rest, marks: ladder.marks.map(withoutLag), isPlayedFast: true };
}

/** A second more or less of a call is the network's. */
const noticedUs = 1_000_000;

function isPlayedFast({ marks }: Ladder): boolean {
  const spanOf = (times: readonly number[]): number => Math.max(...times) - Math.min(...times);
  const saidUs = spanOf(marks.map(({ pbxUs }) => pbxUs));
  return spanOf(marks.map(({ receivedUs }) => receivedUs)) < saidUs - noticedUs;
}

function withoutLag(mark: LadderMark): LadderMark {
  const rest: { lagUs?: number } & Omit<LadderMark, 'lagUs'> = { ...mark };
  delete rest.lagUs;
  return rest;
}

/** What is said in their place. */
export const playedFastText =
  'Played faster than real time, so how late each event came is not shown.';
