import { ladderClocks, type LadderClock } from '../../protocol/ladder.ts';

/** What orders the ladders, for as long as the page is open. */
const key = 'ringlog-ladder-clock';

export const clockNames: Readonly<Record<LadderClock, string>> = {
  pbx: 'PBX time',
  received: 'Receive time',
  sequence: 'Sequence',
};

export function readClock(): LadderClock {
  try {
    const kept = sessionStorage.getItem(key);
    return ladderClocks.find((clock) => clock === kept) ?? 'pbx';
  } catch {
    return 'pbx';
  }
}

export function keepClock(clock: LadderClock): void {
  try {
    sessionStorage.setItem(key, clock);
  } catch {
    // It holds until the ladder is closed.
  }
}

export function clockAfter(clock: LadderClock): LadderClock {
  return ladderClocks[(ladderClocks.indexOf(clock) + 1) % ladderClocks.length] ?? 'pbx';
}
