import { createContext, useContext } from 'react';

/** How the page writes times: by the clock of whoever looks, or in UTC. */
export type TimeZoneChoice = 'local' | 'utc';

export interface Times {
  readonly zone: TimeZoneChoice;
  /** `12:04:31.250`, with the day before it unless that is today. @param iso in UTC, as the API has it */
  readonly time: (iso: string) => string;
  /** With day and zone, to the microsecond: for a tooltip. */
  readonly full: (iso: string) => string;
}

/** Both ways to write times. A formatter is dear to make and cheap to use. @param now whose day is today */
export function timesOf(zone: TimeZoneChoice, now: Date): Times {
  const timeZone = zone === 'utc' ? 'UTC' : undefined;
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone });
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone });
  const today = day.format(now);
  const offset = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'longOffset', timeZone });
  return {
    zone,
    time: (iso) => {
      const at = new Date(iso);
      const time = `${clock.format(at)}.${iso.slice(20, 23)}`;
      const date = day.format(at);
      return date === today ? time : `${date} ${time}`;
    },
    full: (iso) => {
      const at = new Date(iso);
      const name =
        offset.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
      return `${day.format(at)} ${clock.format(at)}.${iso.slice(20, 26)} ${name}`;
    },
  };
}

export const TimesContext = createContext<Times>(timesOf('local', new Date()));

/** The way that was chosen. */
export function useTimes(): Times {
  return useContext(TimesContext);
}
