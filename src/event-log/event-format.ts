import { pino } from 'pino';
import { createLine } from '../formats/line.ts';
import { toLogRecord } from '../formats/log-record.ts';
import { createPhpLog } from '../formats/phplog.ts';
import { printableJson } from '../formats/printable.ts';
import type { ShownEvent } from '../formats/shown-event.ts';

/** How the event log is written: readable, as JSON lines, or as the vendor's example. */
export type EventLogFormat = 'line' | 'json' | 'phplog';

/**
 * A function from an event to its lines.
 * @param options `width`: columns of a terminal that the fields of `line` are filled to; without it an event is one line
 */
export function createEventFormat(
  format: EventLogFormat,
  options: { readonly useColor: boolean; readonly width?: number | undefined },
): (event: ShownEvent) => string {
  switch (format) {
    case 'line':
      return createLine(options);
    case 'phplog':
      return createPhpLog({});
    case 'json':
      return createJsonFormat();
  }
}

/** Lines of pino, taken from it one by one, so that a page of them is one write. Its `time` is the time of receipt. */
function createJsonFormat(): (event: ShownEvent) => string {
  let line = '';
  const logger = pino(
    { base: null, timestamp: false },
    {
      write: (text: string) => {
        line = text;
      },
    },
  );
  return (event) => {
    logger.info(toLogRecord(event));
    return `${printableJson(line.slice(0, -1))}\n`;
  };
}
