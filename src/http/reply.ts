import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { printableJson } from '../formats/printable.ts';

/** What a route answers. Routes know nothing of sockets; `sendReply` does. */
export type Reply<Json> =
  | { readonly json: Json; readonly status?: number }
  /** The same, made already: of what only its maker knows the shape. */
  | { readonly jsonText: string }
  /** Server-sent events, as they come. */
  | { readonly live: AsyncIterable<Uint8Array> }
  | {
      readonly text: string;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly empty: true; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly bytes: Uint8Array;
      /** By default what no browser interprets. */
      readonly type?: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly chunks: AsyncIterable<string>;
      readonly type: string;
      readonly fileName: string;
    };

/** Writes an answer. Resolves when it is handed over, or when who asked has gone. */
export async function sendReply(response: Response, reply: Reply<unknown>): Promise<void> {
  if ('json' in reply) {
    response.statusCode = reply.status ?? 200;
    response.setHeader('Content-Type', 'application/json');
    response.end(printableJson(JSON.stringify(reply.json)));
  } else if ('jsonText' in reply) {
    response.setHeader('Content-Type', 'application/json');
    response.end(reply.jsonText);
  } else if ('live' in reply) {
    response.setHeader('Content-Type', 'text/event-stream');
    // Proxies that buffer would hold back what should come at once.
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    await sendChunks(response, reply.live);
  } else if ('empty' in reply) {
    response.statusCode = 204;
    response.setHeaders(new Map(Object.entries(reply.headers ?? {})));
    response.end();
  } else if ('text' in reply) {
    response.setHeaders(new Map(Object.entries(reply.headers ?? {})));
    response.setHeader('Content-Type', reply.type ?? 'text/plain; charset=utf-8');
    response.end(reply.text);
  } else if ('bytes' in reply) {
    response.setHeaders(new Map(Object.entries(reply.headers)));
    response.setHeader('Content-Type', reply.type ?? 'application/octet-stream');
    response.end(reply.bytes);
  } else {
    response.setHeader('Content-Type', reply.type);
    response.setHeader('Content-Disposition', attachment(reply.fileName));
    await sendChunks(response, reply.chunks);
  }
}

/** A download under a name that is safe in a header and on any disk: names are ours, but an id may have been imported. */
export function attachment(fileName: string): string {
  return `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`;
}

/** Reads no more than the other side takes: a slow reader costs a chunk, not the whole export. */
async function sendChunks(
  response: Response,
  chunks: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  let failure: { readonly error: unknown } | undefined;
  const watched = async function* (): AsyncGenerator<string | Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  try {
    await pipeline(watched, response);
  } catch {
    // Either our side failed, or who asked has gone, which is nobody's fault.
    if (failure) throw failure.error;
  }
}
