import type * as z from 'zod';
import { ApiRefusal } from './refusal.ts';

/** One address of the API and what it does. Server, document and tests are made of these. */
export interface ApiRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it. The vendor has a slash at the end of collections, and none after single things. */
  readonly path: string;
  readonly summary: string;
  /** Whose idea it is: not all of it is the vendor's. */
  readonly source: 'vendor' | 'ours';
  readonly scope: 'open' | 'token';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** How the body is written. */
  readonly bodyType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly status: 200 | 201 | 204;
  /** Of the JSON it answers; without one it answers nothing. */
  readonly answer?: z.ZodType;
  /** Statuses of its own, beside those that all have. */
  readonly refusals: readonly ApiRefusal['status'][];
  /** @throws {ApiRefusal} */
  readonly handle: (sent: SentInput) => unknown;
}

/** What came, unchecked. */
interface SentInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Undefined if there is none, or it is of another type. */
  readonly body: unknown;
}

type Row<B, Q> = Omit<ApiRoute, 'handle' | 'bodyType' | 'refusals' | 'body' | 'query'> & {
  readonly bodyType?: ApiRoute['bodyType'];
  readonly refusals?: ApiRoute['refusals'];
  readonly body?: z.ZodType<B>;
  readonly query?: z.ZodObject & z.ZodType<Q>;
  readonly handle: (input: {
    readonly params: Readonly<Record<string, string>>;
    readonly query: Q;
    readonly body: B;
  }) => unknown;
};

/** A route whose handler gets what came only once it was found to be right. */
export function route<B = undefined, Q = undefined>(row: Row<B, Q>): ApiRoute {
  const { bodyType = 'application/json', refusals = [], body, query, handle } = row;
  return {
    ...row,
    bodyType,
    refusals,
    handle: (sent) => {
      if (body !== undefined && sent.body === undefined)
        throw new ApiRefusal(400, `A body is needed, with Content-Type: ${bodyType}`);
      return handle({
        params: sent.params,
        // NOTE: without a shape they are of the type undefined.
        body: (body === undefined ? undefined : checked(body, sent.body)) as B,
        query: (query === undefined ? undefined : checked(query, sent.query)) as Q,
      });
    },
  };
}

/** @throws {ApiRefusal} 400, with the first thing that is wrong */
function checked<T>(shape: z.ZodType<T>, value: unknown): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.').slice(0, maxPlace) ?? '';
  const message = issue?.message.slice(0, maxMessage) ?? 'The body is not understood';
  throw new ApiRefusal(400, place === '' ? message : `${place}: ${message}`);
}

const maxPlace = 80;
const maxMessage = 300;
