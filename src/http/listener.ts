import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors.ts';

/** A bounded HTTP server that can be opened and closed once. */
export interface Listener {
  /** Open connections. */
  readonly connections: number;
  /** Resolves with its URL, without a slash at the end. @throws {AppError} `listen_failed` */
  listen(app: RequestListener, address: { host: string; port: number }): Promise<string>;
  /** Takes no more requests, lets those under way end for a moment, then ends them. Idempotent. */
  close(): Promise<void>;
}

/** @param onAcceptError told of each connection that the system could not hand over */
export function createListener(onAcceptError: (error: Error) => void): Listener {
  const server = createServer(limits);
  server.maxConnections = maxConnections;
  // Node would drop what is beyond its count in silence, a second Host header for example; the bytes are bounded anyway.
  server.maxHeadersCount = 0;
  let connections = 0;
  let isClosing = false;
  let closed: Promise<void> | undefined;
  server.on('connection', (socket) => {
    connections++;
    socket.once('close', () => {
      connections--;
    });
  });
  server.on('request', (_request, response) => {
    // A connection that becomes idle while closing would stay for the whole keep-alive time.
    response.once('close', () => {
      if (isClosing) server.closeIdleConnections();
    });
  });
  return {
    get connections() {
      return connections;
    },
    listen: (app, { host, port }) => {
      server.on('request', app);
      // Mostly nobody takes a body: who asks first whether to send one gets the answer at once, and "100 Continue" from who does.
      server.on('checkContinue', app);
      return new Promise((resolve, reject) => {
        const onRefused = (cause: Error): void => {
          reject(listenFailed(host, port, cause));
        };
        server.once('error', onRefused);
        server.listen({ host, port }, () => {
          // From now on an error is a connection that could not be taken (out of memory, of files); unheard it would end the process.
          server.off('error', onRefused);
          server.on('error', onAcceptError);
          resolve(urlOf(host, server.address() as AddressInfo)); // It listens on TCP.
        });
      });
    },
    close: () => {
      isClosing = true;
      closed ??= new Promise((resolve) => {
        const timer = setTimeout(() => {
          server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      return closed;
    },
  };
}

/**
 * 16 KiB hold any head a browser or a program sends. The times bound a slow sender; keep-alive is long because nothing is gained by less. How
 * long a body may take, whoever reads it decides: an import takes as long as it takes. What nobody reads ends with the answer.
 */
const limits = {
  maxHeaderSize: 16 << 10,
  headersTimeout: 10_000,
  requestTimeout: 0,
  keepAliveTimeout: 75_000,
  // The times above are looked at this often.
  connectionsCheckingInterval: 1_000,
  // A missing Host gets our answer, with a reason, instead of Node's.
  requireHostHeader: false,
};
/** Those who wait and follow (4,500 at most, see `routes/live.ts`) leave room for others. */
const maxConnections = 5_000;
/** Long enough for an answer under way, short enough that an export to a slow reader does not hold up the end. */
const graceMs = 2_000;

function listenFailed(host: string, port: number, cause: Error): AppError {
  const code = 'code' in cause ? String(cause.code) : cause.message;
  return new AppError('listen_failed', `The inspector cannot listen on ${host}:${port}: ${code}.`, {
    cause,
  });
}

/** A URL that works on this machine: nobody can connect to "all addresses". */
function urlOf(host: string, { port }: AddressInfo): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
