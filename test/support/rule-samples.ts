import { readFileSync, readdirSync } from 'node:fs';
import { assemble } from '../../src/protocol/assemble.ts';
import type { Call } from '../../src/protocol/call.ts';
import { decodeEvent, type DecodedEvent } from '../../src/protocol/decode.ts';
import { extensionsOf } from '../../src/protocol/parties.ts';
import type { EventFacts, ExtensionSummary, Finding } from '../../src/protocol/rule.ts';
import { findingsOfCall, findingsOfEvent, findingsOfStream } from '../../src/protocol/rules.ts';

const folder = new URL('../../data/samples/', import.meta.url);

interface SampleLine {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly receivedAt: string;
}

export type SampleEvent = EventFacts & DecodedEvent & { readonly row: number };

/** Names of all samples, without the ending. */
export function sampleNames(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => name.replace('.ndjson', ''));
}

/** The events of a sample in their order. */
export function readSample(name: string): readonly SampleEvent[] {
  const lines = readFileSync(new URL(`${name}.ndjson`, folder), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line, place) => toEvent(JSON.parse(line) as SampleLine, place + 1)); // The files are ours.
}

function toEvent(line: SampleLine, row: number): SampleEvent {
  const contentType = line.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const body = Buffer.from(line.body).toString('latin1');
  return {
    ...decodeEvent({ target: line.target, contentType, body }),
    id: `event-${row}`,
    row,
    receivedAtUs: microseconds(line.receivedAt),
    method: line.method,
    contentType,
    bodyBytes: body.length,
  };
}

function microseconds(iso: string): number {
  return Date.parse(iso.replace(/\d{3}Z$/, 'Z')) * 1000 + Number(iso.slice(-4, -1));
}

/** The calls that these events make. */
function callsOf(events: readonly SampleEvent[]): readonly Call[] {
  const byId = Map.groupBy(
    events.filter(({ callId }) => callId !== undefined),
    ({ callId }) => callId,
  );
  return [...byId.values()].map((group) => assemble(group));
}

/** What the rules say of these events and their calls. */
export function findingsIn(events: readonly SampleEvent[]): readonly Finding[] {
  return [
    ...events.flatMap((event) => findingsOfEvent(event)),
    ...callsOf(events).flatMap((call) => findingsOfCall(call)),
  ];
}

/** What they say besides if nothing more came until the next day. */
export function findingsLater(events: readonly SampleEvent[]): readonly Finding[] {
  const nowUs = Math.max(...events.map(({ receivedAtUs }) => receivedAtUs)) + 86_400e6;
  const summaries = summariesOf(events);
  return [
    ...events.flatMap((event) => findingsOfEvent(event)),
    ...callsOf(events).flatMap((call) => findingsOfCall(call, nowUs)),
    ...summaries.flatMap((summary) => findingsOfStream(summary, summaries)),
  ];
}

function summariesOf(events: readonly SampleEvent[]): readonly ExtensionSummary[] {
  const own = events.flatMap((event) => {
    const flow = event.fields['CallFlow'];
    const side = flow === 'out' ? 'CallerExtension' : 'CalledExtension';
    const [extension] = extensionsOf({ extension_name: event.fields[side] ?? '' });
    if (extension === undefined) return [];
    return [{ event, extension: extension.name, extensionId: event.fields[`${side}ID`] }];
  });
  return [...Map.groupBy(own, ({ extension }) => extension)].map(([extension, group]) => ({
    extension,
    extensionId: group[0]?.extensionId,
    myids: [...new Set(group.map(({ event }) => event.myid))],
    types: [...new Set(group.map(({ event }) => event.type))],
  }));
}
