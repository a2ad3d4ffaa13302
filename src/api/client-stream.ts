import * as z from 'zod';
import { callSchema, type ApiCall } from './call.ts';
import { ApiError, notRinglog } from './client-error.ts';
import { openAnswer, toApiError, type Connection, type OpenAnswer } from './client-request.ts';
import { routes } from './contract.ts';
import { eventSummarySchema, type EventSummary } from './event.ts';
import { createStreamParser, type StreamMessage } from './event-stream.ts';

/** What happens to a followed stream. */
export type StreamNotice =
  /** Events after that cursor are gone: they were deleted before they could be sent. */
  | { readonly kind: 'gap'; readonly after: string; readonly reason: string }
  /** The connection ended; another one is tried. Said once until one succeeds. */
  | { readonly kind: 'lost'; readonly why: string }
  /** Connected again: what came in between follows, nothing twice. */
  | { readonly kind: 'resumed' };

/** What comes out of a followed stream of events. */
export type Followed =
  StreamNotice | { readonly kind: 'event'; readonly event: EventSummary; readonly cursor: string };

/** What comes out of a followed stream of calls: a call as it was when its event at that cursor, or a later one, had come. */
export type FollowedCall =
  StreamNotice | { readonly kind: 'call'; readonly call: ApiCall; readonly cursor: string };

export interface FollowOptions {
  /** Filter; empty: all. */
  readonly q: string;
  /** Begin with the event after this cursor. */
  readonly after: string;
  /** How long a connection may be silent: three of the server's pings by default. */
  readonly silenceMs?: number;
  readonly firstPauseMs?: number;
}

const defaultSilenceMs = 45_000;
/** At first soon, for a restart is short; then doubled. */
const defaultFirstPauseMs = 250;
/** Even after a night without a server the stream goes on soon when there is one again. */
const maxPauseMs = 5_000;

/**
 * Follows the stream of events by cursor, over as many connections as it takes, until the connection's signal ends it. It reads no faster than
 * its reader takes.
 * @throws {ApiError} if the first connection fails; later, if the server says no in a way that trying again does not change
 */
export function follow(
  connection: Connection,
  options: FollowOptions,
): AsyncGenerator<Followed, void> {
  return followStream(connection, options, {
    of: undefined,
    read: ({ event, data }, cursor) =>
      event === 'event'
        ? { kind: 'event', event: readData(eventSummarySchema, data), cursor }
        : undefined,
  });
}

/** Follows the calls in the same way: one comes when it is new, and again each time it has changed. */
export function followCalls(
  connection: Connection,
  options: FollowOptions,
): AsyncGenerator<FollowedCall, void> {
  return followStream(connection, options, {
    of: 'calls',
    read: ({ event, data }, cursor) =>
      event === 'call' ? { kind: 'call', call: readData(callSchema, data), cursor } : undefined,
  });
}

/** One of the streams: what it is asked for, and what its messages are. */
interface Stream<T> {
  readonly of: 'calls' | undefined;
  readonly read: (message: MessageWithData, cursor: string) => T | undefined;
}

type MessageWithData = StreamMessage & { readonly data: string };

async function* followStream<T>(
  connection: Connection,
  options: FollowOptions,
  stream: Stream<T>,
): AsyncGenerator<StreamNotice | T, void> {
  const { signal } = connection;
  const firstPauseMs = options.firstPauseMs ?? defaultFirstPauseMs;
  let cursor = options.after;
  let pauseMs = firstPauseMs;
  let isFirst = true;
  let isLost = false;
  while (!isAborted(signal)) {
    let why = 'the server ended the stream';
    try {
      const answer = await connect(connection, { q: options.q, of: stream.of }, cursor);
      if (isLost) yield { kind: 'resumed' };
      isFirst = isLost = false;
      for await (const message of messages(answer, options.silenceMs ?? defaultSilenceMs)) {
        if (message.id !== undefined && message.id !== '') cursor = message.id;
        const followed = read(message, cursor, stream);
        pauseMs = firstPauseMs;
        if (followed) yield followed;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      const failure = toApiError(error);
      if (isFirst || !isPassing(failure)) throw failure;
      why = failure.message;
    }
    if (isAborted(signal)) return;
    if (!isLost) yield { kind: 'lost', why };
    isLost = true;
    await pause(pauseMs, signal);
    pauseMs = Math.min(2 * pauseMs, maxPauseMs);
  }
}

/** A function, as the compiler takes for granted that nothing changes between two looks. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** A server that restarts or is busy comes back; one that refuses does not change its mind. */
function isPassing({ kind, status }: ApiError): boolean {
  return kind !== 'too_large' && (kind !== 'problem' || status === undefined || status >= 500);
}

function connect(
  connection: Connection,
  query: { readonly q: string; readonly of: string | undefined },
  cursor: string,
): Promise<OpenAnswer> {
  return openAnswer(connection, {
    path: routes.stream.path,
    query: { ...query, after: cursor },
    headers: {
      Accept: 'text/event-stream',
      ...(cursor === '' ? {} : { 'Last-Event-ID': cursor }),
    },
  });
}

const gapSchema = z.object({ after: z.string(), reason: z.string() });

function read<T>(
  message: StreamMessage,
  cursor: string,
  stream: Stream<T>,
): StreamNotice | T | undefined {
  const { event, data } = message;
  if (data === undefined) return undefined;
  if (event === 'gap') return { kind: 'gap', ...readData(gapSchema, data) };
  return stream.read({ ...message, data }, cursor);
}

function readData<S extends z.ZodType>(schema: S, data: string): z.output<S> {
  const value: unknown = JSON.parse(data);
  if (!schema.safeParse(value).success) throw new ApiError('foreign', notRinglog);
  return value as z.output<S>; // It passed the schema, and no schema here converts.
}

/**
 * An event of the largest size there is by default, and a little more: a body of a megabyte that is one CallID of control characters is
 * there three times, each character as six.
 */
const maxMessageLength = 32 << 20;

/** The messages of one connection, until it ends or is silent for too long. */
async function* messages(
  { body, abort }: OpenAnswer,
  silenceMs: number,
): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder();
  const parse = createStreamParser(maxMessageLength);
  const reader = body.getReader();
  try {
    for (;;) {
      let isSilent = false;
      // Only while nothing comes: how long our own reader takes does not count.
      const silence = setTimeout(() => {
        isSilent = true;
        abort();
      }, silenceMs);
      const chunk = await reader
        .read()
        .catch((error: unknown) => {
          throw isSilent ? new ApiError('unreachable', 'nothing was heard of it') : error;
        })
        .finally(() => {
          clearTimeout(silence);
        });
      if (chunk.done) return;
      yield* parse(decoder.decode(chunk.value, { stream: true }));
    }
  } catch (error) {
    throw error instanceof RangeError
      ? new ApiError('too_large', 'it sent a message larger than any event')
      : error;
  } finally {
    abort();
  }
}

/** Ends early, too, when the signal does. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
