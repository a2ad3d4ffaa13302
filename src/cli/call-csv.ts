import type { ApiCall } from '../api/call.ts';
import { guardCell } from '../formats/csv.ts';
import { countFindings } from './finding-counts.ts';

/** Calls as a table for spreadsheets: a row for each. Names and units are the API's; of several values a space stands between. */
export const callColumns = [
  'id',
  'startedAt',
  'endedAt',
  'myids',
  'outcome',
  'final',
  'direction',
  'caller',
  'callerName',
  'called',
  'did',
  'via',
  'answeredBy',
  'transferredTo',
  'ringUs',
  'talkUs',
  'recIds',
  'voicemail',
  'legs',
  'eventCount',
  'errors',
  'warnings',
  'notes',
  'sentence',
] as const;

/** The cells of a row, in the order of `callColumns`; none can be a formula. */
export function callCells(call: ApiCall): readonly string[] {
  const { error, warn, info } = countFindings(call.findings);
  const cells: Readonly<Record<(typeof callColumns)[number], string | number | boolean>> = {
    id: call.id,
    startedAt: call.startedAt,
    endedAt: call.endedAt ?? '',
    myids: call.myids.join(' '),
    outcome: call.outcome,
    final: call.final,
    direction: call.direction,
    caller: call.caller ?? '',
    callerName: call.callerName ?? '',
    called: call.called ?? '',
    did: call.did ?? '',
    via: call.via.join(' '),
    answeredBy: call.answeredBy ?? '',
    transferredTo: call.transferredTo.join(' '),
    ringUs: call.ringUs ?? '',
    talkUs: call.talkUs ?? '',
    recIds: call.recIds.join(' '),
    voicemail: call.voicemail === true,
    legs: call.legs.length,
    eventCount: call.eventCount,
    errors: error,
    warnings: warn,
    notes: info,
    sentence: call.sentence,
  };
  return callColumns.map((name) => guardCell(String(cells[name])));
}
