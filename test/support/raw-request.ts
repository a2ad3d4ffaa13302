import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One answer as it came over the socket. Interim ones (1xx) are left out. */
interface RawAnswer {
  readonly status: number;
  /** Status line and header lines. */
  readonly head: string;
  /** `X-Event-Id`, empty if there is none. */
  readonly eventId: string;
  readonly body: string;
}

/** All that happened on one connection. */
export interface Exchange {
  readonly answers: readonly RawAnswer[];
  /** `address:port` of this side: how events and facts name their sender. */
  readonly peer: string;
  /**
   * `closed`, `reset`: by the server, of its own accord. `left`: by us, with all the answers we wanted. `half-closed`: the server closed after we
   * had ended our side. `deadline`: it did neither answer nor close.
   */
  readonly end: 'closed' | 'reset' | 'left' | 'half-closed' | 'deadline';
  readonly ms: number;
  /** What arrived, one character a byte. */
  readonly received: string;
}

export interface ExchangeOptions {
  /** Leave when there are so many answers; 0 waits for the server to close. Default 1. */
  readonly answers?: number;
  /** End our side once this long has passed since the last chunk, whatever came. Default: never. */
  readonly halfCloseAfterMs?: number;
  /** End our side with the last chunk. */
  readonly halfClose?: boolean;
  /** Between two chunks, so that they arrive as two. Default 3. */
  readonly chunkPauseMs?: number;
  /** Wait for the answers so far after the chunk with this index, before the next one. */
  readonly waitAfter?: readonly { readonly chunk: number; readonly answers: number }[];
  readonly deadlineMs?: number;
  /** Where to send from, for a peer that no other connection has had: a free port is soon given again. */
  readonly from?: { readonly address: string; readonly port: number };
}

/** Every request is answered or its connection closed after 30 s, looked at once a second; the rest is for a busy machine. */
const promisedMs = 34_000;

/** Writes the chunks as they are on a new connection to the URL's host and port, and gives what came back. Never throws for what the server does. */
export async function exchange(
  url: string,
  chunks: readonly (string | Uint8Array)[],
  options: ExchangeOptions = {},
): Promise<Exchange> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    allowHalfOpen: true,
    ...(options.from && { localAddress: options.from.address, localPort: options.from.port }),
  });
  const wanted = options.answers ?? 1;
  const watch = watchSocket(socket);
  const deadline = setTimeout(() => {
    watch.finish('deadline');
  }, options.deadlineMs ?? promisedMs);
  const side = { isEnded: false };
  const halfClose = (): void => {
    side.isEnded = true;
    socket.end();
  };
  let halfCloseTimer: NodeJS.Timeout | undefined;
  try {
    await watch.connected;
    for (const [i, chunk] of chunks.entries()) {
      if (i > 0) await pause(options.chunkPauseMs ?? 3);
      if (socket.destroyed || watch.isFinished()) break;
      socket.write(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
      const stop = options.waitAfter?.find((wait) => wait.chunk === i);
      if (stop) await watch.untilAnswers(stop.answers);
    }
    if (options.halfClose) halfClose();
    else if (options.halfCloseAfterMs !== undefined)
      halfCloseTimer = setTimeout(halfClose, options.halfCloseAfterMs);
    await (wanted > 0 ? watch.untilAnswers(wanted) : watch.finished);
    // A program that looks only at the first answer would not see that there was a second one.
    watch.finish('left');
    const end = await watch.finished;
    return {
      answers: watch.answers(),
      peer: watch.peer(),
      end: end === 'closed' && side.isEnded ? 'half-closed' : end,
      ms: performance.now() - startedAt,
      received: watch.received(),
    };
  } finally {
    clearTimeout(deadline);
    clearTimeout(halfCloseTimer);
    socket.destroy();
  }
}

type RawEnd = 'closed' | 'reset' | 'left' | 'deadline';

function watchSocket(socket: Socket): {
  connected: Promise<void>;
  finished: Promise<RawEnd>;
  finish(end: RawEnd): void;
  isFinished(): boolean;
  /** Resolves with so many answers, or with the end. */
  untilAnswers(count: number): Promise<void>;
  answers(): readonly RawAnswer[];
  peer(): string;
  received(): string;
} {
  const connected = Promise.withResolvers<undefined>();
  const finished = Promise.withResolvers<RawEnd>();
  let received = '';
  let isFinished = false;
  let peer = '';
  let waiting: { count: number; resolve: () => void }[] = [];
  const look = (): void => {
    const count = waiting.length === 0 ? 0 : parseAnswers(received).length;
    waiting = waiting.filter((one) => {
      if (!isFinished && count < one.count) return true;
      one.resolve();
      return false;
    });
  };
  const finish = (end: RawEnd): void => {
    isFinished = true;
    finished.resolve(end);
    connected.resolve(undefined);
    look();
  };
  socket.on('connect', () => {
    peer = `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`;
    connected.resolve(undefined);
  });
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    look();
  });
  socket.on('end', () => {
    finish('closed');
  });
  socket.on('close', () => {
    finish('closed');
  });
  socket.on('error', () => {
    finish('reset');
  });
  return {
    connected: connected.promise,
    finished: finished.promise,
    finish,
    isFinished: () => isFinished,
    untilAnswers: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, resolve });
        look();
      }),
    answers: () => parseAnswers(received),
    peer: () => peer,
    received: () => received,
  };
}

const answerHead = /HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/g;

/** The complete answers in what was received. Bodies are fixed texts without a status line in them, so heads can be looked for anywhere. */
function parseAnswers(received: string): RawAnswer[] {
  const heads = [...received.matchAll(answerHead)];
  return heads.flatMap((match, i) => {
    const status = Number(match[1]);
    const [head] = match;
    const start = match.index + head.length;
    const body = received.slice(start, heads[i + 1]?.index);
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
    // The answer to HEAD names a length and has no body, so a missing body only counts as incomplete when a part of it came.
    if (status < 200 || (body.length > 0 && body.length < length)) return [];
    return [{ status, head, eventId: /^x-event-id: (\S+)\r$/im.exec(head)?.[1] ?? '', body }];
  });
}
