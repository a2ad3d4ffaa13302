import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a fake receiver saw it; its body has one character for each byte. */
interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** Of the sender's end of the connection. */
  readonly port: number;
}

export interface FakeReceiver extends AsyncDisposable {
  readonly url: URL;
  readonly received: readonly ReceivedRequest[];
  /** The fields of all, as a form has them, in the order in which they came. */
  fields(): readonly Readonly<Record<string, string>>[];
}

type ReceiverAnswer = (
  response: ServerResponse,
  request: ReceivedRequest,
  before: number,
  incoming: IncomingMessage,
) => void;

/** An HTTP server on a free port that keeps what it gets and answers as the test says: `ok` with 200 unless it says otherwise. */
export async function startFakeReceiver(
  answer: ReceiverAnswer = (response) => response.end('ok'),
): Promise<FakeReceiver> {
  const received: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('latin1').on('data', (text: string) => (body += text));
    incoming.on('end', () => {
      const { method = '', url: target = '', rawHeaders, socket } = incoming;
      const request = { method, target, rawHeaders, body, port: socket.remotePort ?? 0 };
      received.push(request);
      answer(response, request, received.length - 1, incoming);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    received,
    fields: () =>
      received.map(({ target, body }) => {
        const query = target.split('?')[1] ?? '';
        return Object.fromEntries(new URLSearchParams(`${query}&${body}`));
      }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
