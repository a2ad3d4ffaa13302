import type { ApiScenario, RunOrder } from '../../api/run.ts';

/** Something to play from the page. */
export interface Piece {
  readonly title: string;
  readonly sentence: string;
  /** The name of the scenario. */
  readonly scenario: string;
  readonly variations?: RunOrder['variations'];
}

const wrong = 'queue-answered';

/** What goes wrong on the way, to see how the page tells of it. */
const mishaps: readonly Piece[] = [
  {
    title: 'Everything twice',
    sentence: 'A queue call of which each event is sent again.',
    scenario: wrong,
    variations: { copies: 2 },
  },
  {
    title: 'In another order',
    sentence: 'A queue call whose events overtake each other.',
    scenario: wrong,
    variations: { shuffle: true },
  },
  {
    title: 'No hangup',
    sentence: 'A queue call that nothing ends, as without that subscription.',
    scenario: wrong,
    variations: { drop: 'hangup' },
  },
  {
    title: 'The plus is lost',
    sentence: 'A queue call whose numbers arrive with a space for their plus.',
    scenario: wrong,
    variations: { rawPlus: true },
  },
];

/** The six of the empty page. */
export const sixPieces: readonly Piece[] = [
  { title: 'Answered', sentence: 'A call from outside to a phone', scenario: 'in-answered' },
  { title: 'Missed', sentence: 'A phone rings, nobody answers', scenario: 'in-missed' },
  { title: 'Queue', sentence: 'IVR, queue, the second agent', scenario: 'queue-answered' },
  { title: 'Forwarded', sentence: 'On to a number outside', scenario: 'forward-outside' },
  { title: 'Message', sentence: 'A text comes in', scenario: 'message-in' },
  {
    title: 'What goes wrong',
    sentence: 'Twice, in another order, the plus lost',
    scenario: wrong,
    variations: { copies: 2, shuffle: true, rawPlus: true },
  },
];

/** How fast to play: some seconds; as it was; all at once. */
export const paces = ['quick', 'real', 'instant'] as const;
export type Pace = (typeof paces)[number];

/** Long enough to be seen to grow, short enough to wait for. */
const quickMs = 10_000;

/**
 * What the server is asked to play.
 * @param scenario what is known of it, if that has come yet
 * @param myid of the URL; one that the server would not take is left out
 */
export function orderOf(
  piece: Piece,
  scenario: ApiScenario | undefined,
  { pace, myid }: { readonly pace: Pace; readonly myid: string },
): RunOrder {
  const { variations } = piece;
  return {
    scenarios: [piece.scenario],
    speed: speedOf(pace, scenario?.lengthMs ?? 60_000),
    ...(/^[\w.~-]{1,64}$/.test(myid) ? { myid } : {}),
    ...(variations === undefined ? {} : { variations }),
  };
}

function speedOf(pace: Pace, lengthMs: number): number | 'max' {
  if (pace === 'instant') return 'max';
  return pace === 'real' ? 1 : Math.min(1_000, Math.max(1, lengthMs / quickMs));
}

/** How many events will be sent, if that is known. */
export function totalOf(piece: Piece, scenario: ApiScenario | undefined): number | undefined {
  if (!scenario || piece.variations?.drop !== undefined) return undefined;
  return scenario.events * (piece.variations?.copies ?? 1);
}

export interface PieceGroup {
  readonly title: string;
  readonly pieces: readonly Piece[];
}

/** Everything that can be played, in groups as people look for it. */
export function pieceGroups(scenarios: readonly ApiScenario[]): readonly PieceGroup[] {
  const groups = Map.groupBy(scenarios, groupOf);
  const known = groupTitles.flatMap((title) => {
    const own = groups.get(title);
    return own === undefined ? [] : [{ title, pieces: own.map(pieceOf) }];
  });
  const hasWrong = scenarios.some(({ name }) => name === wrong);
  return hasWrong ? [...known, { title: 'What goes wrong', pieces: mishaps }] : known;
}

const groupTitles = [
  'Incoming',
  'Through an IVR or a queue',
  'Outgoing',
  'Forwarded, transferred, called back',
  'Internal',
  'Messages',
  'Agents of a queue',
] as const;

function groupOf({ name, kind, direction }: ApiScenario): (typeof groupTitles)[number] {
  if (kind !== 'call') return kind === 'message' ? 'Messages' : 'Agents of a queue';
  if (/^(ivr|queue)-/.test(name)) return 'Through an IVR or a queue';
  if (/^(forward|transfer|callback)-/.test(name)) return 'Forwarded, transferred, called back';
  if (direction === 'internal') return 'Internal';
  return direction === 'out' ? 'Outgoing' : 'Incoming';
}

function pieceOf({ name, title, sentence }: ApiScenario): Piece {
  return { title, sentence, scenario: name };
}
