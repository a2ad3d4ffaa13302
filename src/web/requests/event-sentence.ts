import type { EventSummary } from '../../api/event.ts';
import { describeEvent } from '../../protocol/describe.ts';
import { plainEvent } from '../server/plain-event.ts';

/** One sentence on an event by itself. It quotes what was sent. */
export function eventSentence(event: EventSummary): string {
  const plain = plainEvent(event);
  const { method, target } = event.request;
  const isBare = plain.type === 'unknown' && Object.keys(plain.fields).length === 0;
  return isBare ? `${method} ${target}` : describeEvent(plain);
}
