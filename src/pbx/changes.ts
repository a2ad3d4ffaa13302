import type { FormPair } from '../protocol/form.ts';
import type { PlannedEvent } from './planned-event.ts';
import type { Random } from './random.ts';

/** The single changes that `variations.ts` puts together. */

/** Each event this often, the copies after it. */
export function withCopies(
  events: readonly PlannedEvent[],
  copies: number,
  random: Random,
): PlannedEvent[] {
  return events.flatMap((event) =>
    Array.from({ length: copies }, (_, n) =>
      n === 0 ? event : { ...event, offsetMs: event.offsetMs + 1 + random.below(maxCopyDelayMs) },
    ),
  );
}

/** A sender that repeats does so soon. */
const maxCopyDelayMs = 1_000;

export function withoutRecIds(
  events: readonly PlannedEvent[],
  probability: number,
  random: Random,
): PlannedEvent[] {
  return events.map((event) =>
    event.type === 'hangup' && random.chance(probability)
      ? { ...event, fields: event.fields.filter(([name]) => name.toLowerCase() !== 'recid') }
      : event,
  );
}

export function inUpperCase(event: PlannedEvent, what: 'names' | 'ids'): PlannedEvent {
  const raised = ([name, value]: FormPair): FormPair => {
    if (what === 'names') return [name.toUpperCase(), value];
    return [name, upperCaseIds.has(name) ? value.toUpperCase() : value];
  };
  return { ...event, fields: event.fields.map(raised) };
}

/** The PBX's API writes ids in capitals in some places, and other senders of the family `IN` and `OUT`. */
const upperCaseIds: ReadonlySet<string> = new Set([
  'CallID',
  'SubCallID',
  'CallAPIID',
  'CallBackID',
  'RecID',
  'CallFlow',
]);

/** No field of the dictionary, nor nearly one. */
export function withUnknownField(event: PlannedEvent): PlannedEvent {
  return { ...event, fields: [...event.fields, ['X-Codec', 'opus/48000']] };
}
