import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';

/** A request body of any length, that is read no faster than somebody takes it. */
export interface StreamedBody {
  /** One character for each byte, once. @throws {AppError} `bad_request` if it breaks off, or if nothing comes for 30 s */
  readonly chunks: AsyncIterable<string>;
  /**
   * Reads on for a moment and forgets it. Whoever is still sending when the connection ends loses the answer that came before: so this comes
   * before an answer to what was not read.
   */
  readonly discard: () => Promise<void>;
}

/**
 * Begins to read a body of lines. Only as `application/x-ndjson`: a form of another site cannot send that without being asked first, and is
 * not allowed.
 * @throws {AppError} `bad_request`
 */
export function openStreamedBody(request: Request, response: Response): StreamedBody {
  const types = headerValues(request, 'content-type');
  if (types.length !== 1 || !/^application\/x-ndjson[ \t]*(;|$)/i.test(types[0] ?? ''))
    throw bad('needs "Content-Type: application/x-ndjson"');
  if (request.headers.expect !== undefined) response.writeContinue();
  request.setEncoding('latin1');
  return { chunks: chunksOf(request), discard: () => discard(request) };
}

async function* chunksOf(request: Request): AsyncGenerator<string, void, undefined> {
  // Not destroyed on a throw: the refusal still has to go out on the same socket.
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterator<string>;
  try {
    for (;;) {
      const next = await inTime(pieces.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a piece that never comes would have to come first.
    pieces.return?.().catch(() => undefined);
  }
}

/** Time that nobody takes the pieces does not count: only the sender can be late. */
async function inTime(piece: Promise<IteratorResult<string>>): Promise<IteratorResult<string>> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(bad(`stopped coming for ${idleMs / 1000} s`));
  }, idleMs);
  try {
    return await Promise.race([piece, late.promise]);
  } catch (error) {
    piece.catch(() => undefined);
    throw error instanceof AppError ? error : bad('ended before it was complete');
  } finally {
    clearTimeout(timer);
  }
}

function discard(request: Request): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const take = (chunk: string): void => {
      bytes += chunk.length;
      if (bytes > maxDiscardedBytes) end();
    };
    const end = (): void => {
      clearTimeout(timer);
      request.off('data', take).off('close', end).off('end', end).pause();
      resolve();
    };
    const timer = setTimeout(end, maxDiscardMs);
    request.on('error', () => undefined);
    request.on('data', take).on('close', end).on('end', end).resume();
  });
}

/** As for any other request of which a part is missing. */
const idleMs = 30_000;
/** More than a request of `ringlog import` has. */
const maxDiscardedBytes = 16 << 20;
const maxDiscardMs = 2_000;

function bad(what: string): AppError {
  return new AppError('bad_request', `The request body ${what}.`);
}
