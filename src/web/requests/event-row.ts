import type { EventSummary } from '../../api/event.ts';
import { eventTypes } from '../../protocol/classify.ts';
import { describeEvent } from '../../protocol/describe.ts';
import { fieldOf } from '../../protocol/fields.ts';
import { visible } from '../text/visible.ts';

/** A request as the list shows it. Captured text is made safe to show. */
export interface EventRow {
  readonly id: string;
  readonly cursor: string;
  readonly receivedAt: string;
  readonly type: string;
  readonly myid: string;
  readonly sentence: string;
  /** How it stands, as sent: `ANSWER`. */
  readonly status: string;
  readonly talkUs?: number | undefined;
  readonly method: string;
  readonly answerStatus: number;
  readonly callId?: string | undefined;
  readonly origin: EventSummary['origin'];
  readonly isRepeated: boolean;
  readonly findings: Readonly<Record<'error' | 'warn' | 'info', number>>;
}

const maxText = 60;
const statusFields = ['CallStatus', 'status', 'agent_status', 'new_status_id'];

export function toEventRow(event: EventSummary): EventRow {
  const findings = { error: 0, warn: 0, info: 0 };
  for (const { level } of event.findings) findings[level]++;
  const type = eventTypes.find((each) => each === event.type) ?? 'unknown';
  const fields = Object.assign(Object.create(null) as Record<string, string>, event.fields);
  const talkUs = Number(fieldOf(fields, 'Duration'));
  const receivedAtUs = Date.parse(event.receivedAt) * 1000;
  return {
    id: event.id,
    cursor: event.cursor,
    receivedAt: event.receivedAt,
    type: visible(event.type, maxText),
    myid: visible(event.myid, maxText),
    sentence:
      type === 'unknown' && Object.keys(fields).length === 0
        ? visible(`${event.request.method} ${event.request.target}`, 200)
        : visible(describeEvent({ type, fields, receivedAtUs }), 200),
    status: visible(firstOf(fields, statusFields), maxText),
    talkUs: talkUs > 0 ? talkUs : undefined,
    method: visible(event.request.method, maxText),
    answerStatus: event.answer.status,
    callId: event.callId,
    origin: event.origin,
    isRepeated: event.duplicateOf !== undefined,
    findings,
  };
}

function firstOf(fields: Readonly<Record<string, string>>, names: readonly string[]): string {
  for (const name of names) {
    const value = fieldOf(fields, name) ?? '';
    if (value !== '') return value;
  }
  return '';
}
