import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../errors.ts';
import { isoTime } from '../../formats/iso-time.ts';
import type { NumberingPlan } from '../numbering-plan.ts';
import type { PlayClock } from '../player.ts';
import type { ScenarioSet } from '../scenario-files.ts';
import { createApp } from './app.ts';
import { callRoutes } from './call-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { Deliveries } from './deliveries.ts';
import type { Coping } from './delivery-lane.ts';
import { Directory } from './directory.ts';
import { createDocument } from './openapi.ts';
import { PlayedCalls, type Speed } from './played-calls.ts';
import { RequestLimit } from './request-limit.ts';
import type { ApiRoute } from './route.ts';
import { readState, writeState } from './state-file.ts';
import { SubscriptionBook } from './subscription-book.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { TargetPolicy, type ResolveHost } from './target-policy.ts';
import { TokenBook, type ClientCredentials } from './token-book.ts';

export interface PbxApiOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly plan: NumberingPlan;
  readonly scenarios: ScenarioSet;
  /** Absent: any client gets a token. */
  readonly client?: ClientCredentials | undefined;
  readonly tokenLifeMs: number;
  readonly requestsPerHour: number;
  readonly maxSubscriptions: number;
  /** Where subscriptions outlive a restart; absent: nowhere. */
  readonly stateFile?: string | undefined;
  /** How long an answer to an event is waited for. */
  readonly timeoutMs: number;
  readonly coping: Coping;
  readonly maxAttempts: number;
  /** Names and addresses that events may go to, beside this machine. */
  readonly allowedTargets: readonly string[];
  /** Of callbacks, and the least of scenarios. */
  readonly speed: Speed;
  readonly version: string;
  readonly clock: PlayClock;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  readonly resolve?: ResolveHost;
  readonly onFault: (error: unknown) => void;
}

/** The API of a simulated PBX, listening. */
export interface PbxApi {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends calls, deliveries and connections. Idempotent. */
  close(): Promise<void>;
}

/** @throws {AppError} `state_unusable`, `listen_failed` */
export async function startPbxApi(options: PbxApiOptions): Promise<PbxApi> {
  const { stateFile, clock, nowUs, allowedTargets, resolve } = options;
  const book = new SubscriptionBook({
    limit: options.maxSubscriptions,
    ...(stateFile === undefined
      ? undefined
      : {
          saved: readState(stateFile),
          save: (state) => {
            writeState(stateFile, state);
          },
        }),
  });
  const policy = new TargetPolicy({
    allowed: allowedTargets,
    ...(resolve === undefined ? undefined : { resolve }),
  });
  const deliveries = new Deliveries({ ...options, book, policy, now: () => isoTime(nowUs()) });
  const calls = new PlayedCalls({ ...options, deliveries });
  const nowMs = (): number => clock.nowMs();
  const tokens = new TokenBook({ client: options.client, lifeMs: options.tokenLifeMs, nowMs });
  const directory = new Directory(options.plan);
  const parts = { ...options, book, deliveries, calls, tokens, directory };
  const routes: ApiRoute[] = [
    ...clientRoutes(parts),
    ...subscriptionRoutes(parts),
    ...callRoutes(parts),
    ...controlRoutes({ ...parts, document: () => document }),
  ];
  const document = createDocument(routes, options.version);
  const app = createApp({
    ...options,
    routes,
    tokens,
    limit: new RequestLimit({ limit: options.requestsPerHour, nowMs }),
    isLoopback: /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/.test(options.host),
  });
  const listener = await listen(app, options);
  return {
    url: listener.url,
    close: () => {
      calls.stop();
      deliveries.close();
      return listener.close();
    },
  };
}

/** Small requests only: whoever needs longer wants the connection. */
const limits = {
  maxHeaderSize: 16 << 10,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};
const maxConnections = 500;

async function listen(
  app: RequestListener,
  { host, port, onFault }: Pick<PbxApiOptions, 'host' | 'port' | 'onFault'>,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer(limits, app);
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    const onRefused = (cause: Error): void => {
      const code = 'code' in cause ? String(cause.code) : cause.message;
      const message = `The PBX's API cannot listen on ${host}:${port}: ${code}.`;
      reject(new AppError('listen_failed', message, { cause }));
    };
    server.once('error', onRefused);
    server.listen({ host, port }, () => {
      // From now on an error is a connection that could not be taken; unheard it would end the process.
      server.off('error', onRefused).on('error', onFault);
      resolve();
    });
  });
  let closed: Promise<void> | undefined;
  return {
    url: urlOf(host, server.address() as AddressInfo), // It listens on TCP.
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

/** A URL that works on this machine: nobody can connect to "all addresses". */
function urlOf(host: string, { port }: AddressInfo): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
