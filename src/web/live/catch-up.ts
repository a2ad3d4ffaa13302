import type { EventSummary } from '../../api/event.ts';
import type { Frame } from './frame.ts';

/**
 * Decides when a stream has told what was stored before it was opened. Any of these says so: a second place without an event, for the first one
 * is where it begins, and the next one comes after what was stored; or an event that was stored after the answer began. (That nothing
 * comes for a while says so, too: that is for whoever has the clock.)
 * @param answeredAtMs by the server's clock, if it said so
 */
export function createCatchUp(
  answeredAtMs: number | undefined,
): (frames: readonly Frame[]) => boolean {
  let places = 0;
  return (frames) => {
    for (const { event, id } of frames) if (event === '' && id !== undefined) places++;
    if (places >= 2) return true;
    const last = frames.findLast(({ event }) => event === 'event');
    if (answeredAtMs === undefined || last === undefined) return false;
    const { storedAt } = JSON.parse(last.data) as EventSummary;
    return Date.parse(storedAt) >= answeredAtMs;
  };
}
