import type { TimeZoneChoice } from '../text/times.ts';

const dayMs = 86_400_000;

/** How a chart writes times: as short as they are told apart. */
export interface TimeLabels {
  /** Of a tick; days where they begin. @param stepMs from one tick to the next */
  readonly tick: (ms: number, stepMs: number) => string;
  /** Of a stretch of time: `22 Nov 12:00 to 12:05`. */
  readonly stretch: (fromMs: number, untilMs: number) => string;
}

export function timeLabels(zone: TimeZoneChoice): TimeLabels {
  const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {};
  const format = (options: Intl.DateTimeFormatOptions): ((ms: number) => string) => {
    const made = new Intl.DateTimeFormat('en-GB', { ...options, ...timeZone });
    return (ms) => made.format(ms);
  };
  const minute = format({ hour: '2-digit', minute: '2-digit' });
  const second = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = format({ day: 'numeric', month: 'short' });
  const month = format({ month: 'short', year: 'numeric' });
  const clock = (ms: number): string => (ms % 60_000 === 0 ? minute(ms) : second(ms));
  return {
    tick: (ms, stepMs) => {
      if (stepMs >= 28 * dayMs) return month(ms);
      if (stepMs >= dayMs || second(ms) === '00:00:00') return day(ms);
      return stepMs < 60_000 ? second(ms) : minute(ms);
    },
    stretch: (fromMs, untilMs) => {
      const isWholeDays = second(fromMs) === '00:00:00' && second(untilMs) === '00:00:00';
      if (isWholeDays) {
        const last = day(untilMs - 1);
        return day(fromMs) === last ? last : `${day(fromMs)} to ${last}`;
      }
      const from = `${day(fromMs)} ${clock(fromMs)}`;
      const isSameDay = day(fromMs) === day(untilMs);
      return `${from} to ${isSameDay ? '' : `${day(untilMs)} `}${clock(untilMs)}`;
    },
  };
}

/** A length of time in the largest unit that says it: `15 min`, `24 h`, `3 d`. */
export function lengthText(us: number): string {
  const minutes = us / 60_000_000;
  if (minutes < 1) return `${Math.max(1, Math.round(us / 1_000_000))} s`;
  if (minutes < 59.5) return `${Math.round(minutes)} min`;
  if (minutes < 60 * 49) return `${Math.round(minutes / 6) / 10} h`;
  return `${Math.round(minutes / 1440)} d`;
}
