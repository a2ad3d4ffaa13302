import { wallClock } from '../formats/wall-time.ts';

/**
 * A formatter of local times, as lines of lists begin: `Nov 22 12:04:31`.
 * @param nowUs tells the time: then the date is left out of what was today
 * @returns of µs since 1970 UTC
 */
export function dayTime(nowUs?: () => number): (us: number) => string {
  const clock = wallClock();
  const dayOf = (us: number): string => {
    const { month, day } = clock(us);
    return `${month} ${String(day).padStart(2)}`;
  };
  return (us) => {
    const { year, time } = clock(us);
    const day = dayOf(us);
    const now = nowUs?.();
    const isToday = now !== undefined && dayOf(now) === day && clock(now).year === year;
    return isToday ? time : `${day} ${time}`;
  };
}
