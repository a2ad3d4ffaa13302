import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
  type oas31,
} from 'zod-openapi';
import { routes } from './contract.ts';
import { exportedEventSchema } from './event.ts';
import { problemSchema, problemStatus, problemType, type ProblemCode } from './problem.ts';
import { problemsOf, type Answer, type Route } from './route.ts';

export type OpenApiDocument = oas31.OpenAPIObject;

/** The OpenAPI 3.1 document of the whole contract. */
export function createOpenApi(version: string): OpenApiDocument {
  const table: readonly (readonly [string, Route])[] = Object.entries(routes);
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Ringlog inspector',
      version,
      description:
        'Reads what the receiver stored. HEAD works wherever GET does. An unknown parameter, one given twice, or a body where none is taken is refused. ' +
        'In place of the token, browsers send the cookie that POST /api/v1/session gave them.',
    },
    paths: Object.fromEntries(
      [...Map.groupBy(table, ([, { path }]) => path)].map(([path, rows]) => [
        path,
        Object.fromEntries(rows.map(operation)),
      ]),
    ),
    components: {
      schemas: { ExportedEvent: exportedEventSchema },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`ringlog token` prints it.' },
      },
    },
  });
}

function operation([name, route]: readonly [string, Route]): [string, ZodOpenApiOperationObject] {
  const problems = Map.groupBy(problemsOf(route), (code) => problemStatus[code]);
  const described = {
    operationId: name,
    summary: route.summary,
    security: route.scope === 'token' ? [{ token: [] }] : [],
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(route.headers ? { header: route.headers } : {}),
    },
    ...requestBodyOf(route),
    responses: Object.fromEntries<ZodOpenApiResponseObject>([
      ...Object.entries(route.answers).map(([status, one]) => [status, answer(one)] as const),
      ...[...problems].map(([status, codes]) => [status, problem(status, codes)] as const),
    ]),
  };
  return [route.method, described];
}

function requestBodyOf({ body, lines }: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body)
    return { requestBody: { required: true, content: { 'application/json': { schema: body } } } };
  if (!lines) return {};
  const content = { 'application/x-ndjson': { schema: lines } };
  return { requestBody: { required: true, description: 'A line each.', content } };
}

const everyAnswer = z.object({
  'Cache-Control': z.literal('no-store'),
  'X-Content-Type-Options': z.literal('nosniff'),
});

function answer({ description, type, schema, headers }: Answer): ZodOpenApiResponseObject {
  return {
    description,
    headers: headers ? everyAnswer.extend(headers.shape) : everyAnswer,
    ...(type === undefined ? {} : { content: { [type]: { schema: schema ?? z.string() } } }),
  };
}

const problemHeaders: Readonly<Record<number, z.ZodRawShape>> = {
  401: { 'WWW-Authenticate': z.string().regex(/^Bearer /) },
  429: { 'Retry-After': z.string().regex(/^\d+$/) },
  503: { 'Retry-After': z.string().regex(/^\d+$/) },
};

function problem(status: number, codes: readonly ProblemCode[]): ZodOpenApiResponseObject {
  return {
    description: codes.join(', '),
    headers: everyAnswer.extend(problemHeaders[status] ?? {}),
    content: { [problemType]: { schema: problemSchema } },
  };
}
