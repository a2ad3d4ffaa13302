import type * as z from 'zod';
import { ApiError, notRinglog, problemAnswerSchema, reasonOf } from './client-error.ts';
import { problemType } from './problem.ts';

/** What is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Whom a client asks, and as whom. */
export interface Connection {
  /** The inspector's base URL; behind a proxy it may have a path. */
  readonly server: string;
  readonly token: string | undefined;
  /** How long it may take until an answer begins; of a JSON answer until it ends. */
  readonly timeoutMs: number;
  /** Ends every request of the client. */
  readonly signal: AbortSignal;
}

export interface ApiRequest {
  /** In lower case, as the contract has it. */
  readonly method?: string;
  /** Absolute, encoded. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In place of the connection's. */
  readonly timeoutMs?: number;
}

/** An answer that is no error, whose body is still to be read. */
export interface OpenAnswer {
  readonly body: ReadableStream<Uint8Array>;
  /** Cuts the connection. */
  readonly abort: () => void;
}

/**
 * Asks, and waits until a good answer begins. Redirects are not followed: they would carry the token to whoever they name.
 * @throws {ApiError} of any kind but `too_large`
 */
export async function openAnswer(connection: Connection, request: ApiRequest): Promise<OpenAnswer> {
  const stop = new AbortController();
  const timeoutMs = request.timeoutMs ?? connection.timeoutMs;
  const timer = setTimeout(() => {
    stop.abort(new DOMException('', 'TimeoutError'));
  }, timeoutMs);
  try {
    const response = await fetch(urlOf(connection, request), {
      method: (request.method ?? 'get').toUpperCase(),
      redirect: 'manual',
      headers: {
        ...(connection.token === undefined ? {} : { Authorization: `Bearer ${connection.token}` }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.any([connection.signal, stop.signal]),
    });
    if (!response.ok) throw await problemOf(response);
    return {
      body: response.body ?? emptyBody(),
      abort: () => {
        stop.abort();
      },
    };
  } catch (error) {
    throw toApiError(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks for JSON.
 * @throws {ApiError}
 */
export async function askJson<S extends z.ZodType>(
  connection: Connection,
  request: ApiRequest,
  schema: S,
): Promise<z.output<S>> {
  const { body, abort } = await openAnswer(connection, request);
  const timer = setTimeout(abort, request.timeoutMs ?? connection.timeoutMs);
  let value: unknown;
  try {
    value = JSON.parse(await readText(body, maxAnswerBytes)) as unknown;
  } catch (error) {
    abort();
    throw toApiError(error);
  } finally {
    clearTimeout(timer);
  }
  if (!schema.safeParse(value).success) throw new ApiError('foreign', notRinglog);
  return value as z.output<S>; // It passed the schema, and no schema here converts. What a newer server says besides is kept.
}

/** A page of the largest bodies there are, and a little more. */
const maxAnswerBytes = 256 << 20;
/** More than any problem needs. */
const maxProblemBytes = 16 << 20;

function urlOf({ server }: Connection, { path, query }: ApiRequest): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) given.set(name, String(value));
  const search = given.toString();
  return `${server.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}

async function problemOf(response: Response): Promise<ApiError> {
  const { status, headers } = response;
  if (status >= 300 && status < 400)
    return new ApiError(
      'foreign',
      `it redirects to ${headers.get('location')?.slice(0, 200) ?? 'nowhere'} (status ${status}), which is not followed; name the address it leads to`,
    );
  if (headers.get('content-type')?.split(';')[0] !== problemType)
    return new ApiError('foreign', `${notRinglog} (status ${status})`);
  const text = response.body ? await readText(response.body, maxProblemBytes) : '';
  const read = problemAnswerSchema.safeParse(JSON.parse(text));
  if (!read.success) return new ApiError('foreign', notRinglog);
  return new ApiError('problem', read.data.detail, { status, problem: read.data });
}

async function readText(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new ApiError('too_large', `the answer is larger than ${maxBytes >> 20} MiB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.close();
    },
  });
}

/** What fetch and JSON throw, as ours. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const reason = reasonOf(error);
  return new ApiError(reason === notRinglog ? 'foreign' : 'unreachable', reason, { cause: error });
}
