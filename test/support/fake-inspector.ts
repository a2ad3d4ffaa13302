import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiEvent } from '../../src/api/contract.ts';

/** One request as a fake inspector saw it. */
interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

export type FakeAnswer = (
  request: SeenRequest,
  response: ServerResponse,
  /** How many requests came to this address before. */
  before: number,
) => unknown;

export interface FakeInspector extends AsyncDisposable {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Cuts every open connection. */
  cut(): void;
}

/**
 * An HTTP server on a free port that answers as the test says, by `METHOD path`. An answer that returns something is JSON; one that returns
 * nothing has written what it wants. What is not listed is a 404 problem.
 */
export async function startFakeInspector(
  answers: Readonly<Record<string, FakeAnswer>>,
): Promise<FakeInspector> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const one: SeenRequest = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
    };
    // What a client asks before it sends its token is not what a test is about.
    if (one.path === '/healthz') {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"status":"ok"}');
      return;
    }
    const before = seen.filter(({ path }) => path === one.path).length;
    seen.push(one);
    const answer = answers[`${one.method ?? ''} ${one.path}`] ?? notFound;
    const json = answer(one, response, before);
    if (json !== undefined) {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(json));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    cut: () => {
      server.closeAllConnections();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const notFound: FakeAnswer = (_request, response) => {
  sendProblem(response, 404, { code: 'not_found', detail: 'There is no such event.' });
};

export function sendProblem(response: ServerResponse, status: number, problem: object): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify({ title: 'No.', status, ...problem }));
}

/** Begins a stream of server-sent events; returns what sends one. */
export function openStream(
  response: ServerResponse,
): (message: { id?: string; event?: string; data: unknown }) => void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write(': hello\n\n');
  return ({ id, event, data }) => {
    const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
    response.write(`${head}data: ${JSON.stringify(data)}\n\n`);
  };
}

/** An event as the API shows it; number `n`, with the cursor `c-n`. */
export function apiEvent(n: number, fields: Readonly<Record<string, string>> = {}): ApiEvent {
  const query = { myid: '175', EventType: 'hangup', ...fields };
  return {
    id: `0190a5c4-0000-7000-8000-${String(n).padStart(12, '0')}`,
    cursor: `c-${n}`,
    receivedAt: `2017-05-30T15:07:50.${String(n).padStart(6, '0')}Z`,
    storedAt: `2017-05-30T15:07:50.${String(n).padStart(6, '0')}Z`,
    myid: '175',
    type: 'hangup',
    callId: `call-${n}`,
    fields: query,
    request: {
      method: 'GET',
      target: `/fordel/show.php?n=${n}`,
      httpVersion: '1.1',
      headers: [['Host', 'somehost.com']],
      query: Object.entries(query),
      bodyBytes: 0,
      bodySha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      peer: '192.0.2.1:5060',
    },
    answer: { status: 200 },
    origin: 'received',
    findings: [],
  };
}
