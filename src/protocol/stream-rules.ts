import type { Call, CallEvent } from './call.ts';
import { durationText } from './duration-text.ts';
import { eventTimeOf } from './event-time.ts';
import { extensionName } from './end.ts';
import { fieldOf } from './fields.ts';
import { cut, quoted } from './quote.ts';
import type { CallRule, ExtensionSummary, Note, StreamRule } from './rule.ts';
import { ruleRows } from './rule-table.ts';
import { shortName } from './short-name.ts';

/** What can be said of the way events arrive, as far as one call shows it. */
export const arrivalRules: readonly CallRule[] = [
  { ...ruleRows.RL030, check: checkRepeats },
  { ...ruleRows.RL031, check: checkArrival },
];

/** What can be said of all that an extension sends. */
export const extensionRules: readonly StreamRule[] = [
  { ...ruleRows.RL032, check: checkMyid },
  { ...ruleRows.RL033, check: checkTypes },
];

function checkRepeats(call: Call, note: Note): void {
  for (const { events, subCallId } of call.legs) {
    const firsts = new Map<string, CallEvent>();
    for (const event of inRowOrder(events)) {
      const time = event.fields['EventTime'] ?? fieldOf(event.fields, 'EventTime');
      if (time === undefined || time === '') continue;
      const key = `${event.type} ${time}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, event);
      else if (
        !note({
          message: repeatText(first, event),
          eventId: event.id,
          subCallId,
          ...milder(first, event),
        })
      )
        return;
    }
  }
}

/** Under another myid it was probably subscribed for two readers, and each has it once. */
function milder(first: CallEvent, event: CallEvent): { readonly level?: 'info' } {
  return first.myid === event.myid ? {} : { level: 'info' };
}

function repeatText(first: CallEvent, event: CallEvent): string {
  const gap = durationText(Math.abs(event.receivedAtUs - first.receivedAtUs));
  const under =
    first.myid === event.myid
      ? ''
      : `, under myid ${quoted(event.myid)} instead of ${quoted(first.myid)}`;
  return `The same ${event.type} arrived again ${gap} later${under}; expected was one.`;
}

function checkArrival(call: Call, note: Note): void {
  let latest: CallEvent | undefined;
  let latestUs = -Infinity;
  for (const event of inRowOrder(call.legs.flatMap(({ events }) => events))) {
    const timeUs = eventTimeOf(event.fields);
    if (timeUs === undefined) continue;
    if (timeUs >= latestUs) {
      latest = event;
      latestUs = timeUs;
    } else if (latestUs - timeUs > toleratedUs) {
      const wanted = note({
        message: `This ${event.type} happened ${durationText(latestUs - timeUs)} before the ${latest?.type ?? 'event'} that arrived earlier.`,
        eventId: event.id,
        ...subCallOf(event),
      });
      if (!wanted) return;
    }
  }
}

/** By so much requests overtake each other on their way, and a queue's hangup follows that of the IVR. */
const toleratedUs = 200e3;

function subCallOf({ fields }: CallEvent): { readonly subCallId?: string } {
  const subCallId = fieldOf(fields, 'SubCallID');
  return subCallId === undefined ? {} : { subCallId };
}

function inRowOrder(events: readonly CallEvent[]): readonly CallEvent[] {
  const isSorted = events.every((event, i) => i === 0 || event.row >= (events[i - 1]?.row ?? 0));
  return isSorted ? events : events.toSorted((a, b) => a.row - b.row);
}

function checkMyid(
  summary: ExtensionSummary,
  note: Note,
  others: readonly ExtensionSummary[],
): void {
  for (const myid of summary.myids) {
    if (isTagOf(summary, myid)) continue;
    const owner = others.find((other) => isTagOf(other, myid));
    if (owner === undefined || extensionName(owner.extension) === extensionName(summary.extension))
      continue;
    const wanted = note({
      message: `Events of ${nameOf(summary)} arrive under myid ${quoted(myid)}, which is that of ${nameOf(owner)}.`,
    });
    if (!wanted) return;
  }
}

/** Where the tag is the id or the number of an extension, as in the vendor's own example. */
function isTagOf({ extension, extensionId }: ExtensionSummary, myid: string): boolean {
  if (myid === '') return false;
  return myid === extensionId || myid === shortName(extension) || myid === extension;
}

function checkTypes(summary: ExtensionSummary, note: Note): void {
  const missing = recommended.filter((type) => !summary.types.includes(type));
  const [only] = missing;
  if (only === undefined || missing.length > 1) return;
  note({
    message: `${nameOf(summary)} sent every recommended type of event but ${only}; expected was a subscription for it.`,
  });
}

const recommended = ['dial-in', 'dial-out', 'answer', 'hangup'] as const;

function nameOf({ extension }: ExtensionSummary): string {
  return cut(shortName(extension));
}
