import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

/** What a consumer does with a request: answers with a status, cuts the connection, says nothing, or answers when `release` is called. */
export type Behaviour = number | 'reset' | 'silent' | 'slow';

export interface Told {
  readonly method: string;
  readonly target: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** A server of an integrator, which is told of events. */
export interface Consumer {
  readonly url: string;
  readonly told: readonly Told[];
  /** Of the next requests, in order; after them 200. */
  behave(...next: readonly Behaviour[]): void;
  /** Answers the slow ones. */
  release(): void;
  untilTold(count: number): Promise<readonly Told[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startConsumer(): Promise<Consumer> {
  const told: Told[] = [];
  let coming: Behaviour[] = [];
  let slow: ServerResponse[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (part: string) => (body += part));
    request.on('end', () => {
      told.push({
        method: request.method ?? '',
        target: request.url ?? '',
        contentType: request.headers['content-type'],
        body,
      });
      const behaviour = coming.shift() ?? 200;
      if (behaviour === 'reset') request.socket.resetAndDestroy();
      else if (behaviour === 'slow') slow.push(response);
      else if (behaviour !== 'silent') response.writeHead(behaviour).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    told,
    behave: (...next) => {
      coming = [...next];
    },
    release: () => {
      for (const response of slow) response.end('late');
      slow = [];
    },
    untilTold: async (count) => {
      await until(`${count} requests`, () => told.length >= count);
      return told;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
