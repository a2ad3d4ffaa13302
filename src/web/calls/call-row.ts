import type { ApiCall } from '../../api/call.ts';
import { wayOf } from '../../protocol/call-way.ts';
import { visible } from '../text/visible.ts';

/** A call as the list shows it: what is drawn, and what tells whether it has changed. */
export interface CallRow {
  readonly id: string;
  readonly startedAt: string;
  readonly direction: ApiCall['direction'];
  /** Captured text, made safe to show. */
  readonly way: readonly string[];
  readonly callerName?: string | undefined;
  readonly outcome: string;
  readonly isFinal: boolean;
  readonly ringUs?: number | undefined;
  readonly talkUs?: number | undefined;
  readonly eventCount: number;
  readonly hasRecording: boolean;
  readonly myids: readonly string[];
  readonly sentence: string;
  readonly findings: Readonly<Record<'error' | 'warn' | 'info', number>>;
}

const maxText = 60;

export function toCallRow(call: ApiCall): CallRow {
  const findings = { error: 0, warn: 0, info: 0 };
  for (const { level } of call.findings) findings[level]++;
  const way = wayOf(call).map((stop) => visible(stop, maxText));
  const callerName = visible(call.callerName?.trim() ?? '', maxText);
  return {
    id: call.id,
    startedAt: call.startedAt,
    direction: call.direction,
    way,
    // A PBX that knows no name repeats the number.
    callerName: callerName === '' || callerName === way[0] ? undefined : callerName,
    outcome: call.outcome,
    isFinal: call.final,
    ringUs: call.ringUs,
    talkUs: call.talkUs,
    eventCount: call.eventCount,
    hasRecording: call.recIds.length > 0,
    myids: call.myids.map((myid) => visible(myid, maxText)),
    sentence: visible(call.sentence, 300),
    findings,
  };
}
