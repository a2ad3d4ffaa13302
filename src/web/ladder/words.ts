import type { ApiCallDetail } from '../../api/call.ts';
import { durationText } from '../../protocol/duration-text.ts';
import type { LadderGhost, LadderMark } from '../../protocol/ladder.ts';
import { shortName } from '../../protocol/short-name.ts';
import { visible } from '../text/visible.ts';

type CallEvent = ApiCallDetail['events'][number];

/** One sentence or two on a row of the ladder: what happened, how late it came, what was answered. */
export function wordsOf(row: LadderMark | LadderGhost, event: CallEvent | undefined): string {
  return 'missing' in row ? wordsOfGhost(row) : wordsOfMark(row, event);
}

/** The same without what is as it should be. */
export function shortWordsOf(row: LadderMark | LadderGhost, event: CallEvent | undefined): string {
  if ('missing' in row) return wordsOfGhost(row);
  const { lagUs, ...rest } = row;
  const isLate = lagUs !== undefined && lagUs > lateUs;
  const isAccepted = event?.answer.status === 200;
  const said = visible(event?.sentence ?? row.type, 400);
  const parts = partsOf(isLate ? row : rest, isAccepted ? undefined : event);
  return [said, ...parts].join(', ');
}

/** An event on its way for longer is worth a word. */
const lateUs = 200_000;

function wordsOfMark(mark: LadderMark, event: CallEvent | undefined): string {
  const said = visible(event?.sentence ?? mark.type, 400);
  const parts = partsOf(mark, event);
  return parts.length === 0 ? `${said}.` : `${said}; ${parts.join(', ')}.`;
}

function partsOf(mark: LadderMark, event: CallEvent | undefined): readonly string[] {
  return [
    ...mark.badges.map((badge) => visible(badge, 60)),
    ...(mark.lagUs === undefined ? [] : [`received ${durationText(mark.lagUs)} after it happened`]),
    ...(mark.isReckoned ? ['without a time from the PBX'] : []),
    ...(mark.isReordered ? ['out of order'] : []),
    ...(event === undefined ? [] : [`our answer ${event.answer.status}`]),
  ];
}

function wordsOfGhost({ missing, talkUs, extension }: LadderGhost): string {
  const whose = extension === undefined ? '' : ` of ${visible(shortName(extension), 40)}`;
  if (missing === 'hangup') return `No hangup${whose} was received so far.`;
  const talk = talkUs === undefined ? '' : `, though it talked ${durationText(talkUs)}`;
  return `No answer${whose} was received${talk}.`;
}

/** The time between two events, on both clocks. */
export function between(a: LadderMark, b: LadderMark): string {
  const [first, second] = a.pbxUs <= b.pbxUs ? [a, b] : [b, a];
  const byPbx = exactly(second.pbxUs - first.pbxUs);
  const byReceipt = exactly(second.receivedUs - first.receivedUs);
  const isReckoned = first.isReckoned || second.isReckoned;
  const pbx = isReckoned ? 'not known by the PBX’s clock' : `${byPbx} by the PBX’s clock`;
  return `From ${first.type} to ${second.type}: ${pbx}, ${byReceipt} by receipt.`;
}

function exactly(us: number): string {
  return `${us < 0 ? '−' : ''}${(Math.abs(us) / 1e6).toFixed(3)} s`;
}
