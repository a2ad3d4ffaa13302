import type { ErrorRequestHandler, Response } from 'express';
import { problemStatus, problemType, type Problem, type ProblemCode } from '../api/problem.ts';
import { AppError, errorTable, toAppError, type ErrorCode } from '../errors.ts';
import { printableJson } from '../formats/printable.ts';
import type { Logger } from '../logger.ts';

/** The one place where a failure becomes an answer, and where it is logged if a person should know. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express tells an error handler by its four parameters.
  return (thrown: unknown, _request, response: Response, _next): void => {
    const error = toTellable(thrown);
    logProblem(logger, error);
    if (response.headersSent) response.destroy();
    else sendProblem(response, error);
  };
}

/** Writes an error answer; headers set before, such as `Allow`, stay. */
function sendProblem(response: Response, { code, message: detail, details }: Tellable): void {
  const status = problemStatus[code];
  const problem: Problem = { title: errorTable[code].meaning, status, detail, code, ...details };
  response.statusCode = status;
  response.setHeader('Content-Type', problemType);
  if (code === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer realm="ringlog"');
  const retryAfter = retryAfterSeconds.get(status);
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  response.end(printableJson(JSON.stringify(problem)));
}

/** Logs what is a fault of ours or of the machine; what is only a wrong request is the caller's business. */
function logProblem(logger: Logger, error: AppError): void {
  if (error.code === 'internal')
    logger.error({ code: error.code, cause: causeOf(error) }, 'a request failed');
  else if (/^(store|index)_/.test(error.code))
    logger.warn({ code: error.code, cause: causeOf(error) }, 'the store did not answer a request');
}

/** 503: long enough for a restart or a lock to pass, short enough for a person who waits. 429: the whole time over which tries are counted. */
const retryAfterSeconds: ReadonlyMap<number, string> = new Map([
  [429, '60'],
  [503, '5'],
]);

type Tellable = AppError & { readonly code: ProblemCode };

/** Only codes of the API are told, with their sentence; anything else is `internal`, and its details stay here. */
function toTellable(thrown: unknown): Tellable {
  if (isMalformedPath(thrown))
    return tellable(
      'bad_request',
      'The path has a % that is not followed by two hex digits, or bytes that are not UTF-8.',
    );
  const error = toAppError(thrown);
  return isTellable(error) ? error : tellable('internal', internalMessage, error);
}

function isTellable(error: AppError): error is Tellable {
  const code: ErrorCode = error.code;
  return Object.hasOwn(problemStatus, code);
}

function tellable(code: ProblemCode, message: string, cause?: unknown): Tellable {
  return new AppError(code, message, { cause }) as Tellable; // It was made with this code.
}

const internalMessage = 'Something failed inside Ringlog; see its log.';

/** What express's router throws for a path parameter it cannot decode. */
function isMalformedPath(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'URIError'
  );
}

/** For the operator: where it happened. The text of an error may hold what a request said, so it is left out unless it is a code. */
function causeOf(error: AppError): string | undefined {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  if (!(cause instanceof Error)) return undefined;
  const code = 'code' in cause ? ` ${String(cause.code)}` : '';
  const at = cause.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return `${cause.name}${code}${at.slice(0, stackLines).join('').replaceAll('    at ', ' at ')}`;
}

const stackLines = 6;
