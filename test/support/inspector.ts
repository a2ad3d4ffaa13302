import { request as httpRequest } from 'node:http';
import { routes } from '../../src/api/contract.ts';
import type { Route } from '../../src/api/route.ts';
import type { ServiceCounts } from '../../src/http/metrics.ts';
import {
  createInspector,
  type InspectorDeps,
  type InspectorOptions,
} from '../../src/http/inspector.ts';
import type { Capture } from '../../src/journal/capture.ts';
import { fakeRuns } from './fake-runs.ts';
import { memoryIndex } from './memory-search.ts';
import { MemoryStore } from './memory-store.ts';
import { assetPath } from './page-assets.ts';

export const token = 'tok-0123456789_0123456789-0123456789';

export const counts: ServiceCounts = {
  receiver: {
    connections: 2,
    inFlightBytes: 10,
    acknowledged: 3,
    unacknowledged: 1,
    continued: 0,
    refused: new Map([['body_too_large', 5]]),
  },
  journal: { events: 3, batches: 2, refused: 1, largestBatch: 2, commitUs: 1_500_000, queued: 4 },
  facts: { noted: 1, dropped: 0 },
  eventLog: { written: 3 },
  followers: 2,
};

const upToDate = { indexedTo: 'mem-1', behind: 0 };

/** What a request of a test says beside its path. `headers` come as they are, in order, with repetitions; Host only if it is in them. */
export interface Asked {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
}

/** Sends one request on a connection of its own, the path as it is. */
export function ask(url: string, path: string, asked: Asked = {}): Promise<Answered> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: hostname.replace(/^\[|\]$/g, ''),
        port,
        method: asked.method ?? 'GET',
        path,
        agent: false,
        setHost: false,
        headers: (asked.headers ?? []).flat(),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          // It would not end by itself.
          if (response.headers['content-type'] === 'text/event-stream') {
            response.emit('end');
            request.destroy();
          }
        });
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, bytes, text: bytes.toString() });
        });
      },
    );
    request.on('error', reject);
    request.end(asked.body);
  });
}

/** The headers of an honest program: a Host of ours and the token. */
export const honest: readonly (readonly [string, string])[] = [
  ['Host', 'localhost'],
  ['Authorization', `Bearer ${token}`],
];

/** How a route is asked so that it answers well: its method, a body if it takes one, and from its own page if it changes something. */
export function askedFor(route: Route, headers: Asked['headers'] = honest): Asked {
  const { method } = route;
  if (method === 'get') return { headers };
  const origin = ['Origin', 'http://localhost'] as const;
  if (!route.body && !route.lines)
    return { method, headers: [...headers, origin, ['Content-Length', '0']] };
  const body = route.lines ? importedLine : JSON.stringify(bodyOf(route));
  const type = ['Content-Type', `application/${route.lines ? 'x-nd' : ''}json`] as const;
  const length = ['Content-Length', String(body.length)] as const;
  return { method, headers: [...headers, origin, type, length], body };
}

function bodyOf({ path }: Route): object {
  return path.endsWith('/runs') ? { scenarios: ['out-busy'] } : { token };
}

/** A line for the import: the same event each time. */
const importedLine = `${JSON.stringify({
  id: '0190a5c4-0000-8000-8000-00000000000a',
  headBase64: btoa('GET /fordel/show.php?EventType=agent-login HTTP/1.1\r\n'),
})}\n`;

/** The status of a route's good answer. */
export function goodStatus({ answers }: Route): number {
  return Number(Object.keys(answers)[0]);
}

export interface TestInspector extends AsyncDisposable {
  readonly url: string;
  readonly store: MemoryStore;
  /** Logs a browser in, once; undefined with auth off. */
  readonly loginUrl: string | undefined;
  /** Lines of the log as `message fields`. */
  readonly logged: string[];
  /** Asks honestly. */
  get(path: string, more?: readonly (readonly [string, string])[]): Promise<Answered>;
  json(path: string): Promise<unknown>;
}

/** An inspector on a free port over a memory store. */
export async function startInspector(
  change: { deps?: Partial<InspectorDeps>; options?: Partial<InspectorOptions> } = {},
): Promise<TestInspector> {
  const store = new MemoryStore();
  const logged: string[] = [];
  const log = (fields: object, message: string): void => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const inspector = createInspector(
    {
      store,
      journal: { queued: 0, append: async (capture) => (await store.append([capture]))[0] ?? '' },
      ...memoryIndex(store),
      index: {
        status: () => Promise.resolve(upToDate),
        rebuild: () => Promise.resolve(upToDate),
        deliveryLag: () => Promise.resolve({ boundsUs: [], counts: [0], sumUs: 0 }),
      },
      runs: fakeRuns(),
      counts: () => counts,
      isReady: () => Promise.resolve({ ready: true, checks: { store: 'ok' } }),
      logger: { debug: log, info: log, warn: log, error: log },
      version: '1.2.3',
      replayUrl: () => 'http://127.0.0.1:8080',
      exampleUrl: () => 'http://127.0.0.1:8080/fordel/show.php?myid=175',
      nowUs: () => Date.now() * 1000,
      ...change.deps,
    },
    { host: '127.0.0.1', port: 0, token, ...change.options },
  );
  const url = await inspector.listen();
  const get: TestInspector['get'] = (path, more = []) =>
    ask(url, path, { headers: [...honest, ...more] });
  return {
    url,
    store,
    loginUrl: inspector.loginUrl,
    logged,
    get,
    json: async (path) => JSON.parse((await get(path)).text) as unknown,
    [Symbol.asyncDispose]: () => inspector.close(),
  };
}

let made = 0;

/** A capture as the receiver would make it. */
export function captured(change: Partial<Capture> = {}): Capture {
  made++;
  return {
    id: `0190a5c4-0000-7000-8000-${made.toString(16).padStart(12, '0')}`,
    receivedAtUs: 1_496_156_870_000_000 + made,
    peer: '192.0.2.1:5060',
    origin: 'received',
    answer: { status: 200 },
    head: 'GET /fordel/show.php?myid=175&EventType=hangup&CallID=abc HTTP/1.1\r\nHost: somehost.com\r\nX-A: 1\r\nx-a: 2\r\n',
    body: new Uint8Array(),
    ...change,
  };
}

/** A capture of a form post. */
export function posted(body: string | Uint8Array, change: Partial<Capture> = {}): Capture {
  return captured({
    head: 'POST /fordel/show.php?myid=175 HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n',
    body: typeof body === 'string' ? Buffer.from(body) : body,
    ...change,
  });
}

/** Stands in that event, and may stand in no answer without the token. */
export const secret = 'canary-7f3a';

/** An inspector with one event that nobody may see without the token, and a path for each route. */
export async function startWithSecret(
  options: Parameters<typeof startInspector>[0] = {},
): Promise<TestInspector & { readonly paths: readonly (readonly [string, Route])[] }> {
  const inspector = await startInspector(options);
  const event = posted(`EventType=hangup&CallID=${secret}`);
  await inspector.store.append([event]);
  await inspector.store.note([{ kind: 'refusal', atUs: 1, reason: secret, message: secret }]);
  const paths = Object.values(routes as Record<string, Route>).map(
    (route) => [pathOf(route, event.id), route] as const,
  );
  return { ...inspector, paths };
}

/** A path that a route answers well and that changes nothing. */
function pathOf({ method, path }: Route, id: string): string {
  if (path.startsWith('/assets/')) return assetPath(path);
  const filled = path.replace('{id}', id).replace('{callId}', 'last');
  return method === 'delete' && path.endsWith('/events') ? `${filled}?q=type:voicemail` : filled;
}
