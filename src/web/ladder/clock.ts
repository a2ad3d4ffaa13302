import { remember, remembered } from '../remembered.ts';
import { ladderClocks, type LadderClock } from '../../protocol/ladder.ts';

/** What orders the ladders, for as long as the tab is open. */
const key = 'ringlog-ladder-clock';

export const clockNames: Readonly<Record<LadderClock, string>> = {
  pbx: 'PBX time',
  received: 'Receive time',
  sequence: 'Sequence',
};

export function readClock(): LadderClock {
  const kept = remembered(key, 'sessionStorage');
  return ladderClocks.find((clock) => clock === kept) ?? 'pbx';
}

export function keepClock(clock: LadderClock): void {
  remember(key, clock, 'sessionStorage');
}

export function clockAfter(clock: LadderClock): LadderClock {
  return ladderClocks[(ladderClocks.indexOf(clock) + 1) % ladderClocks.length] ?? 'pbx';
}
