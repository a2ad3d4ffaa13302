import * as z from 'zod';
import { connectionReason } from '../connection-reason.ts';
import { problemSchema } from './problem.ts';

/** As a client reads it: a newer server may have codes this one does not know. */
export const problemAnswerSchema = problemSchema.extend({ code: z.string() });

export type ProblemAnswer = z.output<typeof problemAnswerSchema>;

/**
 * Why a client has no answer: `unreachable`, nothing answered, or not to the end; `foreign`, what answered is not Ringlog; `too_large`, the
 * answer was longer than a client holds; `problem`, the server said no.
 */
export type ApiErrorKind = 'unreachable' | 'foreign' | 'too_large' | 'problem';

/** A request that failed. The message is a phrase that may follow the server's URL; of a problem it is the server's sentence. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  /** Of a `problem`. */
  readonly status: number | undefined;
  readonly problem: ProblemAnswer | undefined;

  constructor(
    kind: ApiErrorKind,
    message: string,
    more: { status?: number; problem?: ProblemAnswer; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.status = more.status;
    this.problem = more.problem;
  }
}

export const notRinglog = 'what answers there is not the inspector of Ringlog';

/** Fetch says only "fetch failed", and of an answer that did not come to its end "terminated"; what happened is in its cause. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = partsOf(error);
  if (name === 'SyntaxError') return notRinglog;
  if (name === 'TimeoutError') return 'no answer in time';
  if (message === 'terminated') return 'the connection was cut';
  if (cause === undefined) return message ?? 'the request failed';
  const { name: kind, message: why = '' } = partsOf(cause);
  if (kind === 'HTTPParserError') return notRinglog;
  return words.get(why) ?? connectionReason(cause);
}

/** Causes that have no code. */
const words: ReadonlyMap<string, string> = new Map([
  // https://fetch.spec.whatwg.org/#port-blocking
  ['bad port', 'HTTP clients refuse to connect to that port'],
  ['unexpected redirect', 'it redirects, which is not followed; name the address it leads to'],
]);

/** Any thrown object may have these. */
function partsOf(error: unknown): { name?: string; message?: string; cause?: unknown } {
  return Object(error) as { name?: string; message?: string; cause?: unknown };
}
