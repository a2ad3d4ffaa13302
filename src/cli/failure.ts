import type { ApiError, ProblemAnswer } from '../api/client-error.ts';
import type { Connection } from '../api/client-request.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { printable } from '../formats/printable.ts';

/** A failure of a command that has more to say than one line. */
export class CommandFailure extends AppError {
  /** Whole lines, to be shown after the message. */
  readonly more: string;

  constructor(code: ErrorCode, message: string, more: string) {
    super(code, message);
    this.more = more;
  }
}

/**
 * What a failed request means for the command that made it.
 * @param filter the filter that was sent
 * @returns `usage`, `bad_filter` or `bad_scenario` for what was asked wrongly, `refused`, `not_found`, `internal`, else `unreachable`
 */
export function failureOf(
  error: ApiError,
  { server, token }: Pick<Connection, 'server' | 'token'>,
  filter: string,
): AppError {
  const { status, problem } = error;
  if (error.kind === 'foreign')
    return new AppError(
      'unreachable',
      `${server}: ${printable(error.message)}. --server is the address of the inspector, not of the receiver.`,
    );
  if (error.kind === 'too_large')
    return new AppError('usage', `${server}: ${error.message}; ask for less, or use "export".`);
  if (status === undefined || problem === undefined)
    return new AppError(
      'unreachable',
      `${server}: ${printable(error.message)}. Is "ringlog serve" running there? --server names another address.`,
    );
  const detail = printable(problem.detail);
  if (status === 401) {
    const what = token === undefined ? 'wants a token, and none was found' : 'refuses the token';
    return new AppError(
      'refused',
      `${server} ${what}. Set RINGLOG_TOKEN to what "ringlog token" prints on the server, or name its data directory with --data. A new token counts once the server has started again.`,
    );
  }
  if (status === 403 || status === 421)
    return new AppError('refused', `${server} refuses: ${detail}`);
  if (status === 400) return badRequest(problem, detail, filter);
  if (status === 404) return new AppError('not_found', detail);
  if (status === 503) return new AppError('unreachable', `${server} is not ready: ${detail}`);
  return new AppError('internal', `${server} failed: ${detail}`);
}

function badRequest(problem: ProblemAnswer, detail: string, filter: string): AppError {
  if (problem.code === 'bad_scenario') return new AppError('bad_scenario', detail);
  if (problem.code !== 'bad_filter') return new AppError('usage', detail);
  return new CommandFailure('bad_filter', detail, pointAt(filter, problem));
}

/** The filter, and a caret under what is wrong. */
function pointAt(filter: string, { at = 0, length = 0 }: ProblemAnswer): string {
  const before = printable(filter.slice(0, at));
  const wrong = printable(filter.slice(at, at + length));
  const caret = `${' '.repeat(columns(before))}^${'~'.repeat(Math.max(0, columns(wrong) - 1))}`;
  return `  ${printable(filter)}\n  ${caret}\n`;
}

/** How wide a text is shown, as far as that can be told: marks that join the letter before take no place. */
function columns(text: string): number {
  return Array.from(text.replace(/\p{M}/gu, '')).length;
}
