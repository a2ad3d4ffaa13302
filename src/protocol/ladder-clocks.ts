import { eventTimeOf } from './event-time.ts';
import type { SentEvent } from './sent-event.ts';

/** When an event happened and arrived, both in µs since the start of the call by the PBX's clock. */
export interface EventTimes {
  readonly pbxUs: number;
  readonly receivedUs: number;
  readonly isReckoned: boolean;
  readonly lagUs?: number;
  readonly isReordered: boolean;
}

export interface CallTimes {
  readonly startUs: number;
  readonly clockDifferenceUs?: number;
  readonly of: (event: SentEvent) => EventTimes;
}

/** Between clocks that agree no event takes longer, nor does it arrive before it was sent. As the rule on EventTime has it. */
const agreementUs = 5 * 60_000_000;

/** What says that it was longer on its way has a wrong time instead. */
const maxLagUs = 24 * 3_600_000_000;

/**
 * Brings the two clocks to one origin. If most events seem to arrive before they were sent, or minutes later, the clocks differ; then the
 * quickest event counts as one that took no time, and all others are compared with it.
 * @param events in order
 */
export function timesOf(events: readonly SentEvent[]): CallTimes {
  const timed = events.filter(hasTime);
  const lags = timed.map(({ event, atUs }) => event.receivedAtUs - atUs).sort((a, b) => a - b);
  const median = lags[lags.length >> 1] ?? 0;
  const differenceUs = median < 0 || median > agreementUs ? (lags[0] ?? 0) : 0;
  const startUs = events[0]?.atUs ?? 0;
  const reordered = overtaken(timed);
  return {
    startUs,
    ...(differenceUs === 0 ? undefined : { clockDifferenceUs: differenceUs }),
    of: (sent) => {
      const pbxUs = sent.atUs - startUs;
      const receivedUs = sent.event.receivedAtUs - differenceUs - startUs;
      const isReckoned = !hasTime(sent);
      const lagUs = receivedUs - pbxUs;
      const hasLag = !isReckoned && lagUs >= 0 && lagUs <= maxLagUs;
      return {
        pbxUs,
        receivedUs,
        isReckoned,
        ...(hasLag ? { lagUs } : undefined),
        isReordered: reordered.has(sent),
      };
    },
  };
}

function hasTime(event: SentEvent): boolean {
  return eventTimeOf({ EventTime: (event.sent('EventTime') ?? '').trim() }) === event.atUs;
}

/** The events that were stored after one that happened later. */
function overtaken(events: readonly SentEvent[]): ReadonlySet<SentEvent> {
  const found = new Set<SentEvent>();
  let latestUs = -Infinity;
  for (const sent of events.toSorted((a, b) => a.event.row - b.event.row)) {
    if (sent.atUs < latestUs) found.add(sent);
    else latestUs = sent.atUs;
  }
  return found;
}
