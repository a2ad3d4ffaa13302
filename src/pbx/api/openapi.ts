import * as z from 'zod';
import type { ApiRoute } from './route.ts';

/** The OpenAPI 3.1 document of these routes. */
export function createDocument(routes: readonly ApiRoute[], version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Ringlog: the API of a simulated PBX',
      version,
      description:
        'Subscriptions to events, callbacks and limits as the vendor documents them; what is marked "Ours" is made for tests. ' +
        'Collections have a slash at the end of their path, single things have none.',
    },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'From POST /oauth/token.' },
      },
    },
  };
}

function operation(route: ApiRoute): unknown {
  const { path, query, body, bodyType, summary, source, scope, status, answer } = route;
  return {
    summary: source === 'ours' ? `Ours: ${summary}` : summary,
    security: scope === 'token' ? [{ token: [] }] : [],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === undefined
      ? undefined
      : {
          requestBody: {
            required: true,
            content: { [bodyType]: { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: {
      [status]: {
        description: status === 204 ? 'Done.' : 'As asked.',
        ...(answer === undefined
          ? undefined
          : { content: { 'application/json': { schema: schemaOf(answer, 'output') } } }),
      },
      ...Object.fromEntries(refusalsOf(route).map((one) => [one, refusal(one)])),
    },
  };
}

/** The statuses of the errors that a route may answer. */
function refusalsOf({ scope, body, query, path, refusals }: ApiRoute): readonly number[] {
  const own = [
    403, // another Host
    405,
    ...(body === undefined && query === undefined && !path.includes('{') ? [] : [400]),
    ...(body === undefined ? [] : [413]),
    ...(path.includes('{') ? [404] : []),
    ...(scope === 'token' ? [401, 429] : []),
    ...refusals,
    500,
  ];
  return [...new Set(own)].sort((a, b) => a - b);
}

const meanings: Readonly<Record<number, string>> = {
  400: 'Something sent is wrong, or the limit of monitored events is reached.',
  401: 'The token is missing, unknown or expired; or the credentials are wrong.',
  403: 'The Host header names another host.',
  404: 'There is no such extension, client or subscription.',
  405: 'The address does not know this method.',
  413: 'The body is larger than 64 KiB.',
  429: 'The requests of this hour are used up, or too many simulated calls go on.',
  500: 'A fault of the simulator, or its state cannot be saved.',
};

const error = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
};

function refusal(status: number): unknown {
  return {
    description: meanings[status] ?? '',
    content: { 'application/json': { schema: error } },
  };
}

const parameterMeanings: ReadonlyMap<string, string> = new Map([
  ['extension', 'Its id, or its name: @200 or @000*200.'],
  ['client', 'Its id, or @me.'],
  ['event', 'The id of the subscription.'],
]);

function pathParameters(path: string): readonly unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: parameterMeanings.get(name),
    schema: { type: 'string' },
  }));
}

function queryParameters(query: ApiRoute['query']): readonly unknown[] {
  if (query === undefined) return [];
  return Object.entries(query.shape).map(([name, shape]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(shape as z.ZodType, 'input'), // NOTE: the shape of an object has nothing else.
  }));
}

/** Without references: so small a document needs none. */
function schemaOf(shape: z.ZodType, io: 'input' | 'output'): unknown {
  return { ...z.toJSONSchema(shape, { io, reused: 'inline' }), $schema: undefined };
}
