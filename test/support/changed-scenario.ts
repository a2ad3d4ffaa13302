import { assemble } from '../../src/protocol/assemble.ts';
import type { Call } from '../../src/protocol/call.ts';
import { callScenario } from './call-scenarios.ts';

export type Sent = Readonly<Record<string, string>>;
type Change = (fields: Sent, place: number) => Sent;

/** The call that a scenario makes when its events are sent otherwise. */
export const changed = (name: string, change: Change): Call =>
  assemble(
    callScenario(name).events.map((event, place) => ({
      ...event,
      fields: change(event.fields, place),
    })),
  );
export const without =
  (...names: string[]): Change =>
  (fields) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
export const withFields =
  (more: Sent): Change =>
  (fields) => ({ ...fields, ...more });
export const onHangup =
  (change: Change): Change =>
  (fields, place) =>
    fields['EventType'] === 'hangup' ? change(fields, place) : fields;
