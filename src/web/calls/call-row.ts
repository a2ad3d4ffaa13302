import type { ApiCall } from '../../api/call.ts';
import { wayOf } from '../../protocol/call-way.ts';
import { countFindings, type FindingCounts } from '../list/finding-counts.ts';
import { kept } from '../text/kept.ts';

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
  /** Where an open call is: what one waits for. */
  readonly stage?: 'talking' | 'ringing' | 'in the menu or queue' | undefined;
  readonly eventCount: number;
  readonly hasRecording: boolean;
  readonly hasVoicemail: boolean;
  readonly myids: readonly string[];
  readonly sentence: string;
  readonly findings: FindingCounts;
}

const maxText = 60;
/** A call may have been made to have thousands. */
const maxMyids = 8;
const maxStops = 12;

export function toCallRow(call: ApiCall): CallRow {
  const way = shortWay(wayOf(call)).map((stop) => kept(stop, maxText));
  const callerName = kept(call.callerName?.trim() ?? '', maxText);
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
    stage: call.outcome === 'open' ? stageOf(call) : undefined,
    eventCount: call.eventCount,
    hasRecording: call.recIds.length > 0,
    hasVoicemail: call.voicemail === true,
    myids: call.myids.slice(0, maxMyids).map((myid) => kept(myid, maxText)),
    sentence: kept(call.sentence, 300),
    findings: countFindings(call.findings),
  };
}

/** Who called, the first stops, and where it ended. */
function shortWay(way: readonly string[]): readonly string[] {
  return way.length <= maxStops ? way : [...way.slice(0, maxStops - 2), '…', ...way.slice(-1)];
}

function stageOf({ legs }: ApiCall): CallRow['stage'] {
  const going = legs.filter(({ state }) => state !== 'ended');
  const states = new Set(going.map(({ kind, state }) => (kind === 'phone' ? state : 'inside')));
  if (states.has('talking')) return 'talking';
  if (states.has('ringing')) return 'ringing';
  return states.has('inside') ? 'in the menu or queue' : undefined;
}
