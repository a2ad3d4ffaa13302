import { request } from 'node:http';
import type { Delivery } from '../../src/pbx/api/delivery.ts';
import { startPbxApi, type PbxApiOptions } from '../../src/pbx/api/server.ts';
import { defaultPlan } from '../../src/pbx/numbering-plan.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { systemClock } from '../../src/pbx/system-clock.ts';
import { startUs } from './played.ts';
import { until } from './until.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** Undefined if it is none. */
  readonly json: unknown;
}

export interface Asking {
  readonly method?: string;
  /** As JSON, if it is no text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestPbx {
  readonly url: string;
  /** Without going through a URL parser, and with a token unless the headers say otherwise. */
  ask(path: string, asking?: Asking): Promise<Answered>;
  /** Subscribes, and gives the id. */
  subscribe(extension: string, event_type: string, url: string, method?: string): Promise<number>;
  post(path: string, body: unknown): Promise<Answered>;
  deliveries(query?: string): Promise<readonly Delivery[]>;
  /** Resolves with all deliveries when none waits and no call goes on. */
  untilQuiet(): Promise<readonly Delivery[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

const usual: PbxApiOptions = {
  host: '127.0.0.1',
  port: 0,
  plan: defaultPlan,
  scenarios: await loadScenarios(),
  tokenLifeMs: 3_600_000,
  requestsPerHour: 1_000_000,
  maxSubscriptions: 1_000,
  timeoutMs: 10_000,
  coping: 'none',
  maxAttempts: 3,
  allowedTargets: [],
  speed: 'max',
  version: '1.2.3',
  clock: systemClock,
  nowUs: () => startUs,
  onFault: (error) => {
    throw error;
  },
};

/** The API of a PBX on a port of its own; calls are played without any wait unless the options say otherwise. */
export async function startPbx(options: Partial<PbxApiOptions> = {}): Promise<TestPbx> {
  const api = await startPbxApi({ ...usual, ...options });
  const ask = (path: string, asking: Asking = {}): Promise<Answered> =>
    askOnce(api.url, path, asking);
  const { json } = await ask('/oauth/token', grant('app', 'secret'));
  const { access_token: token } = (json ?? {}) as { access_token?: string };
  const known = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const pbx: TestPbx = {
    url: api.url,
    ask: (path, asking = {}) => ask(path, { ...asking, headers: { ...known, ...asking.headers } }),
    subscribe: async (extension, event_type, url, method = 'GET') => {
      const path = `/api/ver1.0/extension/${extension}/event/`;
      const answer = await pbx.post(path, { url, method, event_type });
      if (answer.status !== 201) throw new Error(answer.text);
      return (answer.json as { id: number }).id;
    },
    post: (path, body) => pbx.ask(path, { method: 'POST', body }),
    deliveries: async (query = '') => (await pageOf(pbx, query)).deliveries,
    untilQuiet: async () => {
      await until('all is delivered', async () => {
        const { waiting, playing } = await pageOf(pbx, '?limit=1');
        return waiting === 0 && playing === 0;
      });
      return pbx.deliveries('?limit=10000');
    },
    [Symbol.asyncDispose]: () => api.close(),
  };
  return pbx;
}

/** The form that asks for a token. */
export function grant(id: string, secret: string): Asking {
  return {
    method: 'POST',
    body: `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
}

async function pageOf(
  pbx: Pick<TestPbx, 'ask'>,
  query: string,
): Promise<{ deliveries: readonly Delivery[]; waiting: number; playing: number }> {
  const { status, text } = await pbx.ask(`/deliveries${query}`);
  if (status !== 200) throw new Error(text);
  return JSON.parse(text) as { deliveries: Delivery[]; waiting: number; playing: number };
}

export function askOnce(
  url: string,
  path: string,
  { method = 'GET', body, headers = {} }: Asking,
): Promise<Answered> {
  const isText = typeof body === 'string' || body === undefined;
  const bytes = Buffer.from(isText ? (body ?? '') : JSON.stringify(body));
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: hostname,
        port,
        path,
        method,
        agent: false,
        headers: {
          ...(isText ? {} : { 'content-type': 'application/json' }),
          ...(bytes.length === 0 ? {} : { 'content-length': bytes.length }),
          ...headers,
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('error', reject).on('end', () => {
          const isJson = (answer.headers['content-type'] ?? '').includes('json');
          const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json });
        });
      },
    );
    outgoing.on('error', reject).end(bytes);
  });
}
