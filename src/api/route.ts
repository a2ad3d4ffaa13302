import type * as z from 'zod';
import type { ProblemCode } from './problem.ts';

/** One answer that is not an error. */
export interface Answer {
  readonly description: string;
  /** Media type, without parameters. Absent: an answer without a body. */
  readonly type?: string;
  /** Of a JSON answer; others are bytes or text. */
  readonly schema?: z.ZodType;
  /** Headers that matter to a client, beside those every answer has. */
  readonly headers?: z.ZodObject;
}

/** One row of the contract. Server, client, OpenAPI document and tests are all made of these. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/events/{id}`. */
  readonly path: string;
  /** Who may call it: anyone who reaches the listener, or only who has the token. There is no default. */
  readonly scope: 'open' | 'token';
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Headers it looks at, in lower case. */
  readonly headers?: z.ZodObject;
  /** Of the JSON it takes. A route without one takes no body. */
  readonly body?: z.ZodType;
  /** Of each line of JSON it takes, any number of them: such a body is read while it arrives. */
  readonly lines?: z.ZodType;
  /** What browsers may use it from, beside the rules for all: `own`, only our own page; `anywhere`, also a link on another site. */
  readonly from?: 'own' | 'anywhere';
  readonly answers: Readonly<Record<number, Answer>>;
  /** Its own, beside those that come with every route and with its scope: see `problemsOf`. */
  readonly problems: readonly ProblemCode[];
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : Readonly<Record<string, never>>;

/** Who asks: `token`, by the token itself; `session`, logged in; `all`, anyone, as auth is off. */
export type Caller =
  | { readonly by: 'nothing' | 'token' | 'all' }
  | { readonly by: 'session'; readonly expiresAtMs: number };

/** What a route's handler gets: its parameters and body checked, converted, with defaults; and who asks. */
export interface RouteInput<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly headers: Parsed<R['headers']>;
  readonly body: Parsed<R['body']>;
  /** Of a route that takes lines: the bytes as they arrive, one character for each; not yet checked. Others have none. */
  readonly chunks: R['lines'] extends z.ZodType ? AsyncIterable<string> : undefined;
  readonly caller: Caller;
  /** Aborted when who asked has gone, or has the answer. */
  readonly signal: AbortSignal;
}

type AnswerOf<R extends Route> = R['answers'][keyof R['answers']];

/** The JSON a route answers; never, if it answers none. */
export type RouteJson<R extends Route> =
  AnswerOf<R> extends { readonly schema: infer S extends z.ZodType } ? z.output<S> : never;

/** All error codes a route may answer with. */
export function problemsOf({ scope, problems }: Route): readonly ProblemCode[] {
  return [
    'bad_request',
    ...(scope === 'token' ? (['unauthorized'] as const) : []),
    'forbidden_origin',
    'forbidden_host',
    ...problems,
  ];
}
