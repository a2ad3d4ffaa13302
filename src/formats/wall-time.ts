/** What a clock on the wall shows. `month` and `weekday` are English, three letters. */
export interface WallTime {
  readonly year: number;
  readonly month: string;
  readonly day: number;
  readonly weekday: string;
  /** `HH:MM:SS`, 24 hours. */
  readonly time: string;
}

/**
 * The wall clock of a time zone (IANA name; none: the process's, which `TZ` sets), for times in µs.
 * Asking for the same second again, as consecutive events do, costs nothing: Intl is slow.
 * @throws {RangeError} if there is no such zone
 */
export function wallClock(timeZone?: string): (us: number) => WallTime {
  const read = timeZone === undefined ? readLocal : intlReader(timeZone);
  let lastSecond = Number.NaN;
  let last: WallTime;
  return (us) => {
    const second = Math.floor(us / 1e6);
    if (second !== lastSecond) {
      last = read(new Date(second * 1000));
      lastSecond = second;
    }
    return last;
  };
}

function readLocal(date: Date): WallTime {
  return {
    year: date.getFullYear(),
    month: months[date.getMonth()] ?? '',
    day: date.getDate(),
    weekday: weekdays[date.getDay()] ?? '',
    time: [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':'),
  };
}

function intlReader(timeZone: string): (date: Date) => WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    month: 'short',
    year: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (date) => {
    const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    return {
      year: Number(part('year')),
      month: part('month'),
      day: Number(part('day')),
      weekday: part('weekday'),
      time: `${part('hour')}:${part('minute')}:${part('second')}`,
    };
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
