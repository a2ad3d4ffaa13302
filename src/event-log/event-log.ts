import { isatty } from 'node:tty';
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import type { Cursor } from '../journal/event.ts';
import type { DestinationName } from './destination.ts';
import type { EventLogFormat } from './event-format.ts';
import { Signals } from '../threads/signals.ts';
import type { ThreadFailure, ThreadOptions, ThreadReport } from './thread-contract.ts';

/** Writes each stored event for people and log collectors, from a thread of its own: a slow or stalled reader costs nobody anything. */
export interface EventLog {
  /** `written`: events since it was opened. `isBehind`: whether more than those may be stored. */
  readonly counts: { readonly written: number; readonly isBehind?: boolean };
  /** Says that events up to this cursor are stored. Costs next to nothing, however often it is called. */
  wake(head: Cursor): void;
  /**
   * Writes what was stored before, and ends; gives up at the deadline, and then the last line may be cut. Idempotent.
   * @returns whether everything was written
   */
  close(deadlineMs: number): Promise<{ isComplete: boolean }>;
}

/**
 * Starts the event log after the cursor `from`. Each event is written once, in commit order.
 *
 * If the reader goes away, the log ends: `onError` is told once, with `event_log_failed`, and everything else goes on. If a disk is full, it
 * is told once, and the log goes on when there is room.
 * @param options `useColor`: of `line` only. `width`: columns for `line`; without it a terminal gets 100, and anything else a line an event
 * @throws {AppError} `event_log_failed` if the destination cannot be opened, and what opening the journal throws
 */
export async function openEventLog(options: {
  readonly directory: string;
  readonly from: Cursor;
  readonly destination: DestinationName;
  readonly format: EventLogFormat;
  readonly useColor: boolean;
  readonly width?: number | undefined;
  readonly onError: (error: AppError) => void;
}): Promise<EventLog> {
  const { onError, destination, ...rest } = options;
  const signals = new Signals();
  const isTerminal = 'fd' in destination && isatty(destination.fd);
  const workerData: ThreadOptions = {
    ...rest,
    destination,
    width: options.width ?? (isTerminal ? terminalWidth : undefined),
    memory: signals.memory,
  };
  const worker = new Worker(threadUrl, { workerData, name: 'event-log', resourceLimits });
  const thread = listen(worker, onError);
  await thread.ready;
  // It has no say in when the process ends.
  worker.unref();

  let closing: Promise<{ isComplete: boolean }> | undefined;
  return {
    counts: {
      get written() {
        return signals.written;
      },
      get isBehind() {
        return signals.isBehind;
      },
    },
    wake: () => {
      signals.wake();
    },
    close: (deadlineMs) => {
      closing ??= close(deadlineMs);
      return closing;
    },
  };

  async function close(deadlineMs: number): Promise<{ isComplete: boolean }> {
    signals.askToEnd();
    const deadline = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => {
      deadline.resolve(false);
    }, deadlineMs);
    const isComplete = await Promise.race([thread.ended, deadline.promise]);
    clearTimeout(timer);
    thread.ignore();
    await worker.terminate();
    return { isComplete };
  }
}

/** What the thread makes lives for one page: a small nursery is swept in no time, and a large one would only fill memory. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

/** Wide enough for the headline; most terminals have it. */
const terminalWidth = 100;

/** Beside this file, with the extension this file has: the sources run as they are, and so does what is built from them. */
const threadUrl = new URL(
  import.meta.url.endsWith('.ts') ? './event-log-thread.ts' : './event-log-thread.js',
  import.meta.url,
);

/** What becomes of the thread. */
interface Thread {
  /** Rejects with an AppError if it cannot start. */
  readonly ready: Promise<void>;
  /** Whether it ended by itself with everything written. */
  readonly ended: Promise<boolean>;
  /** From now on its end is no news. */
  ignore(): void;
}

function listen(worker: Worker, onError: (error: AppError) => void): Thread {
  const ready = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<boolean>();
  let isReady = false;
  let isOver = false;
  const end = (error?: AppError): void => {
    if (isOver) return;
    isOver = true;
    ended.resolve(error === undefined);
    if (error === undefined) return;
    if (isReady) onError(error);
    else ready.reject(error);
  };
  worker.on('message', (message: ThreadReport) => {
    switch (message.kind) {
      case 'ready':
        isReady = true;
        ready.resolve(undefined);
        return;
      case 'trouble':
        onError(toError(message.failure));
        return;
      case 'ended':
        end(message.failure && toError(message.failure));
    }
  });
  worker.on('error', (cause) => {
    end(new AppError('internal', 'The event log failed inside Ringlog; see its log.', { cause }));
  });
  worker.on('exit', () => {
    end(new AppError('internal', 'The thread of the event log ended.'));
  });
  return {
    ready: ready.promise,
    ended: ended.promise,
    ignore: () => {
      isOver = true;
    },
  };
}

function toError({ code, message, causeCode, causeMessage }: ThreadFailure): AppError {
  const cause = new Error(causeMessage);
  return new AppError(code, message, {
    cause: causeCode === undefined ? cause : Object.assign(cause, { code: causeCode }),
  });
}
