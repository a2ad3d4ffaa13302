import { durationText } from './duration-text.ts';
import { shortNumber } from './end.ts';
import type { Ladder, LadderGhost, LadderMark } from './ladder.ts';

/** An event on its way for longer is told to be late. */
const lateUs = 200_000;

/** The name of a row: what happened, or should have. */
export function labelOf(row: LadderMark | LadderGhost): string {
  return 'missing' in row ? row.missing : row.type;
}

/** What else there is to say of a row. */
export function noteOf(row: LadderMark | LadderGhost, { columns, clock }: Ladder): string {
  const note = 'missing' in row ? ghostNote(row) : markNote(row, clock);
  const isInOthers = row.column !== undefined && columns[row.column]?.kind === 'others';
  if (!isInOthers || row.extension === undefined) return note;
  return `${shortNumber(row.extension)}${note === '' ? '' : `: ${note}`}`;
}

function ghostNote({ missing, talkUs }: LadderGhost): string {
  if (missing === 'hangup') return 'not seen so far';
  return `not seen${talkUs === undefined ? '' : `, though it talked ${durationText(talkUs)}`}`;
}

function markNote(mark: LadderMark, clock: Ladder['clock']): string {
  const { type, status, ringUs, talkUs, badges, lagUs = 0, isReordered } = mark;
  const notes = [
    ...(status === undefined || isImplied(type, status) ? [] : [status]),
    ...(talkUs === undefined ? [] : [`talked ${durationText(talkUs)}`]),
    ...(ringUs === undefined
      ? []
      : [`${type === 'answer' ? 'after' : 'rang'} ${durationText(ringUs)}`]),
    ...badges,
    ...(lagUs > lateUs ? [`${durationText(lagUs)} late`] : []),
    ...(isReordered && (lagUs > lateUs || clock !== 'pbx') ? ['out of order'] : []),
  ];
  return notes.join(', ');
}

/** Dials always say CALLING, answers ANSWER. */
function isImplied(type: LadderMark['type'], status: string): boolean {
  if (type === 'dial-in' || type === 'dial-out') return status === 'CALLING';
  return type === 'answer' && status === 'ANSWER';
}

/** The times of the rows by place, as the ladder's clock has them; empty where nobody knows. */
export function timeTexts(ladder: Ladder): ReadonlyMap<number, string> {
  const { clock, marks, ghosts } = ladder;
  const isReceived = clock === 'received';
  let firstUs = 0;
  if (isReceived) {
    firstUs = Infinity;
    for (const { receivedUs } of marks) firstUs = Math.min(firstUs, receivedUs);
  }
  const timed = [...marks, ...ghosts].flatMap((row) =>
    'missing' in row && row.missing === 'hangup'
      ? []
      : {
          place: row.place,
          us: isReceived ? row.receivedUs - firstUs : row.pbxUs,
          isReckoned: !isReceived && 'isReckoned' in row && row.isReckoned,
        },
  );
  const isLong = timed.some(({ us }) => Math.abs(us) >= longUs);
  return new Map(
    timed.map(({ place, us, isReckoned }) => [
      place,
      `${isReckoned ? '~' : ''}${relativeTime(us, isLong)}`,
    ]),
  );
}

/** Seconds alone are hard to read beyond. */
const longUs = 600_000_000;

const hourUs = 3_600_000_000;

function relativeTime(us: number, isLong: boolean): string {
  if (!Number.isFinite(us)) return '?';
  const sign = us < 0 ? '-' : '+';
  const ms = Math.round(Math.abs(us) / 1_000);
  if (!isLong) return `${sign}${(ms / 1_000).toFixed(3)} s`;
  if (Math.abs(us) >= 100 * hourUs) return `${sign}${Math.floor(ms / 86_400_000)} d`;
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...rest] = seconds < 3_600 ? parts.slice(1) : parts;
  const clock = [String(first), ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
  return `${sign}${clock}.${String(ms % 1_000).padStart(3, '0')}`;
}
