import type { EventSummary } from '../../api/event.ts';
import { fieldOf } from '../../protocol/fields.ts';
import { countFindings, type FindingCounts } from '../list/finding-counts.ts';
import { kept } from '../text/kept.ts';
import { eventSentence } from './event-sentence.ts';

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
  readonly findings: FindingCounts;
}

const maxText = 60;
/** Longer ones, which no PBX sends, are not kept: there are thousands of rows. Such an event is opened by itself. */
const maxCallId = 128;
const statusFields = ['CallStatus', 'status', 'agent_status', 'new_status_id'];

export function toEventRow(event: EventSummary): EventRow {
  // Straight from JSON, for thousands of rows: no object has parts with the names that are asked for here.
  const { fields } = event;
  const talkUs = Number(fieldOf(fields, 'Duration'));
  return {
    id: event.id,
    cursor: event.cursor,
    receivedAt: event.receivedAt,
    type: kept(event.type, maxText),
    myid: kept(event.myid, maxText),
    sentence: kept(eventSentence(event), 200),
    status: kept(firstOf(fields, statusFields), maxText),
    talkUs: talkUs > 0 ? talkUs : undefined,
    method: kept(event.request.method, maxText),
    answerStatus: event.answer.status,
    callId: (event.callId?.length ?? 0) > maxCallId ? undefined : event.callId,
    origin: event.origin,
    isRepeated: event.duplicateOf !== undefined,
    findings: countFindings(event.findings),
  };
}

function firstOf(fields: Readonly<Record<string, string>>, names: readonly string[]): string {
  for (const name of names) {
    const value = fieldOf(fields, name) ?? '';
    if (value !== '') return value;
  }
  return '';
}
