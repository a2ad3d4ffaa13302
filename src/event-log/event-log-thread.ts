import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toAppError } from '../errors.ts';
import type { Event } from '../journal/event.ts';
import { JournalFollower } from '../storage/sqlite/journal-follower.ts';
import { openDestination, type Destination } from './destination.ts';
import { createEventFormat } from './event-format.ts';
import { follow } from './follow.ts';
import { PatientWriter } from './patient-writer.ts';
import { Signals } from '../threads/signals.ts';
import type { ThreadOptions, ThreadReport, ThreadFailure } from './thread-contract.ts';
import { toShownEvent } from './to-shown-event.ts';

/**
 * The thread of the event log. It reads, formats and writes synchronously and never returns to its event loop before the end, so at any
 * time it holds one page. What it has to say it reports by message; what it is told comes through `Signals`.
 */
const options = workerData as ThreadOptions; // made by openEventLog
const report = (message: ThreadReport): void => parentPort?.postMessage(message);

function run(): void {
  const signals = new Signals(options.memory);
  using opened = new DisposableStack();
  const reader = new JournalFollower(options.directory);
  opened.defer(() => {
    reader.close();
  });
  const destination = openNamed();
  opened.defer(() => {
    destination.close();
  });
  const writer = new PatientWriter({
    destination,
    pause: (ms) => {
      signals.pause(ms);
    },
    onTrouble: (error) => {
      report({ kind: 'trouble', failure: toFailure(error) });
    },
  });
  const format = createEventFormat(options.format, options);
  report({ kind: 'ready' });
  follow(options.from, {
    signals,
    since: (cursor) => readPage(reader, cursor, signals),
    write: (events) => {
      writer.write(Buffer.from(linesOf(events, format)));
    },
  });
}

function linesOf(events: readonly Event[], format: ReturnType<typeof createEventFormat>): string {
  let lines = '';
  for (const event of events) lines += format(toShownEvent(event));
  return lines;
}

/** Enough that reading and writing cost each event little, few enough that a page, which outlives its events' garbage, costs the collector little. */
const pageEvents = 64;

function readPage(reader: JournalFollower, cursor: string, signals: Signals): readonly Event[] {
  for (;;) {
    try {
      return reader.since(cursor, pageEvents);
    } catch (error) {
      if (toAppError(error).code !== 'store_busy') throw error;
      signals.pause(busyPauseMs);
    }
  }
}

const busyPauseMs = 50;

function openNamed(): Destination {
  try {
    return openDestination(options.destination);
  } catch (error) {
    const name = 'file' in options.destination ? options.destination.file : 'standard output';
    throw new AppError('event_log_failed', `The event log cannot be opened: ${name}.`, {
      cause: error,
    });
  }
}

/** Errors lose their own properties on the way to another thread. */
function toFailure(error: unknown): ThreadFailure {
  const { code, message, cause } = toAppError(error);
  const { code: detail } = Object(cause) as { code?: unknown }; // of anything: an object, perhaps without a code
  return {
    code,
    message,
    ...(typeof detail === 'string' ? { causeCode: detail } : {}),
    ...(cause instanceof Error ? { causeMessage: cause.message } : {}),
  };
}

// Last, when every constant above has its value.
try {
  run();
  report({ kind: 'ended' });
} catch (error) {
  report({ kind: 'ended', failure: toFailure(error) });
}
