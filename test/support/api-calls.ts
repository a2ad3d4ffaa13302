import { callSchema, type ApiCall, type ApiCallDetail } from '../../src/api/call.ts';
import { isoTime } from '../../src/formats/iso-time.ts';
import { callDetailView } from '../../src/index/call-view.ts';
import { assemble } from '../../src/protocol/assemble.ts';
import { findingsOfCall } from '../../src/protocol/rules.ts';
import { callScenario } from './call-scenarios.ts';
import { apiEvent } from './fake-inspector.ts';

/** A call of the scenarios with all there is to show, as the API gives it long after it; with `events`, after so many of them. */
export function apiCallDetail(name: string, events = Infinity): ApiCallDetail {
  const held = callScenario(name).events.slice(0, events);
  const call = assemble(held);
  const lastUs = Math.max(...held.map(({ receivedAtUs }) => receivedAtUs));
  const nowUs = lastUs + (events === Infinity ? 60_000_000 : 0);
  const detail = callDetailView(
    { call, findings: findingsOfCall(call, nowUs), marks: '' },
    held.map((event, n) => {
      const { id, type, fields, receivedAtUs, myid } = event;
      const receivedAt = isoTime(receivedAtUs);
      const callId = fields['CallID'] ?? '';
      return { event, summary: { ...apiEvent(n, fields), id, type, myid, receivedAt, callId } };
    }),
    { nowUs, isPartial: false },
  );
  // As it comes: without what is absent.
  return JSON.parse(JSON.stringify(detail)) as ApiCallDetail;
}

/** The same as lists show it. */
export function apiCall(name: string, events?: number): ApiCall {
  // It leaves out what it does not know: the events.
  return callSchema.parse(apiCallDetail(name, events));
}
