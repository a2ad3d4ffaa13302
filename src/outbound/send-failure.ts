import { AppError } from '../errors.ts';
import { connectionReason } from '../connection-reason.ts';
import type { Broken } from './connection.ts';

/**
 * What became of a request that was not answered.
 * @returns the error that it was cut with, if it is one of ours; `unreachable` if nothing was sent, else `no_answer`
 */
export function sendFailure({ origin }: URL, { error, isConnected }: Broken): AppError {
  if (error instanceof AppError) return error;
  const cause = { cause: error };
  if (error instanceof SyntaxError)
    return new AppError('no_answer', `${origin} answers something that is no HTTP.`, cause);
  if (isConnected)
    return new AppError('no_answer', `${origin} ended the connection without an answer.`, cause);
  return new AppError(
    'unreachable',
    `${origin} cannot be reached: ${connectionReason(error)}.`,
    cause,
  );
}

/** What became of one whose answer did not come in time. */
export function lateFailure({ origin }: URL, timeoutMs: number): AppError {
  return new AppError('timed_out', `${origin} did not answer within ${timeoutMs / 1_000} s.`);
}

/** What became of one whose connection was cut at this end. */
export function cutFailure({ origin }: URL): AppError {
  return new AppError('no_answer', `It was ended before ${origin} answered.`);
}
