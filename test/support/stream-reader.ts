import { request, type IncomingMessage } from 'node:http';
import type { Program } from './program.ts';

/** An event as a stream gave it. */
interface Streamed {
  readonly cursor: string;
  readonly id: string;
  /** When it was read, by `performance.now()`. */
  readonly atMs: number;
}

/** What a client knows of its stream; it outlives its connections. */
export interface StreamState {
  readonly events: Streamed[];
  /** Data of the `gap` events. */
  readonly gaps: string[];
  /** What it resumes by. */
  lastId: string | undefined;
  /** Kept of a stream of calls: the last data of each by its id, and every place in turn. */
  readonly calls?: { readonly latest: Map<string, string>; readonly places: string[] };
}

export function newStreamState(lastId?: string): StreamState {
  return { events: [], gaps: [], lastId };
}

/** The same for one who follows calls. */
export function newCallStreamState(lastId?: string): Required<StreamState> {
  return { events: [], gaps: [], lastId, calls: { latest: new Map(), places: [] } };
}

/** One connection of a client. */
export interface OpenStream {
  readonly status: number;
  /** Until the end; rejects never, an ended stream is no failure. */
  readonly ended: Promise<{ readonly isCut: boolean }>;
  /** The body of an answer that is no stream. */
  text(): Promise<string>;
  /** Stops reading, so that the server's writes come to stand. */
  pause(): void;
  resume(): void;
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens a stream, and reads it into the state as the standard for server-sent events says: what is not complete at the end does not count.
 * @param options.maxBytes after so many bytes of the body the client cuts the connection, and takes nothing of what follows
 */
export function openStream(
  program: Pick<Program, 'inspectorUrl' | 'token'>,
  options: {
    readonly q?: string;
    readonly state: StreamState;
    readonly maxBytes?: number;
    readonly onEvent?: () => void;
  },
): Promise<OpenStream> {
  const { q = '', state, maxBytes = Infinity } = options;
  const of = state.calls ? '&of=calls' : '';
  return new Promise((resolve, reject) => {
    const sent = request(`${program.inspectorUrl}/api/v1/stream?q=${encodeURIComponent(q)}${of}`, {
      agent: false,
      headers: {
        Authorization: `Bearer ${program.token}`,
        ...(state.lastId === undefined ? {} : { 'Last-Event-ID': state.lastId }),
      },
    });
    sent.on('error', reject);
    sent.on('response', (response: IncomingMessage) => {
      const ended = Promise.withResolvers<{ isCut: boolean }>();
      const take = frameReader(state);
      let body = '';
      let left = maxBytes;
      response.on('data', (chunk: Buffer) => {
        if (left <= 0) return;
        const bytes = chunk.subarray(0, Math.min(left, chunk.length));
        left -= bytes.length;
        if (response.statusCode === 200) take(bytes.toString('latin1'));
        else body += bytes.toString();
        options.onEvent?.();
        if (left <= 0) response.destroy();
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        ended.resolve({ isCut: left <= 0 });
      });
      const close = (): void => {
        response.destroy();
      };
      resolve({
        status: response.statusCode ?? 0,
        ended: ended.promise,
        text: async () => {
          await ended.promise;
          return body;
        },
        pause: () => response.pause(),
        resume: () => response.resume(),
        close,
        [Symbol.dispose]: close,
      });
    });
    sent.end();
  });
}

/** Reads bytes, each as a character, as they come. */
function frameReader(state: StreamState): (text: string) => void {
  let rest = '';
  let event = '';
  let data = '';
  let id = state.lastId;
  const takeLine = (line: string): void => {
    if (line === '') {
      state.lastId = id;
      if (id !== undefined) state.calls?.places.push(id);
      if (event === 'gap') state.gaps.push(data);
      else if (data !== '') {
        const ids = idsOf(data, id);
        state.events.push({ ...ids, atMs: performance.now() });
        state.calls?.latest.set(ids.id, Buffer.from(data, 'latin1').toString());
      }
      event = data = '';
    } else if (line.startsWith('id: ')) id = line.slice(4);
    else if (line.startsWith('event: ')) event = line.slice(7);
    else if (line.startsWith('data: ')) data += line.slice(6);
    else if (!line.startsWith(':')) throw new Error(`not a line of a stream: ${line}`);
  };
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(takeLine);
  };
}

function idsOf(data: string, cursor = ''): { id: string; cursor: string } {
  const [, id = ''] = /^\{"id":"([^"]+)"/.exec(data) ?? [];
  return { id, cursor };
}
