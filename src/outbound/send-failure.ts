import { AppError } from '../errors.ts';
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
  return new AppError('unreachable', `${origin} cannot be reached: ${reasonOf(error)}.`, cause);
}

/** What became of one whose answer did not come in time. */
export function lateFailure({ origin }: URL, timeoutMs: number): AppError {
  return new AppError('timed_out', `${origin} did not answer within ${timeoutMs / 1_000} s.`);
}

/** What became of one whose connection was cut at this end. */
export function cutFailure({ origin }: URL): AppError {
  return new AppError('no_answer', `It was ended before ${origin} answered.`);
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return 'its certificate is not trusted';
  if (/^(EPROTO|ERR_SSL)/.test(code)) return 'it does not speak TLS';
  return reasons.get(code) ?? `the connection fails${code === '' ? '' : ` (${code})`}`;
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection is refused'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['ENETUNREACH', 'there is no way to its network'],
  ['EADDRNOTAVAIL', 'this machine has no free port, or no such address'],
  ['ETIMEDOUT', 'the connection was not accepted in time'],
  ['EACCES', 'this machine does not allow it'],
  ['EMFILE', 'too many files and connections are open'],
]);

/** A host with several addresses gives one error for each; they are of one kind. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
