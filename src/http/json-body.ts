import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';

/**
 * Reads a small JSON body. Only as `application/json`: a form of another site cannot send that without being asked first, and is not allowed.
 * @throws {AppError} `bad_request`; what was not read by then is left unread
 */
export async function readJsonBody(request: Request, response: Response): Promise<unknown> {
  const types = headerValues(request, 'content-type');
  if (types.length !== 1 || !/^application\/json[ \t]*(;|$)/i.test(types[0] ?? ''))
    throw bad('needs "Content-Type: application/json"');
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  if (request.headers.expect !== undefined) response.writeContinue();
  const bytes = await readBytes(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw bad('is not JSON in UTF-8');
  }
}

/** No body the API takes comes near. */
const maxBodyBytes = 4 << 10;
/** Whoever needs longer for so little only wants the connection. */
const maxBodyMs = 30_000;

async function readBytes(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed on a throw: the refusal still has to go out on the same socket.
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const timer = setTimeout(() => {
    request.destroy();
  }, maxBodyMs);
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBodyBytes) break;
      chunks.push(chunk);
    }
  } catch {
    throw bad('ended before it was complete');
  } finally {
    clearTimeout(timer);
  }
  if (length > maxBodyBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

function tooLarge(): AppError {
  return bad(`is larger than ${maxBodyBytes} bytes`);
}

function bad(what: string): AppError {
  return new AppError('bad_request', `The request body ${what}.`);
}
