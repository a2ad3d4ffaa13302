import type * as z from 'zod';
import type { ProblemCode } from './problem.ts';

/** One answer that is not an error. */
export interface Answer {
  readonly description: string;
  /** Media type, without parameters. */
  readonly type: string;
  /** Of a JSON answer; others are bytes or text. */
  readonly schema?: z.ZodType;
  /** Headers that matter to a client, beside those every answer has. */
  readonly headers?: z.ZodObject;
}

/** One row of the contract. Server, client, OpenAPI document and tests are all made of these. */
export interface Route {
  readonly method: 'get';
  /** As OpenAPI writes it: `/events/{id}`. */
  readonly path: string;
  /** Who may call it: anyone who reaches the listener, or only who has the token. There is no default. */
  readonly scope: 'open' | 'token';
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Its own, beside those that come with every route and with its scope: see `problemsOf`. */
  readonly problems: readonly ProblemCode[];
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : Readonly<Record<string, never>>;

/** The parameters a route's handler gets: checked, converted, with defaults. */
export interface RouteInput<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
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
