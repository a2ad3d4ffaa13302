import type { EventSummary } from '../../api/event.ts';
import { eventTypes, type EventType } from '../../protocol/classify.ts';
import type { Fields } from '../../protocol/fields.ts';
import { microseconds } from '../text/microseconds.ts';

/** An event as the protocol's rules and sentences take it. */
export interface PlainEvent {
  readonly type: EventType;
  readonly fields: Fields;
  /** µs since 1970 UTC. */
  readonly receivedAtUs: number;
}

/** Of an event as the API tells of it. A type that only a newer server knows is unknown. */
export function plainEvent({
  type,
  fields,
  receivedAt,
}: Pick<EventSummary, 'type' | 'fields' | 'receivedAt'>): PlainEvent {
  return {
    type: eventTypes.find((known) => known === type) ?? 'unknown',
    // Without a prototype, as a parameter may be called like a part of one.
    fields: Object.assign(Object.create(null) as Record<string, string>, fields),
    receivedAtUs: microseconds(receivedAt),
  };
}
