import { toLogRecord } from './log-record.ts';
import { printableJson } from './printable.ts';
import type { ShownEvent } from './shown-event.ts';

/** An event as one line of JSON, with its line feed: a `LogRecord`, safe to show in a terminal. */
export function formatNdjson(event: ShownEvent): string {
  return `${printableJson(JSON.stringify(toLogRecord(event)))}\n`;
}
