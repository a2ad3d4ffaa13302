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
        'Reads what the receiver stored. GET and HEAD; a request with a body, an unknown parameter or one given twice is refused.',
    },
    paths: Object.fromEntries(
      table.map(([name, route]) => [route.path, { [route.method]: operation(name, route) }]),
    ),
    components: {
      schemas: { ExportedEvent: exportedEventSchema },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`ringlog token` prints it.' },
      },
    },
  });
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  const problems = Map.groupBy(problemsOf(route), (code) => problemStatus[code]);
  return {
    operationId: name,
    summary: route.summary,
    security: route.scope === 'token' ? [{ token: [] }] : [],
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
    },
    responses: Object.fromEntries<ZodOpenApiResponseObject>([
      ...Object.entries(route.answers).map(([status, one]) => [status, answer(one)] as const),
      ...[...problems].map(([status, codes]) => [status, problem(status, codes)] as const),
    ]),
  };
}

const everyAnswer = z.object({
  'Cache-Control': z.literal('no-store'),
  'X-Content-Type-Options': z.literal('nosniff'),
});

function answer({ description, type, schema, headers }: Answer): ZodOpenApiResponseObject {
  return {
    description,
    headers: headers ? everyAnswer.extend(headers.shape) : everyAnswer,
    content: { [type]: { schema: schema ?? z.string() } },
  };
}

const problemHeaders: Readonly<Record<number, z.ZodRawShape>> = {
  401: { 'WWW-Authenticate': z.string().regex(/^Bearer /) },
  503: { 'Retry-After': z.string().regex(/^\d+$/) },
};

function problem(status: number, codes: readonly ProblemCode[]): ZodOpenApiResponseObject {
  return {
    description: codes.join(', '),
    headers: everyAnswer.extend(problemHeaders[status] ?? {}),
    content: { [problemType]: { schema: problemSchema } },
  };
}
