import type { EventType } from '../protocol/classify.ts';
import type { Charset, PlannedEvent } from './planned-event.ts';
import { Random } from './random.ts';
import { inUpperCase, withCopies, withUnknownField, withoutRecIds } from './changes.ts';

/** What goes wrong on the way from a PBX, or is otherwise there, to try out a receiver. All can be had together. */
export interface Variations {
  /** Events of this type are not sent. */
  readonly drop?: EventType;
  /** `RecID` is left out of a hangup with this probability, 0 to 1; of real ones about 0.05 lack it. */
  readonly dropRecId?: number;
  /** Events of this type are sent so much later. */
  readonly late?: { readonly type: EventType; readonly byMs: number };
  /** Each event is sent so many times, 1 to 10: a copy follows within a second. */
  readonly copies?: number;
  /** The events arrive in another order, at the same times. */
  readonly shuffle?: boolean;
  /** Written in capitals: the names of the fields, or the ids and `CallFlow`. */
  readonly upperCase?: 'names' | 'ids';
  /** Each event has one more field, which nobody documents. */
  readonly unknownField?: boolean;
  /** A `+` is not encoded, so that it arrives as a space. */
  readonly rawPlus?: boolean;
  readonly charset?: Charset;
  /** Of a POST, instead of that of a form. */
  readonly contentType?: string;
}

/**
 * The events as these variations have them. Each variation draws from a stream of its own, so that leaving one out changes nothing about the
 * others; the same seed and events give the same events.
 * @param events in the order in which they are sent, as the result is
 */
export function vary(
  events: readonly PlannedEvent[],
  variations: Variations,
  seed: number,
): readonly PlannedEvent[] {
  const { drop, dropRecId = 0, late, copies = 1, shuffle = false } = variations;
  const random = (stream: number): Random =>
    new Random(seed, stream, ...(events[0] === undefined ? [] : [events[0].call]));
  let varied = events.map((event) => written(event, variations));
  if (drop !== undefined) varied = varied.filter(({ type }) => type !== drop);
  if (dropRecId > 0) varied = withoutRecIds(varied, dropRecId, random(1));
  if (late !== undefined)
    varied = varied.map((event) =>
      event.type === late.type ? { ...event, offsetMs: event.offsetMs + late.byMs } : event,
    );
  if (copies > 1) varied = withCopies(varied, copies, random(2));
  varied.sort((a, b) => a.offsetMs - b.offsetMs);
  return shuffle ? shuffled(varied, random(3)) : varied;
}

function written(event: PlannedEvent, variations: Variations): PlannedEvent {
  const { upperCase, unknownField = false, rawPlus = false, charset, contentType } = variations;
  const cased = upperCase === undefined ? event : inUpperCase(event, upperCase);
  const { writing, ...rest } = unknownField ? withUnknownField(cased) : cased;
  const wanted = {
    ...writing,
    ...(rawPlus ? { hasRawPlus: true } : undefined),
    ...(charset === undefined ? undefined : { charset }),
    ...(contentType === undefined ? undefined : { contentType }),
  };
  return Object.keys(wanted).length === 0 ? rest : { ...rest, writing: wanted };
}

/** The times stay where they are, and the events change places (Fisher and Yates). */
function shuffled(events: readonly PlannedEvent[], random: Random): readonly PlannedEvent[] {
  const order = [...events];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [a, b] = [order[last], order[other]];
    if (a === undefined || b === undefined) continue;
    [order[last], order[other]] = [b, a];
  }
  return order.map((event, place) => ({
    ...event,
    offsetMs: events[place]?.offsetMs ?? event.offsetMs,
  }));
}
